import { latinDigits } from './i18n';
import type { Stroke } from './keyboard.svelte';
import { fromText, strokeOnNumber } from './mobile';

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
  #changed: () => void;

  constructor(kind: EntryKind = 'text', changed: () => void = () => undefined) {
    this.kind = kind;
    this.#changed = changed;
  }

  get value(): string {
    return this.#value;
  }

  set value(text: string) {
    const next = this.#fit(text);
    if (next === this.#value) return;
    this.#value = next;
    this.#changed();
  }

  get empty(): boolean {
    return this.#value.trim() === '';
  }

  add(text: string): void {
    this.value += text;
  }

  back(): void {
    this.value = this.#value.slice(0, -1);
  }

  clear(): void {
    this.value = '';
  }

  /** Takes what it can use; the answer is whether it did. */
  press(stroke: Stroke): boolean {
    if (stroke.kind === 'enter' || stroke.kind === 'escape') return false;
    if (this.kind === 'mobile') {
      this.value = strokeOnNumber(this.#value, stroke);
      return true;
    }
    if (stroke.kind === 'back') this.back();
    else if (stroke.kind === 'digit') this.add(stroke.digit);
    else if (stroke.kind === 'letter') this.add(stroke.letter);
    else if (stroke.kind === 'sign') this.add(stroke.sign);
    else if (stroke.kind === 'paste') this.add(stroke.text.replace(/\s+/g, ' '));
    return true;
  }

  #fit(text: string): string {
    return this.#kept(text).slice(0, LONGEST[this.kind]);
  }

  #kept(text: string): string {
    if (this.kind === 'mobile') return fromText(text);
    return this.kind === 'pin' ? latinDigits(text).replace(/[^0-9]/g, '') : text;
  }
}
