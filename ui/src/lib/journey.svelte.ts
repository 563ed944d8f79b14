import { createContext } from 'svelte';
import type { EventView } from './bindings/EventView';
import type { Language } from './bindings/Language';
import type { StationView } from './bindings/StationView';
import type { Welcome } from './bindings/Welcome';
import { codeScreen, isLive, refusedCode } from './code-screen';
import { other } from './i18n';
import { Refusal, type Station } from './ipc';
import { eventOf, type Refused, sameScreen, type Screen, troubleOf } from './screen';
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
  language: Language = $state('fa');
  /** The notice 'raise your hand' lies over the screen. */
  callingStaff: boolean = $state(false);
  /** The letters for the search are open. */
  searching: boolean = $state(false);
  /** How many have left: what a screen keeps to itself goes with its attendee. */
  visits: number = $state(0);
  /** The station, as it last answered; undefined while it doesn't. */
  kiosk: StationView | undefined = $state.raw();

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
    return this.#blank && this.language === this.#ownLanguage();
  }

  /** Takes in what the station says of itself; undefined when it doesn't answer. */
  observe(view: StationView | undefined): void {
    const { untouched } = this;
    const blank = this.#blank;
    this.kiosk = view;
    if (untouched) this.language = this.#ownLanguage();
    if (!blank) return;
    const first = this.#firstScreen();
    if (!sameScreen(first, this.screen)) this.screen = first;
  }

  /** Something was typed; what was said of the number before no longer holds. */
  type(typed: string): void {
    if (this.busy) return;
    this.typed = typed;
    const at = this.screen;
    if (at.name === 'mobile' && at.refused !== undefined) {
      this.screen = { name: 'mobile', event: at.event };
    }
  }

  switchLanguage(): void {
    this.language = other(this.language);
  }

  callStaff(): void {
    this.callingStaff = true;
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
    if (at.name !== 'mobile' || typed === '') return Promise.resolve();
    return this.#act(
      async () => {
        const sent = await this.#station.sendCode(at.event.id, typed, this.language);
        return () => {
          this.#show(codeScreen(at.event, typed, sent, this.#now()));
        };
      },
      (refused) => {
        this.screen = { ...at, refused };
      },
    );
  }

  resend(): Promise<void> {
    const at = this.screen;
    if (at.name !== 'code' || this.#now() < at.resendAt) return Promise.resolve();
    return this.#act(
      async () => {
        const sent = await this.#station.resendCode();
        return () => {
          const next = codeScreen(at.event, at.typed, sent, this.#now());
          this.#show({ ...next, since: at.since, resent: true });
        };
      },
      (refused) => {
        this.#show(refusedCode(at, refused));
      },
    );
  }

  redeem(): Promise<void> {
    const at = this.screen;
    if (at.name !== 'code' || !isLive(at, this.#now())) return Promise.resolve();
    return this.#act(
      async () => {
        const login = await this.#station.redeemCode(this.typed);
        return () => {
          if (login.kind === 'welcome') this.#arrive(login);
          else this.#show({ name: 'no-ticket', noTicket: login });
        };
      },
      (refused) => {
        this.#show(refusedCode(at, refused));
      },
    );
  }

  checkIn(n: number): Promise<void> {
    const at = this.screen;
    if (at.name !== 'tickets') return Promise.resolve();
    return this.#act(
      async () => {
        const welcome = await this.#station.checkIn([n]);
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

  /** Back to the number: the same one to correct it, or an empty field. */
  otherNumber(typed = ''): void {
    const event = eventOf(this.screen);
    if (event === undefined) {
      this.leave();
      return;
    }
    this.#turn.end();
    this.#show({ name: 'mobile', event });
    this.typed = typed;
  }

  /** The attendee goes, or has gone: the next one meets the first screen and nothing else. */
  leave(): void {
    this.#turn.end();
    this.#show(this.#firstScreen());
    this.language = this.#ownLanguage();
    this.visits += 1;
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

  #welcome(welcome: Welcome): void {
    const asked: Screen = { name: 'welcome', welcome, handOff: 'asked' };
    this.#show(asked);
    const answer = (url: string | null) => {
      if (this.screen === asked) this.screen = { ...asked, handOff: { url } };
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
      (name === this.#firstScreen().name || name === 'starting' || name === 'out-of-order') &&
      this.typed === '' &&
      !this.busy &&
      !this.callingStaff &&
      !this.searching &&
      !('refused' in this.screen)
    );
  }

  #ownLanguage(): Language {
    return this.kiosk?.language ?? 'fa';
  }

  #firstScreen(): Screen {
    if (this.kiosk === undefined) return { name: 'out-of-order', noEvents: false };
    const [event, ...others] = this.kiosk.events;
    if (event === undefined) return { name: 'out-of-order', noEvents: true };
    return others.length === 0 ? { name: 'mobile', event } : { name: 'events' };
  }
}

export const [getJourney, setJourney] = createContext<Journey>();
