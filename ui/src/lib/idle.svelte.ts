import { createContext } from 'svelte';
import type { Clock } from './clock.svelte';
import type { Display } from './display.svelte';
import type { Journey } from './journey.svelte';
import { waitOf } from './screen';

/** Without a touch for so long, the screen asks whether someone is there. */
const QUIET_MS = 60_000;
/** So long it asks, counting down. */
export const WARNING_MS = 20_000;
/**
 * The welcome asks nobody: it counts down from the start, with 'more time' beside it; long enough
 * that whoever hears it is told at 30 seconds, and reaches that button.
 */
const WELCOME_MS = 40_000;
/** So long before a session ends, which no touch puts off, whoever is here is told. */
export const ENDING_MS = 60_000;

/** Notices that nobody is there any more, and that a session comes to its end. */
export class Idle {
  #clock: Clock;
  #journey: Journey;
  #display: Display;
  #touchedAt: number = $state(0);
  /** When a hand touched the screen or a key last, whatever else says that somebody is there. */
  #handAt = 0;
  /** Since when this screen is shown. */
  #begunAt = 0;
  /** When it was asked at once whether someone is there; none since somebody was. */
  #askedAt: number | undefined = $state();
  /** Somebody has asked for more time on the welcome. */
  #stays: boolean = $state(false);
  /** The end of the session that somebody was told of. */
  #toldOf: number | undefined = $state();

  constructor(clock: Clock, journey: Journey, display: Display) {
    this.#clock = clock;
    this.#journey = journey;
    this.#display = display;
    this.#touchedAt = clock.read();
  }

  /**
   * Somebody touched the screen or a key. While the count-down shows, only `more` counts. The answer
   * takes it back, should the key have been a scanner's, unless more has happened since.
   */
  touch(): () => void {
    if (this.warning) return () => undefined;
    const before = this.#touchedAt;
    const handBefore = this.#handAt;
    this.more();
    const at = this.#touchedAt;
    this.#handAt = at;
    return () => {
      if (this.#touchedAt === at) this.#touchedAt = before;
      if (this.#handAt === at) this.#handAt = handBefore;
    };
  }

  /** Whether a hand has touched something since. */
  touchedSince(at: number): boolean {
    return this.#handAt > at;
  }

  /** Somebody did something on the first screen, began nothing and has gone. */
  get forsaken(): boolean {
    const { screen, misheld } = this.#journey;
    const first = screen.name === 'attract' || screen.name === 'events';
    const used = this.#handAt > this.#begunAt || misheld !== undefined;
    const quiet = this.#clock.until(this.#touchedAt + QUIET_MS) === 0;
    return first && this.#asLeft && used && quiet;
  }

  /** 'I need more time'. */
  more(): void {
    this.#touchedAt = this.#clock.read();
    this.#askedAt = undefined;
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
    this.#begunAt = this.#clock.read();
  }

  /** Somebody else may be there: asks at once whether the one who began still is. */
  ask(): void {
    if (!this.warning) this.#askedAt = this.#clock.read();
  }

  /**
   * Somebody has answered that they are there, or read that the session ends: in its last minute,
   * which is counted on, either is told once.
   */
  goOn(): void {
    if (this.sessionMs <= ENDING_MS) this.#toldOf = this.#journey.sessionEndsAt;
    this.more();
  }

  /** How long the welcome lasts without a touch. */
  get welcomeMs(): number {
    return this.#stays ? QUIET_MS : WELCOME_MS;
  }

  /** What is left of the session. */
  get sessionMs(): number {
    return this.#clock.until(this.#journey.sessionEndsAt ?? Infinity);
  }

  get sessionOver(): boolean {
    return this.sessionMs === 0;
  }

  /** It is to be said that the session ends; the welcome counts down to it itself. */
  get ending(): boolean {
    const untold = this.#toldOf !== this.#journey.sessionEndsAt;
    return untold && this.lastMinute;
  }

  /** The session is in its last minute, which is counted down from then on. */
  get lastMinute(): boolean {
    return this.sessionMs <= ENDING_MS && !this.counts;
  }

  /**
   * The screen itself counts down to its end. Under the notice nobody reaches 'more time' on the
   * welcome: they are asked as elsewhere.
   */
  get counts(): boolean {
    const { screen, callingStaff } = this.#journey;
    return screen.name === 'welcome' && callingStaff === false;
  }

  /** When the question comes. Who waits for an SMS looks at a phone: not before its code is over. */
  get #asksAt(): number {
    if (this.#askedAt !== undefined) return this.#askedAt;
    const wait = waitOf(this.#journey.screen);
    const over = wait?.dead === 'no' ? wait.expiresAt : 0;
    return Math.max(this.#touchedAt + QUIET_MS, over);
  }

  /** Nothing is begun and nothing chosen: it is as the next one is to find it. */
  get #asLeft(): boolean {
    return this.#journey.untouched && this.#display.asFound;
  }

  get #endsAt(): number {
    if (this.#asLeft || this.#journey.screen.name === 'setup') return Infinity;
    return this.counts ? this.#touchedAt + this.welcomeMs : this.#asksAt + WARNING_MS;
  }

  get msLeft(): number {
    const left = this.#clock.until(this.#endsAt);
    return this.counts || left <= WARNING_MS ? Math.min(left, this.sessionMs) : left;
  }

  /** More time can be given on the welcome: its session doesn't end first. */
  get canStay(): boolean {
    return this.sessionMs > this.msLeft;
  }

  /** The count-down shows. */
  get warning(): boolean {
    return !this.counts && this.msLeft <= WARNING_MS;
  }

  /** Nobody has answered, or the welcome has counted down; that a session is over is told. */
  get over(): boolean {
    return this.counts ? this.msLeft === 0 : this.#clock.until(this.#endsAt) === 0;
  }

  get secondsLeft(): number {
    return Math.ceil(this.msLeft / 1000);
  }
}

export const [getIdle, setIdle] = createContext<Idle>();
