import type { CodeSent } from './bindings/CodeSent';
import type { EventView } from './bindings/EventView';
import type { NoTicket } from './bindings/NoTicket';
import type { StationView } from './bindings/StationView';
import type { UiError } from './bindings/UiError';
import type { Welcome } from './bindings/Welcome';

/** A refusal and the moment it came, from which its waiting time is counted. */
export interface Refused {
  reason: UiError;
  at: number;
}

/** What stops the attendee, with a screen of its own. */
export type Trouble =
  | { kind: 'locked' | 'station_paused'; retryAt: number }
  | { kind: 'staff_needed' | 'event_over' | 'session_over' }
  | { kind: 'station_fault'; reference: string | null };

/** A code is on its way, and what is known of it. */
export interface CodeWait {
  sent: CodeSent;
  /** When the code dies, and when another may be asked for. */
  expiresAt: number;
  resendAt: number;
  /** When this screen was first shown, for 'no SMS?'. */
  since: number;
  triesLeft: number;
  /** The backend has said that this code can't be answered any more. */
  dead: 'no' | 'expired' | 'spent';
  resent: boolean;
  refused?: Refused;
}

export interface CodeScreen extends CodeWait {
  name: 'code';
  event: EventView;
  /** The number as it was typed, to correct it; none where a ticket led to it. */
  typed: string | undefined;
}

export interface TicketCodeScreen {
  name: 'ticket-code';
  /** The event that was chosen before, to go back to its number. */
  event: EventView | undefined;
  /** What a scanner sent was no code. */
  unreadable?: boolean;
  refused?: Refused;
}

/** The way to the phone: on its way, or its address and when that is over, or none. */
export type HandOffShown = 'asked' | { url: string; until: number } | { url: null };

export interface TicketsScreen {
  name: 'tickets';
  welcome: Welcome;
  /** The numbers of those that were held under the scanner, which chooses them. */
  held?: readonly number[];
  refused?: Refused;
}

/** The new number, and then its code; both on top of a welcome that comes back. */
export interface WelcomeScreen {
  name: 'welcome';
  welcome: Welcome;
  handOff: HandOffShown;
  /** The mobile was changed by this very visit. */
  changed: boolean;
}

export interface ChangeMobileScreen {
  name: 'change-mobile';
  welcome: Welcome;
  code: (CodeWait & { typed: string }) | undefined;
  refused?: Refused;
}

/** Why a station checks nobody in: it doesn't answer, it has nothing to serve, or no more, staff say so. */
export type OutOfOrder = 'silent' | 'not-started' | 'no-events' | 'over' | 'staff';

export type Screen =
  | { name: 'starting' }
  | { name: 'setup' }
  | { name: 'out-of-order'; why: OutOfOrder }
  | { name: 'attract'; event: EventView }
  | { name: 'events' }
  | { name: 'mobile'; event: EventView; refused?: Refused }
  | TicketCodeScreen
  | { name: 'scan'; event: EventView | undefined }
  | CodeScreen
  | TicketsScreen
  | WelcomeScreen
  | ChangeMobileScreen
  | { name: 'no-ticket'; noTicket: NoTicket }
  | {
      name: 'trouble';
      trouble: Trouble;
      event: EventView | undefined;
      /** The number that it stopped, or the ticket's code, to try it again; it isn't shown meanwhile. */
      typed?: string | undefined;
      /**
       * Where it met whoever is logged in: they still are; or the code that it has said nothing of; or
       * where the ticket's code was typed.
       */
      back?: Screen | undefined;
    };

/** The screen that a refusal leads to, where one does; others are said on the screen they met. */
export function troubleOf({ reason, at }: Refused): Trouble | undefined {
  switch (reason.code) {
    case 'locked':
    case 'station_paused':
      return { kind: reason.code, retryAt: at + reason.retryAfterMs };
    case 'staff_needed':
    case 'event_over':
    case 'session_over':
      return { kind: reason.code };
    case 'station_fault':
      return { kind: 'station_fault', reference: reason.reference };
    default:
      return undefined;
  }
}

/** The event that this screen is about: to come back to its number, to wear its colours. */
export function eventOf(screen: Screen): EventView | undefined {
  switch (screen.name) {
    case 'attract':
    case 'mobile':
    case 'ticket-code':
    case 'scan':
    case 'code':
    case 'trouble':
      return screen.event;
    case 'tickets':
    case 'welcome':
    case 'change-mobile':
      return screen.welcome.event;
    case 'no-ticket':
      return screen.noTicket.event;
    case 'starting':
    case 'setup':
    case 'out-of-order':
    case 'events':
      return undefined;
  }
}

/** What a station shows while nobody is at it; undefined is one that doesn't answer. */
export function firstScreen(kiosk: StationView | undefined): Screen {
  if (kiosk === undefined) return { name: 'out-of-order', why: 'silent' };
  if (kiosk.startFault !== null) return { name: 'out-of-order', why: 'not-started' };
  if (!kiosk.setUp) return { name: 'setup' };
  if (kiosk.outOfOrder) return { name: 'out-of-order', why: 'staff' };
  const [event, ...others] = kiosk.events;
  if (event === undefined) return { name: 'out-of-order', why: kiosk.over ? 'over' : 'no-events' };
  return others.length === 0 ? { name: 'attract', event } : { name: 'events' };
}

/** The code that a screen waits for, if it does. */
export function waitOf(screen: Screen): CodeWait | undefined {
  if (screen.name === 'code') return screen;
  return screen.name === 'change-mobile' ? screen.code : undefined;
}

/** What was refused to whoever stands at a screen, if something was. */
export function refusedOn(screen: Screen): Refused | undefined {
  const own = 'refused' in screen ? screen.refused : undefined;
  return own ?? waitOf(screen)?.refused;
}

/** The moment that a screen counts down to: when its code dies, when it may be tried again; or 0. */
export function countsTo(screen: Screen): number {
  if (screen.name === 'trouble') return 'retryAt' in screen.trouble ? screen.trouble.retryAt : 0;
  const wait = waitOf(screen);
  return wait?.dead === 'no' ? wait.expiresAt : 0;
}

/** The number that somebody has typed, to log in or to have from now on, if that is where they are. */
export function numberOn(screen: Screen, typed: string): string | undefined {
  if (screen.name === 'mobile') return typed;
  if (screen.name === 'change-mobile') return screen.code?.typed ?? typed;
  return screen.name === 'code' ? screen.typed : undefined;
}

/** Where somebody goes on after a trouble that leaves them logged in, or leaves them a code. */
export function backFrom(trouble: Trouble, screen: Screen): Screen | undefined {
  if (screen.name === 'ticket-code') return { name: 'ticket-code', event: screen.event };
  if (screen.name === 'code') {
    // Neither has looked at the code: it may be right.
    const leavesCode = trouble.kind === 'station_paused' || trouble.kind === 'station_fault';
    return leavesCode ? screen : undefined;
  }
  const ends = trouble.kind === 'event_over' || trouble.kind === 'session_over';
  if (ends || !isInSession(screen)) return undefined;
  // No code of a locked number is of any use.
  const asksAnew = screen.name === 'change-mobile' && trouble.kind === 'locked';
  return asksAnew ? { name: 'change-mobile', welcome: screen.welcome, code: undefined } : screen;
}

/** Nothing but another try is left to wait for. */
export function mayTryAgain(trouble: Trouble, now: number): boolean {
  return trouble.kind === 'station_fault' || ('retryAt' in trouble && trouble.retryAt <= now);
}

/** The same screen with its wait as it is now. */
export function withWait(screen: Screen, wait: CodeWait): Screen {
  if (screen.name === 'code') {
    const { name, event, typed } = screen;
    return { ...wait, name, event, typed };
  }
  if (screen.name === 'change-mobile' && screen.code !== undefined) {
    return { ...screen, code: { ...wait, typed: screen.code.typed } };
  }
  return screen;
}

/**
 * Where somebody has begun what of all tickets only one that is known ends: another one comes. Who
 * has typed a part of their number has; and who is before the camera, which sees more than tickets.
 */
export function isBegun(screen: Screen, typed: string): boolean {
  const types = screen.name === 'mobile' && typed !== '';
  return types || ['scan', 'code', 'no-ticket', 'welcome'].includes(screen.name);
}

/** Where who stands here is logged in, and a ticket under the scanner is most likely another's. */
export function isLoggedIn(
  screen: Screen,
): screen is TicketsScreen | WelcomeScreen | ChangeMobileScreen {
  return ['tickets', 'welcome', 'change-mobile'].includes(screen.name);
}

/** What is shown, or what a trouble met that is shown. */
export function metOn(screen: Screen): Screen {
  return (screen.name === 'trouble' ? screen.back : undefined) ?? screen;
}

/** Where the station knows who stands here, for as long as it has said. */
export function isInSession(screen: Screen): boolean {
  const met = metOn(screen);
  return isLoggedIn(met) || met.name === 'no-ticket';
}

/** Where a ticket under a scanner leads on: an answer to what is asked, or the next attendee's. */
export function takesTickets(screen: Screen): boolean {
  const asking = ['attract', 'events', 'mobile', 'ticket-code'];
  return asking.includes(screen.name) || isBegun(screen, '');
}

/** Whether people may be called from here: not where there is no kiosk, or one that can tell nobody. */
export function callsStaff(screen: Screen, kiosk: StationView | undefined): boolean {
  if (screen.name === 'starting' || screen.name === 'setup') return false;
  if (screen.name !== 'out-of-order') return true;
  const sends = kiosk?.full === false && kiosk.link !== 'revoked';
  return sends && (screen.why === 'over' || screen.why === 'staff');
}

/** How many tickets may still be checked in by whoever is asked whom. */
export function openTickets(screen: Screen): number {
  if (screen.name !== 'tickets') return 0;
  return screen.welcome.tickets.filter(({ entry }) => entry.state === 'open').length;
}

/** Whether showing `b` after `a` would change nothing; a poll must not redraw the screen. */
export function sameScreen(a: Screen, b: Screen): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
