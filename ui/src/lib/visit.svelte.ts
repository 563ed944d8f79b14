import type { StationView } from './bindings/StationView';
import { rfc3339 } from './dates';
import type { Look } from './display.svelte';
import { FIRST, type Language, languageOf, other } from './i18n';
import { Refusal, type Station } from './ipc';
import type { Misheld } from './refusal-text';
import {
  backFrom,
  eventOf,
  firstScreen,
  isInSession,
  numberOn,
  type Refused,
  sameScreen,
  type Screen,
  type Trouble,
  troubleOf,
} from './screen';
import { Turn } from './turn.svelte';

/** How a guest whom staff came for has the kiosk. */
export interface AsItWas {
  language: Language;
  look: Look;
}

/**
 * Who stands before the kiosk, and what they see of it. Knows no markup and no clock; what it
 * knows of who an attendee is stands in `screen` and `typed`, and both are replaced when they leave.
 */
export class Visit {
  screen: Screen = $state.raw({ name: 'starting' });
  /** What is typed on the screen that is shown, in Latin digits. */
  typed: string = $state('');
  language: Language = $state(FIRST);
  /** The notice 'raise your hand' lies over the screen; `told` once the call has gone out. */
  callingStaff: false | 'asking' | 'told' = $state(false);
  /** The letters for the search are open. */
  searching: boolean = $state(false);
  /** How often something was held under the scanner that led nowhere: the same again is news again. */
  mishelds: number = $state(0);
  /** When the session of whose number is proven ends, whatever they do. */
  sessionEndsAt: number | undefined = $state();
  /** How many have left: what a screen keeps to itself goes with its attendee. */
  visits: number = $state(0);
  /** How often anybody has begun from the first screen. */
  beginnings: number = $state(0);
  /** Staff set the station up: whatever it says of itself, their screen stays. */
  settingUp: boolean = $state(false);
  /** Somebody of the staff reads the screen, in their own language. */
  onDuty: boolean = $state(false);
  /** Who stands here was here before staff came, and has the kiosk as then. */
  guest: AsItWas | undefined;
  /** The station, as it last answered; undefined while it doesn't. */
  kiosk: StationView | undefined = $state.raw();

  #misheld: Misheld | undefined = $state.raw();
  /** In which each new attendee is met. */
  #own: Language = FIRST;
  protected readonly station: Station;
  protected readonly now: () => number;
  protected readonly turn: Turn;

  constructor(station: Station, now: () => number) {
    this.station = station;
    this.now = now;
    this.turn = new Turn(() => station.finish());
  }

  /** A first touch is being answered; a second one does nothing. */
  get busy(): boolean {
    return this.turn.busy;
  }

  /** What was held under the scanner just now led nowhere, and why; whoever is here stays. */
  get misheld(): Misheld | undefined {
    return this.#misheld;
  }

  set misheld(misheld: Misheld | undefined) {
    this.#misheld = misheld;
    if (misheld !== undefined) this.mishelds += 1;
  }

  /** Nobody is here: the first screen, nothing typed, the language not touched. */
  get untouched(): boolean {
    return this.#blank && this.language === this.#own;
  }

  /**
   * What the clock on the wall says, for the day of what is told; as right as the station knows it.
   * Nothing is decided by it.
   */
  get wallTime(): string {
    return rfc3339(Date.now() - (this.kiosk?.clockOffMs ?? 0));
  }

  /** Takes in what the station says of itself; undefined when it doesn't answer. */
  observe(view: StationView | undefined): void {
    const { untouched } = this;
    const blank = this.#blank;
    this.kiosk = view;
    // One that falls silent speaks on as it did.
    if (view !== undefined) this.#own = languageOf(view.language);
    if (untouched && !this.onDuty) this.language = this.#own;
    if (!blank) return;
    const first = firstScreen(this.kiosk);
    if (!sameScreen(first, this.screen)) this.screen = first;
  }

  /** Something was typed; what was said of it before no longer holds. */
  type(typed: string): void {
    if (this.busy) return;
    this.typed = typed;
    this.misheld = undefined;
    const at = this.screen;
    if (at.name === 'mobile' && at.refused !== undefined) {
      this.screen = { name: 'mobile', event: at.event };
    }
    if (at.name === 'ticket-code' && (at.refused !== undefined || at.unreadable === true)) {
      this.screen = { name: 'ticket-code', event: at.event };
    }
    if (at.name === 'change-mobile' && at.code === undefined && at.refused !== undefined) {
      this.screen = { name: 'change-mobile', welcome: at.welcome, code: undefined };
    }
  }

  /** Nobody typed this: what was there before it, and what was said of that, holds again. */
  untype(screen: Screen, typed: string): void {
    if (this.busy || this.screen.name !== screen.name) return;
    this.screen = screen;
    this.typed = typed;
  }

  switchLanguage(): void {
    this.language = other(this.language);
  }

  /** Shows the notice at once and tells the stations; raising a hand works if that fails. */
  callStaff(): void {
    if (this.callingStaff !== false) return;
    this.callingStaff = 'asking';
    const visit = this.visits;
    const about = eventOf(this.screen);
    this.station.callStaff(about?.id ?? null).then(
      () => {
        if (this.visits === visit && this.callingStaff === 'asking') this.callingStaff = 'told';
      },
      () => undefined,
    );
  }

  closeCallStaff(): void {
    this.callingStaff = false;
  }

  openSearch(): void {
    this.searching = true;
  }

  closeSearch(): void {
    this.searching = false;
    this.type('');
  }

  /** From the beginning, for whoever stands here: their language and how they see it stay. */
  startOver(): void {
    this.turn.end();
    this.show(firstScreen(this.kiosk));
    this.beginnings += 1;
  }

  /** The attendee goes, or has gone: the next one meets the first screen and nothing else. */
  leave(): void {
    this.goTo();
  }

  /** In which the next attendee is met. */
  protected get ownLanguage(): Language {
    return this.#own;
  }

  /** The next attendee has begun: to the station whoever was here before is gone already. */
  protected giveWay(guest?: AsItWas): void {
    this.show(firstScreen(this.kiosk));
    this.#meet(guest);
  }

  /** The first screen, for the next attendee, or for the guest who has waited. */
  protected goTo(guest?: AsItWas): void {
    this.startOver();
    this.settingUp = false;
    this.#meet(guest);
  }

  protected show(screen: Screen): void {
    this.screen = screen;
    this.typed = '';
    this.callingStaff = false;
    this.searching = false;
    this.misheld = undefined;
    if (!isInSession(screen)) this.sessionEndsAt = undefined;
  }

  protected act(work: () => Promise<() => void>, refuse?: (refused: Refused) => void): Promise<void> {
    return this.turn.act(work, (error) => {
      this.refuse(error, refuse);
    });
  }

  protected refuse(error: unknown, refuse?: (refused: Refused) => void, stays = true): void {
    const fault: Trouble = { kind: 'station_fault', reference: null };
    if (!(error instanceof Refusal)) {
      this.#trouble(fault, stays);
      return;
    }
    const refused: Refused = { reason: error.reason, at: this.now() };
    const trouble = troubleOf(refused);
    if (trouble === undefined && refuse !== undefined) refuse(refused);
    else this.#trouble(trouble ?? fault, stays);
  }

  #trouble(trouble: Trouble, stays: boolean): void {
    const at = this.screen;
    const back = stays ? backFrom(trouble, at) : undefined;
    const typed = back?.name === 'ticket-code' ? this.typed : numberOn(at, this.typed);
    this.show({ name: 'trouble', trouble, event: eventOf(at), typed, back });
  }

  /** Nobody who was here before is here any more. */
  #meet(guest?: AsItWas): void {
    this.language = guest?.language ?? this.#own;
    this.guest = guest;
    this.visits += 1;
  }

  /** Nothing is begun that another screen would take away. */
  get #blank(): boolean {
    const { name } = this.screen;
    return (
      (name === firstScreen(this.kiosk).name || name === 'starting' || name === 'out-of-order') &&
      this.typed === '' &&
      !this.busy &&
      !this.settingUp &&
      this.callingStaff === false &&
      !this.searching &&
      !('refused' in this.screen)
    );
  }
}
