import type { CodeSent } from './bindings/CodeSent';
import type { EventView } from './bindings/EventView';
import type { NoTicket } from './bindings/NoTicket';
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

export interface CodeScreen {
  name: 'code';
  event: EventView;
  sent: CodeSent;
  /** The number as it was typed, to correct it. */
  typed: string;
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

export type Screen =
  | { name: 'starting' }
  | { name: 'out-of-order'; noEvents: boolean }
  | { name: 'events' }
  | { name: 'mobile'; event: EventView; refused?: Refused }
  | CodeScreen
  | { name: 'tickets'; welcome: Welcome; refused?: Refused }
  | { name: 'welcome'; welcome: Welcome; handOff: 'asked' | { url: string | null } }
  | { name: 'no-ticket'; noTicket: NoTicket }
  | { name: 'trouble'; trouble: Trouble; event: EventView | undefined };

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
    case 'not_a_mobile':
    case 'too_many_sends':
    case 'wrong_code':
    case 'code_spent':
    case 'code_expired':
    case 'not_a_code':
    case 'ticket_closed':
      return undefined;
  }
}

/** The event that this screen is about, to come back to its number. */
export function eventOf(screen: Screen): EventView | undefined {
  switch (screen.name) {
    case 'mobile':
    case 'code':
    case 'trouble':
      return screen.event;
    case 'no-ticket':
      return screen.noTicket.event;
    default:
      return undefined;
  }
}

/** Whether showing `b` after `a` would change nothing; a poll must not redraw the screen. */
export function sameScreen(a: Screen, b: Screen): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
