import { describe, expect, it, vi } from 'vitest';
import { TextEntry } from './text-entry.svelte';

function typed(value: string, from: number, to = from, ...kind: ConstructorParameters<typeof TextEntry>) {
  const entry = new TextEntry(...kind);
  entry.value = value;
  entry.select(from, to);
  return entry;
}

const at = (entry: TextEntry) => [entry.value, entry.from, entry.to];

describe('a text', () => {
  it('is typed at its end unless a caret is set', () => {
    const entry = new TextEntry();
    for (const letter of 'abc') entry.add(letter);
    entry.back();
    expect(at(entry)).toEqual(['ab', 2, 2]);
  });

  it('is typed and erased where the caret was set', () => {
    const entry = typed('conect', 3);
    entry.add('n');
    expect(at(entry)).toEqual(['connect', 4, 4]);
    entry.back();
    entry.back();
    expect(at(entry)).toEqual(['coect', 2, 2]);
    entry.press({ kind: 'paste', text: 'nn' });
    expect(at(entry)).toEqual(['connect', 4, 4]);
  });

  it('loses what was selected to what is typed, and to the key that erases', () => {
    const entry = typed('north door', 0, 5);
    entry.add('S');
    expect(at(entry)).toEqual(['S door', 1, 1]);
    entry.select(0, 2);
    entry.back();
    expect(at(entry)).toEqual(['door', 0, 0]);
    entry.back();
    expect(at(entry)).toEqual(['door', 0, 0]);
  });

  it('loses a letter, a joiner or a whole picture at once', () => {
    const entry = new TextEntry();
    entry.value = 'می\u200Cر😀';
    const seen: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      entry.back();
      seen.push(entry.value);
    }
    expect(seen).toEqual(['می\u200Cر', 'می\u200C', 'می', 'م']);
  });

  it('takes nothing in its middle that would push out its end', () => {
    const changed = vi.fn();
    const entry = typed('a'.repeat(119) + 'z', 5, 5, 'text', changed);
    changed.mockClear();
    entry.add('b');
    expect(at(entry)).toEqual(['a'.repeat(119) + 'z', 5, 5]);
    expect(changed).not.toHaveBeenCalled();
    const number = typed('09121234567', 4, 4, 'mobile');
    number.press({ kind: 'digit', digit: '5' });
    expect(at(number)).toEqual(['09121234567', 4, 4]);
  });

  it('of a number has its digits and a plus in front, wherever the caret is', () => {
    const number = typed('0912', 2, 2, 'mobile');
    number.press({ kind: 'plus' });
    number.press({ kind: 'letter', letter: 'a' });
    expect(at(number)).toEqual(['0912', 2, 2]);
    number.press({ kind: 'digit', digit: '8' });
    expect(at(number)).toEqual(['09812', 3, 3]);
    number.press({ kind: 'back' });
    expect(at(number)).toEqual(['0912', 2, 2]);
    number.press({ kind: 'paste', text: '+98 912 000 00 01' });
    expect(at(number)).toEqual(['+989120000001', 13, 13]);
  });

  it('keeps the caret that its field has after a key of its own', () => {
    const entry = new TextEntry('mobile');
    entry.become('09a12', 3);
    expect(at(entry)).toEqual(['0912', 2, 2]);
  });

  it('has its caret at the end where it is set anew, and gets back what it was', () => {
    const entry = typed('north', 2);
    const putBack = entry.remember();
    entry.add('x');
    putBack();
    expect(at(entry)).toEqual(['north', 2, 2]);
    entry.value = 'south door';
    expect(at(entry)).toEqual(['south door', 10, 10]);
  });
});
