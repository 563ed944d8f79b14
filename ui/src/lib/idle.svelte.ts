import { createContext } from 'svelte';
import type { Clock } from './clock.svelte';
import type { Display } from './display.svelte';
import type { Journey } from './journey.svelte';

/** Without a touch for so long, the screen asks whether someone is there. */
export const QUIET_MS = 60_000;
/** So long it asks, counting down. */
export const WARNING_MS = 20_000;
/** The welcome asks nobody: it counts down from the start, with 'more time' beside it. */
export const WELCOME_MS = 20_000;

/** Notices that nobody is there any more. */
export class Idle {
  #clock: Clock;
  #journey: Journey;
  #display: Display;
  #touchedAt: number = $state(0);
  /** Somebody has asked for more time on the welcome. */
  #stays: boolean = $state(false);

  constructor(clock: Clock, journey: Journey, display: Display) {
    this.#clock = clock;
    this.#journey = journey;
    this.#display = display;
    this.#touchedAt = clock.read();
  }

  /** Somebody touched the screen or a key. While the count-down shows, only `more` counts. */
  touch(): void {
    if (!this.warning) this.more();
  }

  /** 'I need more time'. */
  more(): void {
    this.#touchedAt = this.#clock.read();
  }

  /** 'I need more time' on the welcome: from now on it lasts as long as any other screen. */
  stay(): void {
    this.#stays = true;
    this.more();
  }

  /** A new screen, or a new attendee. */
  begin(): void {
    this.#stays = false;
    this.more();
  }

  /** How long the welcome lasts without a touch. */
  get welcomeMs(): number {
    return this.#stays ? QUIET_MS : WELCOME_MS;
  }

  get #quietFor(): number {
    return this.#clock.now - this.#touchedAt;
  }

  get #patience(): number {
    const { untouched, screen, callingStaff } = this.#journey;
    if ((untouched && this.#display.asFound) || screen.name === 'setup') return Infinity;
    // Under the notice nobody reaches 'more time' on the welcome: they are asked as elsewhere.
    const counts = screen.name === 'welcome' && callingStaff === false;
    return counts ? this.welcomeMs : QUIET_MS + WARNING_MS;
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
