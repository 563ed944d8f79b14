import { createContext } from 'svelte';
import type { CodeSent } from './bindings/CodeSent';
import type { EventView } from './bindings/EventView';
import type { StationView } from './bindings/StationView';
import type { Welcome } from './bindings/Welcome';
import { codeWait, codeWaitAgain, isLive, refusedCode } from './code-wait';
import { FIRST, type Language, languageOf, other } from './i18n';
import { Refusal, type Station } from './ipc';
import {
  type ChangeMobileScreen,
  eventOf,
  firstScreen,
  type Refused,
  sameScreen,
  type Screen,
  takesTickets,
  troubleOf,
  waitOf,
  type WelcomeScreen,
  withWait,
} from './screen';
import { Turn } from './turn.svelte';

function hasOpen(welcome: Welcome): boolean {
  return welcome.tickets.some((ticket) => ticket.entry.state === 'open');
}

/**
 * One attendee's way through the kiosk. Knows no markup and no clock; what it knows of an
 * attendee is in `screen` and `typed`, and both are replaced when they leave.
 */
export class Journey {
  screen: Screen = $state.raw({ name: 'starting' });
  /** What is typed on the screen that is shown, in Latin digits. */
  typed: string = $state('');
  language: Language = $state(FIRST);
  /** The notice 'raise your hand' lies over the screen; `told` once the call has gone out. */
  callingStaff: false | 'asking' | 'told' = $state(false);
  /** The letters for the search are open. */
  searching: boolean = $state(false);
  /** How many have left: what a screen keeps to itself goes with its attendee. */
  visits: number = $state(0);
  /** How often anybody has begun from the first screen. */
  beginnings: number = $state(0);
  /** Staff set the station up: whatever it says of itself, their screen stays. */
  settingUp: boolean = $state(false);
  /** Somebody of the staff reads the screen, in their own language. */
  onDuty: boolean = $state(false);
  /** The station, as it last answered; undefined while it doesn't. */
  kiosk: StationView | undefined = $state.raw();

  /** In which each new attendee is met. */
  #own: Language = FIRST;
  #station: Station;
  #now: () => number;
  #turn: Turn;

  constructor(station: Station, now: () => number) {
    this.#station = station;
    this.#now = now;
    this.#turn = new Turn(() => station.finish());
  }

  /** A first touch is being answered; a second one does nothing. */
  get busy(): boolean {
    return this.#turn.busy;
  }

  /** Nobody is here: the first screen, nothing typed, the language not touched. */
  get untouched(): boolean {
    return this.#blank && this.language === this.#own;
  }

  /** Takes in what the station says of itself; undefined when it doesn't answer. */
  observe(view: StationView | undefined): void {
    const { untouched } = this;
    const blank = this.#blank;
    this.kiosk = view;
    // One that falls silent speaks on as it did.
    if (view !== undefined) this.#own = languageOf(view.language);
    if (untouched && !this.onDuty) this.language = this.#own;
    this.#handOffAgain();
    if (!blank) return;
    const first = firstScreen(this.kiosk);
    if (!sameScreen(first, this.screen)) this.screen = first;
  }

  /** Something was typed; what was said of it before no longer holds. */
  type(typed: string): void {
    if (this.busy) return;
    this.typed = typed;
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

  switchLanguage(): void {
    this.language = other(this.language);
  }

  /** Shows the notice at once and tells the stations; raising a hand works if that fails. */
  callStaff(): void {
    if (this.callingStaff !== false) return;
    this.callingStaff = 'asking';
    const visit = this.visits;
    const about = eventOf(this.screen);
    this.#station.callStaff(about?.id ?? null).then(
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

  /** The first touch. */
  begin(): void {
    const at = this.screen;
    if (at.name === 'attract') this.#show({ name: 'mobile', event: at.event });
  }

  chooseEvent(event: EventView): Promise<void> {
    if (this.screen.name === 'no-ticket') {
      return this.#act(async () => {
        const welcome = await this.#station.chooseEvent(event.id);
        return () => {
          this.#arrive(welcome);
        };
      });
    }
    if (!this.busy) this.#show({ name: 'mobile', event });
    return Promise.resolve();
  }

  sendCode(): Promise<void> {
    const at = this.screen;
    const typed = this.typed;
    if (typed === '') return Promise.resolve();
    if (at.name === 'change-mobile' && at.code === undefined) return this.#changeMobile(at, typed);
    if (at.name !== 'mobile') return Promise.resolve();
    return this.#act(
      async () => {
        const sent = await this.#station.sendCode(at.event.id, typed, this.language);
        return () => {
          this.#show({ name: 'code', event: at.event, typed, ...codeWait(sent, this.#now()) });
        };
      },
      (refused) => {
        this.screen = { ...at, refused };
      },
    );
  }

  /** To the code of a ticket, typed; with a session under way, that ends. */
  useTicket(): void {
    if (!takesTickets(this.screen) || this.busy) return;
    const event = eventOf(this.screen);
    if (this.screen.name === 'code') this.#turn.end();
    this.#show({ name: 'ticket-code', event });
  }

  /** To the camera, which reads the ticket. */
  useCamera(): void {
    if (!takesTickets(this.screen) || this.busy) return;
    this.#show({ name: 'scan', event: eventOf(this.screen) });
  }

  /** A ticket's code, from a scanner, the camera or typed. */
  sendCodeToTicket(ticketCode: string): Promise<void> {
    const at = this.screen;
    if (!takesTickets(at) || ticketCode.trim() === '') return Promise.resolve();
    const event = eventOf(at);
    return this.#act(
      async () => {
        const found = await this.#station.sendCodeToTicket(ticketCode, this.language);
        return () => {
          const wait = codeWait(found.sent, this.#now());
          this.#show({ name: 'code', event: found.event, typed: undefined, ...wait });
        };
      },
      (refused) => {
        const typed = at.name === 'ticket-code' ? this.typed : '';
        this.#show({ name: 'ticket-code', event, refused });
        this.typed = typed;
      },
    );
  }

  /** A scanner sent what can be no code. */
  ticketUnreadable(): void {
    if (!takesTickets(this.screen) || this.busy) return;
    this.#show({ name: 'ticket-code', event: eventOf(this.screen), unreadable: true });
  }

  resend(): Promise<void> {
    const at = this.screen;
    const wait = waitOf(at);
    if (wait === undefined || this.#now() < wait.resendAt) return Promise.resolve();
    return this.#act(
      async () => {
        const sent = await this.#sendAgain(at);
        return () => {
          this.#show(withWait(at, codeWaitAgain(wait, sent, this.#now())));
        };
      },
      (refused) => {
        this.#show(withWait(at, refusedCode(wait, refused)));
      },
    );
  }

  redeem(): Promise<void> {
    const at = this.screen;
    const wait = waitOf(at);
    if (wait === undefined || !isLive(wait, this.#now())) return Promise.resolve();
    if (at.name === 'change-mobile') return this.#confirmMobile(at);
    return this.#act(
      async () => {
        const login = await this.#station.redeemCode(this.typed);
        return () => {
          if (login.kind === 'welcome') this.#arrive(login);
          else this.#show({ name: 'no-ticket', noTicket: login });
        };
      },
      (refused) => {
        this.#show(withWait(at, refusedCode(wait, refused)));
      },
    );
  }

  /** Checks in all of these tickets, in one act. */
  checkIn(tickets: number[]): Promise<void> {
    const at = this.screen;
    if (at.name !== 'tickets' || tickets.length === 0) return Promise.resolve();
    return this.#act(
      async () => {
        const welcome = await this.#station.checkIn(tickets);
        return () => {
          this.#arrive(welcome);
        };
      },
      (refused) => {
        this.screen = { ...at, refused };
      },
    );
  }

  /** From the tickets to the welcome, whatever is left open. */
  continueToWelcome(): void {
    if (this.screen.name === 'tickets' && !this.busy) this.#welcome(this.screen.welcome);
  }

  /** Back from the welcome to the tickets, while one is left open. */
  backToTickets(): void {
    const at = this.screen;
    if (at.name === 'welcome' && hasOpen(at.welcome)) {
      this.#show({ name: 'tickets', welcome: at.welcome });
    }
  }

  /** From the welcome to another number for this attendee. */
  beginChange(): void {
    const at = this.screen;
    if (at.name !== 'welcome') return;
    this.#show({ name: 'change-mobile', welcome: at.welcome, code: undefined });
  }

  /** Back to the welcome, the number as it was. */
  keepMobile(): void {
    const at = this.screen;
    if (at.name === 'change-mobile' && !this.busy) this.#welcome(at.welcome);
  }

  /** Back to the number: the same one to correct it, or an empty field. */
  otherNumber(typed = ''): void {
    const at = this.screen;
    if (at.name === 'change-mobile') {
      if (this.busy) return;
      this.#show({ name: 'change-mobile', welcome: at.welcome, code: undefined });
      this.typed = typed;
      return;
    }
    const event = eventOf(at);
    if (event === undefined) {
      this.startOver();
      return;
    }
    this.#turn.end();
    this.#show({ name: 'mobile', event });
    this.typed = typed;
  }

  /** Staff vouch for someone, who then stands here as after a code. */
  receive(
    vouching: () => Promise<Welcome>,
    arrives: () => void,
    failed: (error: unknown) => void,
  ): Promise<void> {
    return this.#turn.act(async () => {
      const welcome = await vouching();
      return () => {
        arrives();
        this.#arrive(welcome);
      };
    }, failed);
  }

  /** From the beginning, for whoever stands here: their language and how they see it stay. */
  startOver(): void {
    this.#turn.end();
    this.#show(firstScreen(this.kiosk));
    this.beginnings += 1;
  }

  /** The attendee goes, or has gone: the next one meets the first screen and nothing else. */
  leave(): void {
    this.startOver();
    this.settingUp = false;
    this.language = this.#own;
    this.visits += 1;
  }

  #changeMobile(at: ChangeMobileScreen, typed: string): Promise<void> {
    return this.#act(
      async () => {
        const sent = await this.#station.changeMobile(typed, this.language);
        return () => {
          this.#show({ ...at, code: { typed, ...codeWait(sent, this.#now()) } });
        };
      },
      (refused) => {
        this.screen = { ...at, refused };
      },
    );
  }

  #confirmMobile(at: ChangeMobileScreen): Promise<void> {
    const { code } = at;
    if (code === undefined) return Promise.resolve();
    return this.#act(
      async () => {
        const welcome = await this.#station.confirmMobile(this.typed);
        return () => {
          this.#welcome(welcome, true);
        };
      },
      (refused) => {
        // Another number is needed, so that is what the screen asks for.
        const again = refused.reason.code === 'number_taken' || refused.reason.code === 'same_number';
        if (again) this.#show({ ...at, code: undefined, refused });
        else this.#show(withWait(at, refusedCode(code, refused)));
      },
    );
  }

  #sendAgain(at: Screen): Promise<CodeSent> {
    return at.name === 'change-mobile' && at.code !== undefined
      ? this.#station.changeMobile(at.code.typed, this.language)
      : this.#station.resendCode();
  }

  #show(screen: Screen): void {
    this.screen = screen;
    this.typed = '';
    this.callingStaff = false;
    this.searching = false;
  }

  #arrive(welcome: Welcome): void {
    if (hasOpen(welcome)) {
      this.#show({ name: 'tickets', welcome });
    } else {
      this.#welcome(welcome);
    }
  }

  #welcome(welcome: Welcome, changed = false): void {
    const asked: WelcomeScreen = { name: 'welcome', welcome, handOff: 'asked', changed };
    this.#show(asked);
    this.#askHandOff(asked);
  }

  #askHandOff(on: WelcomeScreen): void {
    const answer = (url: string | null) => {
      const news = on.handOff === 'asked' || url !== null;
      if (this.screen === on && news) this.screen = { ...on, handOff: { url } };
    };
    this.#station.handOff().then(
      ({ url }) => {
        answer(url);
      },
      () => {
        answer(null);
      },
    );
  }

  /** Whoever walked in or changed their number is known at the centre a moment later. */
  #handOffAgain(): void {
    const at = this.screen;
    if (at.name !== 'welcome' || at.handOff === 'asked' || at.handOff.url !== null) return;
    if (this.kiosk?.link === 'online') this.#askHandOff(at);
  }

  #act(work: () => Promise<() => void>, refuse?: (refused: Refused) => void): Promise<void> {
    return this.#turn.act(work, (error) => {
      this.#refuse(error, refuse);
    });
  }

  #refuse(error: unknown, refuse: ((refused: Refused) => void) | undefined): void {
    const event = eventOf(this.screen);
    if (!(error instanceof Refusal)) {
      this.#show({ name: 'trouble', trouble: { kind: 'station_fault', reference: null }, event });
      return;
    }
    const refused: Refused = { reason: error.reason, at: this.#now() };
    const trouble = troubleOf(refused);
    if (trouble === undefined && refuse !== undefined) refuse(refused);
    else {
      this.#show({
        name: 'trouble',
        trouble: trouble ?? { kind: 'station_fault', reference: null },
        event,
      });
    }
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

export const [getJourney, setJourney] = createContext<Journey>();
