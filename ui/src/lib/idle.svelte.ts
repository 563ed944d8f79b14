import { createContext } from 'svelte';
import type { Clock } from './clock.svelte';
import type { Journey } from './journey.svelte';

/** Without a touch for so long, the screen asks whether someone is there. */
export const QUIET_MS = 60_000;
/** So long it asks, counting down. */
export const WARNING_MS = 20_000;
/** The welcome asks nobody: it goes. */
export const WELCOME_MS = 15_000;

/** Notices that nobody is there any more. */
export class Idle {
  #clock: Clock;
  #journey: Journey;
  #touchedAt: number = $state(0);

  constructor(clock: Clock, journey: Journey) {
    this.#clock = clock;
    this.#journey = journey;
    this.#touchedAt = clock.read();
  }

  /** Somebody touched the screen or a key. While the count-down shows, only `more` counts. */
  touch(): void {
    if (!this.warning) this.more();
  }

  /** 'I need more time', and every new screen. */
  more(): void {
    this.#touchedAt = this.#clock.read();
  }

  get #quietFor(): number {
    return this.#clock.now - this.#touchedAt;
  }

  get #patience(): number {
    if (this.#journey.untouched) return Infinity;
    return this.#journey.screen.name === 'welcome' ? WELCOME_MS : QUIET_MS + WARNING_MS;
  }

  get msLeft(): number {
    return Math.max(0, this.#patience - this.#quietFor);
  }

  /** The count-down shows. */
  get warning(): boolean {
    return this.#patience === QUIET_MS + WARNING_MS && this.msLeft <= WARNING_MS;
  }

  get over(): boolean {
    return this.msLeft === 0;
  }

  get secondsLeft(): number {
    return Math.ceil(this.msLeft / 1000);
  }
}

export const [getIdle, setIdle] = createContext<Idle>();
