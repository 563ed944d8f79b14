import { createContext } from 'svelte';
import type { EventView } from './bindings/EventView';
import type { OwnTicket } from './bindings/OwnTicket';
import type { StationView } from './bindings/StationView';
import type { Welcome } from './bindings/Welcome';
import { codeWait, codeWaitAgain, isLive, refusedCode } from './code-wait';
import type { Look } from './display.svelte';
import { Refusal, type Station } from './ipc';
import type { Misheld } from './refusal-text';
import {
  type ChangeMobileScreen,
  eventOf,
  firstScreen,
  type HandOffShown,
  isBegun,
  isLoggedIn,
  metOn,
  type Refused,
  sameScreen,
  type Screen,
  takesTickets,
  type TicketsScreen,
  waitOf,
  type WelcomeScreen,
  withWait,
} from './screen';
import { type AsItWas, Visit } from './visit.svelte';

/** So long before its end the way to the phone is asked for anew. */
const RENEW_MS = 15_000;

function hasOpen(welcome: Welcome): boolean {
  return welcome.tickets.some((ticket) => ticket.entry.state === 'open');
}

function isOpen({ tickets }: Welcome, n: number): boolean {
  return tickets.some((ticket) => ticket.n === n && ticket.entry.state === 'open');
}

function areOther(now: Welcome, before: Welcome): boolean {
  return JSON.stringify(now.tickets) !== JSON.stringify(before.tickets);
}

/** Whether a screen can be what a ticket led to, or what came of that. */
function followsTicket(screen: Screen): boolean {
  const met = metOn(screen);
  return met.name === 'code' ? met.typed === undefined : isLoggedIn(met);
}

/** Whether the ticket is somebody's, for whom nothing can be sent now. */
function isOfSomebody(error: unknown): boolean {
  return error instanceof Refusal && ['locked', 'too_many_sends', 'station_busy'].includes(error.reason.code);
}

/** One attendee's way through the kiosk: what they do, and where it leads. */
export class Journey extends Visit {
  /** The code of the ticket that led to what is shown. */
  #ticket: string | undefined;
  /** As much of a number as was typed before a ticket was to be used in its place. */
  #number = '';
  /** Who called staff from here, in which visit. */
  #called: { guest: AsItWas; visit: number } | undefined;
  /** Who had begun, or had called, when staff came. */
  #before: AsItWas | undefined;
  readonly #look: () => Look;

  constructor(station: Station, now: () => number, look: () => Look) {
    super(station, now);
    this.#look = look;
  }

  override observe(view: StationView | undefined): void {
    super.observe(view);
    this.#handOffAgain();
  }

  /** Staff don't call themselves: whoever does is a guest, and has the kiosk as it is for them. */
  override callStaff(): void {
    if (this.callingStaff === false) this.#called = { guest: this.#asItIs(), visit: this.visits };
    super.callStaff();
  }

  /** The first touch. */
  begin(): void {
    const at = this.screen;
    if (at.name === 'attract') this.show({ name: 'mobile', event: at.event });
  }

  chooseEvent(event: EventView): Promise<void> {
    if (this.screen.name === 'no-ticket') {
      return this.act(async () => {
        const welcome = await this.station.chooseEvent(event.id);
        return () => {
          this.#logIn(welcome);
        };
      });
    }
    if (!this.busy) this.show({ name: 'mobile', event });
    return Promise.resolve();
  }

  sendCode(): Promise<void> {
    const at = this.screen;
    const typed = this.typed;
    if (typed === '') return Promise.resolve();
    if (at.name === 'change-mobile' && at.code === undefined) return this.#changeMobile(at, typed);
    if (at.name !== 'mobile') return Promise.resolve();
    // Whoever goes on has read it, and is to see what comes of that.
    this.misheld = undefined;
    return this.act(
      async () => {
        const sent = await this.station.sendCode(at.event.id, typed, this.language);
        return () => {
          this.show({ name: 'code', event: at.event, typed, ...codeWait(sent, this.now()) });
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
    this.#keepNumber();
    if (this.screen.name === 'code') this.turn.end();
    this.show({ name: 'ticket-code', event });
  }

  /** To the camera, which reads the ticket. */
  useCamera(): void {
    if (!takesTickets(this.screen) || this.busy) return;
    this.#keepNumber();
    this.show({ name: 'scan', event: eventOf(this.screen) });
  }

  /** From the ticket back to the number, as far as that was typed. */
  useMobile(): void {
    this.otherNumber(this.#number);
  }

  /**
   * A ticket's code, from a scanner, the camera or typed. Where nobody has looked it up, or nothing
   * could be sent to it, the answer is from when on that may be tried again.
   */
  async sendCodeToTicket(ticketCode: string): Promise<number | undefined> {
    const at = this.screen;
    if (!takesTickets(at) || ticketCode.trim() === '') return undefined;
    let triesAgainAt: number | undefined;
    // It is the next attendee's, who chose neither the event nor the language.
    const next = at.name === 'welcome';
    const event = eventOf(next ? firstScreen(this.kiosk) : at);
    const language = next ? this.ownLanguage : this.language;
    const isTyped = at.name === 'ticket-code' && ticketCode === this.typed;
    await this.turn.act(
      async () => {
        const found = await this.station.sendCodeToTicket(ticketCode, event?.id ?? null, language);
        return () => {
          if (next) this.giveWay();
          const wait = codeWait(found.sent, this.now());
          this.show({ name: 'code', event: found.event, typed: undefined, ...wait });
          this.#ticket = ticketCode;
        };
      },
      (error) => {
        triesAgainAt = this.#triesAgainAt(error);
        // Nobody's ticket takes nobody from what they see; the next attendee's does.
        if (isBegun(at, this.typed) && !isOfSomebody(error)) {
          this.misheld = this.#misheld(error);
          return;
        }
        if (next) this.giveWay();
        const say = (refused: Refused) => {
          const typed = at.name === 'ticket-code' ? this.typed : '';
          this.show({ name: 'ticket-code', event, refused });
          this.typed = typed;
        };
        // To the station whoever was here before is gone; who has typed the code is still here.
        this.refuse(error, say, isTyped);
      },
    );
    return triesAgainAt;
  }

  /** This ticket has led to what is shown, which still stands: holding it there again does nothing. */
  standsFor(ticketCode: string): boolean {
    if (this.#ticket !== ticketCode) return false;
    const at = metOn(this.screen);
    return at.name === 'code' ? isLive(at, this.now()) : isLoggedIn(at);
  }

  /**
   * Somebody who is logged in holds a ticket there: one of their own is chosen, where that is asked;
   * of any other, `another` says what it means. The answer is whether it is one of their own.
   */
  async hold(ticketCode: string, another: () => void): Promise<boolean> {
    const { visits } = this;
    const own = await this.station.ownTicket(ticketCode).catch(() => null);
    const at = this.screen;
    if (this.visits !== visits || !isLoggedIn(metOn(at))) return false;
    if (own === null) another();
    else if (at.name === 'tickets') this.#choose(at, own);
    else if (at.name === 'welcome') this.#seeAgain(at, own);
    return own !== null;
  }

  /** A scanner sent what can be no code. */
  ticketUnreadable(): void {
    const at = this.screen;
    if (!takesTickets(at) || this.busy) return;
    if (isBegun(at, this.typed)) this.misheld = 'unknown';
    else this.show({ name: 'ticket-code', event: eventOf(at), unreadable: true });
  }

  resend(): Promise<void> {
    const at = this.screen;
    const wait = waitOf(at);
    if (wait === undefined || this.now() < wait.resendAt) return Promise.resolve();
    return this.act(
      async () => {
        const sent = await this.station.resendCode(this.language);
        return () => {
          this.show(withWait(at, codeWaitAgain(wait, sent, this.now())));
        };
      },
      (refused) => {
        this.show(withWait(at, refusedCode(wait, refused)));
      },
    );
  }

  redeem(): Promise<void> {
    const at = this.screen;
    const wait = waitOf(at);
    if (wait === undefined || !isLive(wait, this.now())) return Promise.resolve();
    if (at.name === 'change-mobile') return this.#confirmMobile(at);
    return this.act(
      async () => {
        const login = await this.station.redeemCode(this.typed);
        return () => {
          if (login.kind === 'welcome') this.#logIn(login);
          else {
            this.show({ name: 'no-ticket', noTicket: login });
            // Where there is nothing to choose, nothing ends: whoever has called staff waits on.
            const chooses = login.otherEvents.length > 0;
            if (chooses) this.sessionEndsAt = this.now() + login.endsInMs;
          }
        };
      },
      (refused) => {
        this.show(withWait(at, refusedCode(wait, refused)));
      },
    );
  }

  /** Checks in all of these tickets, in one act. */
  checkIn(tickets: number[]): Promise<void> {
    const at = this.screen;
    if (at.name !== 'tickets' || tickets.length === 0) return Promise.resolve();
    return this.act(
      async () => {
        const welcome = await this.station.checkIn(tickets);
        return () => {
          this.#arrive(welcome);
          const entered = (n: number) =>
            welcome.tickets.some((ticket) => ticket.n === n && ticket.entry.state === 'checked_in');
          const now = this.screen;
          // What each is by now stands beside it.
          if (now.name === 'tickets' && !tickets.every(entered)) {
            this.screen = { ...now, refused: { reason: { code: 'ticket_closed' }, at: this.now() } };
          }
        };
      },
      (refused) => {
        this.screen = { name: 'tickets', welcome: at.welcome, refused };
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
      this.show({ name: 'tickets', welcome: at.welcome });
    }
  }

  /** From the welcome to another number for this attendee. */
  beginChange(): void {
    const at = this.screen;
    if (at.name !== 'welcome') return;
    this.show({ name: 'change-mobile', welcome: at.welcome, code: undefined });
  }

  /** Back to the welcome, the number as it was. */
  keepMobile(): void {
    const at = metOn(this.screen);
    if (at.name === 'change-mobile' && !this.busy) this.#welcome(at.welcome);
  }

  /** Back to the number: the same one to correct it, or an empty field. */
  otherNumber(typed = ''): void {
    const at = metOn(this.screen);
    if (at.name === 'change-mobile') {
      if (this.busy) return;
      this.show({ name: 'change-mobile', welcome: at.welcome, code: undefined });
      this.typed = typed;
      return;
    }
    const event = eventOf(at);
    if (event === undefined) {
      this.startOver();
      return;
    }
    this.turn.end();
    this.show({ name: 'mobile', event });
    this.typed = typed;
  }

  /**
   * What stopped the attendee may be over: back to where they are logged in, to a code that still
   * lives, or to the number or the ticket's code that they typed, else to the start.
   */
  tryAgain(): void {
    const at = this.screen;
    if (at.name !== 'trouble') {
      this.startOver();
      return;
    }
    const { back, typed } = at;
    if (back !== undefined && (back.name !== 'code' || isLive(back, this.now()))) {
      this.show(back);
      if (waitOf(back) === undefined) this.typed = typed ?? '';
    } else if (typed !== undefined) this.otherNumber(typed);
    else this.startOver();
  }

  /**
   * Staff come to the screen; whoever had begun there, or called them from the first screen, may be
   * whom they vouch for. Of what was chosen there since, nobody knows whether they did it themselves.
   */
  stepAside(): void {
    const nobodys = sameScreen(firstScreen(this.kiosk), this.screen);
    const caller = this.#called?.visit === this.visits ? this.#called.guest : undefined;
    this.#before = nobodys ? caller : this.#asItIs();
  }

  /** Staff go, and have done what somebody waited for, who begins again with the kiosk as they had it. */
  giveBack(): void {
    this.goTo(this.#before);
  }

  /** Staff vouch for someone, who then stands here as after a code. */
  receive(
    vouching: () => Promise<Welcome>,
    arrives: () => void,
    failed: (error: unknown) => void,
  ): Promise<void> {
    return this.turn.act(async () => {
      const welcome = await vouching();
      return () => {
        arrives();
        // The language since and the display were those of staff.
        this.giveWay(this.#before);
        this.#logIn(welcome);
      };
    }, failed);
  }

  /** The session is over: the backend answers for it no more, and its attendee is told. */
  endSession(): void {
    if (this.busy) return;
    const event = eventOf(this.screen);
    this.turn.end();
    this.show({ name: 'trouble', trouble: { kind: 'session_over' }, event });
  }

  /** Among the tickets as they are now: the organiser may have brought one, or taken one away. */
  #choose(at: TicketsScreen, { n, welcome }: OwnTicket): void {
    if (!hasOpen(welcome)) {
      this.#welcome(welcome);
      return;
    }
    const held = at.held ?? [];
    const chosen = held.includes(n) || !isOpen(welcome, n) ? held : [...held, n];
    // One that is left there is nobody's touch.
    if (chosen === held && !areOther(welcome, at.welcome)) return;
    this.screen = { name: 'tickets', welcome, held: chosen };
  }

  /** From the welcome back to a ticket that is open; what became of another stands beside it. */
  #seeAgain(at: WelcomeScreen, { n, welcome }: OwnTicket): void {
    if (isOpen(welcome, n)) this.show({ name: 'tickets', welcome, held: [n] });
    else if (areOther(welcome, at.welcome)) {
      if (at.handOff === 'asked') this.#welcome(welcome, at.changed);
      else this.screen = { ...at, welcome };
    }
  }

  #asItIs(): AsItWas {
    return { language: this.language, look: this.#look() };
  }

  protected override show(screen: Screen): void {
    if (!followsTicket(screen)) this.#ticket = undefined;
    if (!['ticket-code', 'scan'].includes(metOn(screen).name)) this.#number = '';
    super.show(screen);
  }

  #keepNumber(): void {
    if (this.screen.name === 'mobile') this.#number = this.typed;
  }

  /** Of a ticket that wasn't looked up, nobody knows whether it is somebody's. */
  #misheld(error: unknown): Misheld {
    if (!(error instanceof Refusal)) return 'fault';
    const { reason } = error;
    return reason.code === 'unknown_ticket' ? 'unknown' : { reason, at: this.now() };
  }

  /** Of a ticket that was looked up nothing else is to be heard, but where it has had its codes for now. */
  #triesAgainAt(error: unknown): number | undefined {
    if (!(error instanceof Refusal)) return Infinity;
    const { reason } = error;
    if (['unknown_ticket', 'locked'].includes(reason.code)) return undefined;
    return 'retryAfterMs' in reason ? this.now() + reason.retryAfterMs : Infinity;
  }

  #changeMobile(at: ChangeMobileScreen, typed: string): Promise<void> {
    return this.act(
      async () => {
        const sent = await this.station.changeMobile(typed, this.language);
        return () => {
          this.show({ ...at, code: { typed, ...codeWait(sent, this.now()) } });
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
    return this.act(
      async () => {
        const welcome = await this.station.confirmMobile(this.typed);
        return () => {
          this.#welcome(welcome, true);
        };
      },
      (refused) => {
        // Another number is needed, so that is what the screen asks for.
        const again = refused.reason.code === 'number_taken' || refused.reason.code === 'same_number';
        if (again) this.show({ ...at, code: undefined, refused });
        else this.show(withWait(at, refusedCode(code, refused)));
      },
    );
  }

  #logIn(welcome: Welcome): void {
    this.#arrive(welcome);
    this.sessionEndsAt = this.now() + welcome.endsInMs;
  }

  #arrive(welcome: Welcome): void {
    if (hasOpen(welcome)) {
      this.show({ name: 'tickets', welcome });
    } else {
      this.#welcome(welcome);
    }
  }

  #welcome(welcome: Welcome, changed = false): void {
    const asked: WelcomeScreen = { name: 'welcome', welcome, handOff: 'asked', changed };
    this.show(asked);
    this.#askHandOff(asked);
  }

  #askHandOff(on: WelcomeScreen): void {
    const answer = (handOff: HandOffShown) => {
      const news = on.handOff === 'asked' || (handOff !== 'asked' && handOff.url !== null);
      if (this.screen === on && news) this.screen = { ...on, handOff };
    };
    this.station.handOff().then(
      ({ url, expiresInMs }) => {
        answer(url === null ? { url } : { url, until: this.now() + expiresInMs });
      },
      () => {
        answer({ url: null });
      },
    );
  }

  /**
   * Whoever walked in or changed their number is known at the centre a moment later; and nobody is
   * shown an address that is good for nothing any more.
   */
  #handOffAgain(): void {
    const at = this.screen;
    if (at.name !== 'welcome' || at.handOff === 'asked') return;
    if (at.handOff.url === null) {
      if (this.kiosk?.link === 'online') this.#askHandOff(at);
      return;
    }
    const left = at.handOff.until - this.now();
    if (left <= 0) this.screen = { ...at, handOff: { url: null } };
    else if (left <= RENEW_MS) this.#askHandOff(at);
  }
}

export const [getJourney, setJourney] = createContext<Journey>();
