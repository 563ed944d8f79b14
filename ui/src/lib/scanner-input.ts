import type { Keyboard } from './keyboard.svelte';
import {
  IDLE,
  type Key,
  leave,
  type Outcome,
  pressed,
  type ScannerState,
  silence,
  TOGETHER_MS,
} from './scanner';

/** What a burst of keys turns out to be, for whoever asked. */
export interface ScanListener {
  /** The first key of a burst goes through: what it changes may have to be taken back. */
  began(): void;
  /** One key on this screen does what can't be taken back: it waits for the rest of its burst. */
  holdsFirst(): boolean;
  /** A person's key, as far as is known. */
  touched(): void;
  takeBack(): void;
  /** A code; the answer is whether it was taken, else its keys are a person's. */
  scanned(text: string): boolean;
  /** What can be no code, as it came. */
  unreadable(typed: string): void;
  /** Whoever was here has left. */
  forget(): void;
}

/** Stands before the keyboard and lets a person's keys through to it. */
export class ScannerInput {
  #keyboard: Keyboard;
  #listener: ScanListener;
  #now: () => number;
  #state: ScannerState = IDLE;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(keyboard: Keyboard, listener: ScanListener, now: () => number) {
    this.#keyboard = keyboard;
    this.#listener = listener;
    this.#now = now;
  }

  press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
      this.#listener.touched();
      this.#keyboard.press(event);
      return;
    }
    const { key, code, repeat, shiftKey: shift } = event;
    const [state, outcomes] = pressed(
      this.#state,
      { key, code, shift, repeat },
      this.#now(),
      this.#listener.holdsFirst(),
    );
    // Shift before the next letter is of the same burst, whose first key has already done its work.
    if (state.keys.length === 1 && state.keys !== this.#state.keys) this.#listener.began();
    this.#state = state;
    this.#wait();
    for (const outcome of outcomes) this.#do(outcome, event);
    const passed = outcomes.some(({ kind }) => kind === 'pass');
    if (!passed) event.preventDefault();
  }

  /** Nothing that can be read of an earlier attendee's ticket is kept. */
  forget(): void {
    this.#state = leave(this.#state);
    this.#listener.forget();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#state.keys.length === 0) return;
    this.#timer = setTimeout(() => {
      const [state, outcomes] = silence(this.#state, this.#now());
      this.#state = state;
      for (const outcome of outcomes) this.#do(outcome);
    }, TOGETHER_MS + 5);
  }

  #do(outcome: Outcome, event?: KeyboardEvent): void {
    switch (outcome.kind) {
      case 'pass':
        // Shift may come before the first letter of a burst, and does nothing.
        if (outcome.key.key !== 'Shift') this.#listener.touched();
        if (event !== undefined) this.#keyboard.press(event);
        return;
      case 'hold':
        return;
      case 'release':
        this.#listener.touched();
        outcome.keys.forEach(this.#replay);
        return;
      case 'scan':
        this.#listener.takeBack();
        if (this.#listener.scanned(outcome.text)) return;
        this.#listener.touched();
        for (const letter of outcome.text) this.#keyboard.replay(letter);
        if (outcome.ending !== undefined) this.#replay(outcome.ending);
        return;
      case 'unreadable':
        this.#listener.takeBack();
        this.#listener.unreadable(outcome.typed);
        return;
    }
  }

  #replay = (key: Key): void => {
    this.#keyboard.replay(key.key);
  };
}
