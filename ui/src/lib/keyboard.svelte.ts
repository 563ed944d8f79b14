import { createContext } from 'svelte';
import { latinDigits } from './i18n';

/** What a key or a paste means to a screen. */
export type Stroke =
  | { kind: 'digit'; digit: string }
  | { kind: 'plus' | 'back' | 'enter' | 'escape' }
  | { kind: 'letter'; letter: string }
  | { kind: 'sign'; sign: string }
  | { kind: 'paste'; text: string };

type Listener = (stroke: Stroke) => void;

/**
 * The hardware keyboard works without a field being focused first. Only the topmost listener
 * hears it: what lies under an overlay does not.
 */
export class Keyboard {
  #listeners: Listener[] = [];

  /** Listens until the answer is called; made for `$effect`. */
  listen(listener: Listener): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const stroke = strokeOf(event);
    if (stroke === undefined) return;
    if (belongsToTarget(stroke, event.target)) return;
    event.preventDefault();
    this.#hear(stroke);
  }

  paste(event: ClipboardEvent): void {
    if (isField(event.target)) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    if (text !== '') this.#hear({ kind: 'paste', text });
  }

  /** A key that was held back for a moment. */
  replay(key: string): void {
    const stroke = meaningOf(key);
    if (stroke !== undefined) this.#hear(stroke);
  }

  #hear(stroke: Stroke): void {
    this.#listeners.at(-1)?.(stroke);
  }
}

function strokeOf(event: KeyboardEvent): Stroke | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const stroke = meaningOf(event.key);
  // A held key must not press what the next screen offers.
  if (event.repeat && (stroke?.kind === 'enter' || stroke?.kind === 'escape')) return undefined;
  return stroke;
}

function meaningOf(key: string): Stroke | undefined {
  switch (key) {
    case 'Backspace':
      return { kind: 'back' };
    case 'Enter':
      return { kind: 'enter' };
    case 'Escape':
      return { kind: 'escape' };
    case '+':
      return { kind: 'plus' };
    default:
      break;
  }
  const latin = latinDigits(key);
  if (/^[0-9]$/.test(latin)) return { kind: 'digit', digit: latin };
  if (/^[\p{L} ]$/u.test(key)) return { kind: 'letter', letter: key };
  // What codes of tickets are written with besides letters and digits.
  if (/^[-_./:#]$/.test(key)) return { kind: 'sign', sign: key };
  return undefined;
}

/** Enter and space press the button that has the focus; a text field keeps what is typed into it. */
function belongsToTarget(stroke: Stroke, target: EventTarget | null): boolean {
  if (isField(target)) return stroke.kind !== 'escape' && stroke.kind !== 'enter';
  const presses = stroke.kind === 'enter' || (stroke.kind === 'letter' && stroke.letter === ' ');
  return presses && target instanceof Element && target.closest('button') !== null;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement;
}

export const [getKeyboard, setKeyboard] = createContext<Keyboard>();
