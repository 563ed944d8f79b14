import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FAST_MS,
  FEWEST,
  IDLE,
  type Key,
  leave,
  LONGEST,
  type Outcome,
  pressed,
  type ScannerState,
  silence,
  TOGETHER_MS,
} from './scanner';

interface Press {
  key: Key;
  gapMs: number;
}

const plain = (key: string): Key => ({ key, code: '', shift: false, repeat: false });

const typed = (text: string, gapMs: number): Press[] =>
  [...text].map((key) => ({ key: plain(key), gapMs }));

const enter = (gapMs: number): Press => ({ key: plain('Enter'), gapMs });

/** What comes of these keys, with a silence after the last; and the state that is left. */
function run(presses: readonly Press[], from: ScannerState = IDLE, start = 1_000) {
  let state = from;
  let now = start;
  const outcomes: Outcome[] = [];
  const take = ([next, out]: [ScannerState, Outcome[]]) => {
    state = next;
    outcomes.push(...out);
  };
  for (const { key, gapMs } of presses) {
    // The shell's timer fires in every gap that is long enough.
    if (gapMs > TOGETHER_MS + 5) take(silence(state, now + TOGETHER_MS + 5));
    now += gapMs;
    take(pressed(state, key, now));
  }
  take(silence(state, now + TOGETHER_MS + 5));
  return { state, outcomes, now };
}

/** The keys that reach the screen, in order. */
const reached = (outcomes: readonly Outcome[]): string =>
  outcomes
    .flatMap((outcome) => {
      if (outcome.kind === 'pass') return [outcome.key.key];
      return outcome.kind === 'release' ? outcome.keys.map(({ key }) => key) : [];
    })
    .join('');

const scans = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap((outcome) => (outcome.kind === 'scan' ? [outcome.text] : []));

const CODE = fc
  .array(fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZabcxyz0123456789-_/:.'), {
    minLength: FEWEST,
    maxLength: LONGEST,
  })
  .map((letters) => letters.join(''));

describe('a scanner', () => {
  it('is told by its speed, whatever its code and however it ends', () => {
    const ending = fc.constantFrom('Enter', 'Tab', undefined);
    fc.assert(
      fc.property(CODE, fc.integer({ min: 0, max: FAST_MS - 1 }), ending, (code, gap, end) => {
        const presses = typed(code, gap);
        if (end !== undefined) presses.push({ key: plain(end), gapMs: gap });
        const { outcomes, state } = run(presses);
        expect(scans(outcomes)).toEqual([code]);
        expect(reached(outcomes), 'the first key alone, which is taken back').toBe(code[0]);
        expect(state.keys).toEqual([]);
      }),
    );
  });

  it('that ends with two keys, as CR and LF, has ended once', () => {
    const ending = fc.constantFrom('Enter', 'Tab');
    const gaps = fc.integer({ min: 0, max: FAST_MS - 1 });
    fc.assert(
      fc.property(CODE, gaps, ending, ending, (code, gapMs, first, second) => {
        const ended = [first, second].map((key): Press => ({ key: plain(key), gapMs }));
        const once = run([...typed(code, gapMs), ...ended]);
        expect(scans(once.outcomes)).toEqual([code]);
        expect(reached(once.outcomes), 'no ending reaches the screen').toBe(code[0]);
        // A repeated code, one that can't be read and the next one end alike.
        for (const text of [code, '\u2603'.repeat(FEWEST), `${code.slice(0, -1)}~`]) {
          const next = run([...typed(text, gapMs), ...ended], once.state, once.now + 500);
          expect(reached(next.outcomes)).toBe(text[0]);
        }
      }),
    );
  });

  it('that has ended leaves the next Enter to a person', () => {
    const { state, now } = run([...typed('TICKET-7', 8), enter(8)]);
    expect(reached(run([enter(TOGETHER_MS + 1)], state, now).outcomes)).toBe('Enter');
    const { outcomes } = run([...typed('12', 90), enter(90), enter(20)]);
    expect(reached(outcomes), 'who presses it twice means it').toBe('12EnterEnter');
  });

  it('may stumble now and then', () => {
    fc.assert(
      fc.property(CODE, fc.integer({ min: 1, max: FEWEST - 1 }), (code, at) => {
        const presses = typed(code, 9);
        const late = presses[at];
        if (late !== undefined) late.gapMs = TOGETHER_MS;
        expect(scans(run(presses).outcomes)).toEqual([code]);
      }),
    );
  });

  it('may send shift between its letters', () => {
    const presses = [...'ABC-12'].flatMap((letter) => [
      { key: plain('Shift'), gapMs: 3 },
      { key: plain(letter), gapMs: 3 },
    ]);
    expect(scans(run([...presses, enter(3)]).outcomes)).toEqual(['ABC-12']);
  });

  it('under a Persian layout is read by the places of its keys', () => {
    const under = (key: string, code: string, shift = false): Press => ({
      key: { key, code, shift, repeat: false },
      gapMs: 8,
    });
    const { outcomes } = run([
      under('ؤ', 'KeyV', true),
      under('ّ', 'KeyI', true),
      under('«', 'KeyP', true),
      under('-', 'Minus'),
      under('۰', 'Digit0'),
      under('۷', 'Digit7'),
      under('ش', 'KeyA'),
      enter(8),
    ]);
    expect(scans(outcomes)).toEqual(['VIP-07a']);
  });

  it('that sends what no layout explains, or a whole page, is unreadable and no more', () => {
    const strange = run([...typed('\u2603\u2603\u2603\u2603\u2603\u2603\u2603', 5), enter(5)]);
    expect(strange.outcomes.at(-1)).toEqual({ kind: 'unreadable', typed: '\u2603'.repeat(7) });
    const page = run([...typed('x'.repeat(LONGEST + 1), 5), enter(5)]);
    expect(page.outcomes.at(-1)?.kind).toBe('unreadable');
    const blank = run([...typed(' '.repeat(9), 5), enter(5)]);
    expect(blank.outcomes.at(-1)?.kind).toBe('unreadable');
    for (const { state, now } of [strange, page, blank]) {
      const next = run([...typed('TICKET-7', 8), enter(8)], state, now + 500);
      expect(scans(next.outcomes), 'a bad one stops nothing').toEqual(['TICKET-7']);
    }
  });
});

describe('a burst in the middle of which an attendee leaves', () => {
  it('is the same code, if it is a scanner’s', () => {
    let state = IDLE;
    for (const [n, { key }] of typed('TICKET-7', 8).entries()) {
      [state] = pressed(state, key, 1_000 + 8 * n);
      state = leave(state);
    }
    const [, outcomes] = silence(state, 2_000);
    expect(scans(outcomes)).toEqual(['TICKET-7']);
  });

  it('is nobody’s, if it was a person’s', () => {
    let state = IDLE;
    for (const [n, { key }] of typed('123', 50).entries()) {
      [state] = pressed(state, key, 1_000 + 50 * n, true);
    }
    const [ended, outcomes] = silence(leave(state), 2_000);
    expect(outcomes).toEqual([]);
    const next = run(typed('45', 50), ended, 3_000);
    expect(reached(next.outcomes), 'the next one’s are theirs').toBe('45');
  });
});

describe('a person', () => {
  /** The fastest typists reach 60 ms between keys for a while; two keys may fall together. */
  const human = fc.record({
    key: fc.constantFrom(...'0123456789abcxyz+ '),
    gapMs: fc.integer({ min: FAST_MS, max: 400 }),
  });
  const people = fc
    .array(human, { maxLength: 60 })
    .map((keys): Press[] => keys.map(({ key, gapMs }) => ({ key: plain(key), gapMs })));

  it('is never taken for a scanner, and every key arrives, in order', () => {
    fc.assert(
      fc.property(people, (presses) => {
        const { outcomes, state } = run(presses);
        expect(scans(outcomes)).toEqual([]);
        expect(reached(outcomes)).toBe(presses.map(({ key }) => key.key).join(''));
        expect(state.keys).toEqual([]);
      }),
    );
  });

  it('who rolls over two keys at once is none either', () => {
    fc.assert(
      fc.property(people, fc.nat(), (presses, at) => {
        const rolled = presses[at % Math.max(1, presses.length)];
        if (rolled !== undefined) rolled.gapMs = 4;
        expect(scans(run(presses).outcomes)).toEqual([]);
      }),
    );
  });

  it('who puts in five digits at once, as a code is pasted by a program, is none', () => {
    const { outcomes } = run(typed('12345', 0));
    expect(scans(outcomes)).toEqual([]);
    expect(reached(outcomes)).toBe('12345');
  });

  it('who holds a key down is none, though it repeats as fast', () => {
    const held = Array.from({ length: 40 }, (_, at): Press => ({
      key: { ...plain('5'), repeat: at > 0 },
      gapMs: 30,
    }));
    const { outcomes } = run(held);
    expect(scans(outcomes)).toEqual([]);
    expect(reached(outcomes)).toBe('5'.repeat(40));
  });

  it('who corrects within a burst is none', () => {
    const presses = [...typed('0912', 20), { key: plain('Backspace'), gapMs: 20 }];
    const { outcomes } = run(presses);
    expect(reached(outcomes)).toBe('0912Backspace');
  });
});

describe('whatever comes', () => {
  const anyKey = fc.record({
    key: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('Enter', 'Tab', 'Shift', 'Dead', 'Unidentified', 'F13', 'Backspace', 'ش', ''),
    ),
    code: fc.constantFrom('', 'KeyA', 'Digit7', 'Numpad4', 'Slash', 'Fn'),
    shift: fc.boolean(),
    repeat: fc.boolean(),
  });
  const anything = fc.array(fc.record({ key: anyKey, gapMs: fc.integer({ min: -50, max: 200 }) }), {
    maxLength: 200,
  });

  it('the state comes to rest, and the next code is read', () => {
    fc.assert(
      fc.property(anything, (presses) => {
        const { state, now } = run(presses);
        expect(state.keys).toEqual([]);
        const next = run([...typed('NEXT-0001', 8), enter(8)], state, now + 5_000);
        expect(scans(next.outcomes)).toEqual(['NEXT-0001']);
      }),
    );
  });

  it('a scan is printable, trimmed and no longer than a code may be', () => {
    fc.assert(
      fc.property(anything, (presses) => {
        for (const text of scans(run(presses).outcomes)) {
          expect(text).toMatch(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/);
          expect(text.length).toBeLessThanOrEqual(LONGEST);
        }
      }),
    );
  });
});
