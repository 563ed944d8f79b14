import { latinDigits } from './i18n';
import type { Stroke } from './keyboard.svelte';
import { fromText } from './mobile';

/** What a text may consist of; `latin` is an address, a path or a key. */
export type EntryKind = 'text' | 'latin' | 'mobile' | 'pin';

const LONGEST: Readonly<Record<EntryKind, number>> = {
  text: 120,
  latin: 300,
  mobile: 24,
  pin: 12,
};

/**
 * A text that staff type: by the keys of the screen, by a keyboard, or by a scanner, whose keys
 * are taken back and put in at once.
 */
export class TextEntry {
  readonly kind: EntryKind;
  #value: string = $state('');
  /** What is typed takes the place of what lies between these; mostly nothing does, at the end. */
  #from: number = $state(0);
  #to: number = $state(0);
  #changed: () => void;

  constructor(kind: EntryKind = 'text', changed: () => void = () => undefined) {
    this.kind = kind;
    this.#changed = changed;
  }

  get value(): string {
    return this.#value;
  }

  set value(text: string) {
    if (this.#fit(text) !== this.#value) this.become(text, text.length);
  }

  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  get empty(): boolean {
    return this.#value.trim() === '';
  }

  /** A finger or a key has set the caret, or selected something. */
  select(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
  }

  /** A field holds this now, and its caret is there. */
  become(text: string, caret: number): void {
    const next = this.#fit(text);
    const at = Math.min(this.#fit(text.slice(0, caret)).length, next.length);
    this.select(at, at);
    if (next === this.#value) return;
    this.#value = next;
    this.#changed();
  }

  /** The answer makes it what it is now. */
  remember(): () => void {
    const [value, from, to] = [this.#value, this.#from, this.#to];
    return () => {
      this.value = value;
      this.select(from, to);
    };
  }

  add(text: string): void {
    const after = this.#value.slice(this.#to);
    const next = this.#before + text + after;
    // What does not fit pushes nothing out.
    if (this.#fit(next).endsWith(after)) this.become(next, this.#from + text.length);
  }

  back(): void {
    const selects = this.#from < this.#to;
    // What has no room in one unit, a picture, goes whole.
    const left = selects ? this.#before : this.#before.replace(/[^]$/u, '');
    this.become(left + this.#value.slice(this.#to), left.length);
  }

  clear(): void {
    this.value = '';
  }

  /** Takes what it can use; the answer is whether it did. */
  press(stroke: Stroke): boolean {
    const isNumber = this.kind === 'mobile';
    switch (stroke.kind) {
      case 'enter':
      case 'escape':
        return false;
      case 'back':
        this.back();
        break;
      case 'digit':
        this.add(stroke.digit);
        break;
      case 'plus':
        if (isNumber) this.add('+');
        break;
      case 'letter':
        if (!isNumber) this.add(stroke.letter);
        break;
      case 'sign':
        if (!isNumber) this.add(stroke.sign);
        break;
      case 'paste':
        // A number takes the place of one.
        if (isNumber) this.value = stroke.text;
        else this.add(stroke.text.replace(/\s+/g, ' '));
        break;
    }
    return true;
  }

  get #before(): string {
    return this.#value.slice(0, this.#from);
  }

  #fit(text: string): string {
    return this.#kept(text).slice(0, LONGEST[this.kind]);
  }

  #kept(text: string): string {
    if (this.kind === 'mobile') return fromText(text);
    return this.kind === 'pin' ? latinDigits(text).replace(/[^0-9]/g, '') : text;
  }
}
