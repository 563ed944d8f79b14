import type { NoRoster } from './bindings/NoRoster';
import type { NotAMobile } from './bindings/NotAMobile';
import type { StartFault } from './bindings/StartFault';
import { duration } from './dates';
import type { Messages } from './i18n';
import { nameInSentence } from './i18n/names';
import { type Refused, type Trouble, troubleOf } from './screen';

const NOT_A_MOBILE = {
  empty: 'mobileEmpty',
  character: 'mobileCharacter',
  too_short: 'mobileTooShort',
  too_long: 'mobileTooLong',
  not_mobile: 'mobileNotMobile',
  foreign: 'mobileForeign',
} as const satisfies Record<NotAMobile, keyof Messages>;

const NO_ROSTER = {
  not_there: 'rosterNotThere',
  too_large: 'rosterTooLarge',
  empty: 'rosterEmpty',
  no_name: 'rosterNoName',
  no_mobile: 'rosterNoMobile',
  no_ticket_code: 'rosterNoTicketCode',
  column_twice: 'rosterColumnTwice',
  not_utf8: 'rosterNotUtf8',
  no_room: 'rosterNoRoom',
} as const satisfies Record<NoRoster, keyof Messages>;

/** Why a kiosk can't begin, and what comes then: for whoever looks after it. */
export const START_FAULT = {
  no_room: { why: 'startNoRoom', then: 'startGoesOn' },
  not_writable: { why: 'startNotWritable', then: 'startGoesOn' },
  open_to_others: { why: 'startOpenToOthers', then: 'startGoesOn' },
  secret_lost: { why: 'startSecretLost', then: 'startAgain' },
  damaged: { why: 'startDamaged', then: 'startAgain' },
  too_new: { why: 'startTooNew', then: 'startAgain' },
  lossy: { why: 'startLossy', then: 'startAgain' },
  other: { why: 'startOther', then: 'startAgain' },
} as const satisfies Record<StartFault, { why: keyof Messages; then: keyof Messages }>;

/** What stops the attendee, and what to do. */
export const TROUBLE = {
  locked: { title: 'lockedTitle', lead: 'lockedLead' },
  station_paused: { title: 'pausedTitle', lead: 'pausedLead' },
  staff_needed: { title: 'staffNeededTitle', lead: 'staffNeededLead' },
  station_fault: { title: 'faultTitle', lead: 'faultLead' },
  event_over: { title: 'eventOverTitle', lead: 'eventOverLead' },
  session_over: { title: 'sessionOverTitle', lead: 'sessionOverLead' },
} as const satisfies Record<Trouble['kind'], { title: keyof Messages; lead: keyof Messages }>;

/** Longer waits are told in hours, and not counted. */
export const HOUR_MS = 3_600_000;

/**
 * A refusal in the attendee's words; undefined where it has a screen of its own. While a number
 * is `changing`, how many codes may be sent is a matter of the attendee, whatever the number.
 */
export function refusalText(
  { reason, at }: Refused,
  say: Messages,
  now: number,
  changing = false,
): string | undefined {
  switch (reason.code) {
    case 'not_a_mobile':
      return say[NOT_A_MOBILE[reason.why]];
    case 'too_many_sends': {
      const wait = at + reason.retryAfterMs - now;
      return wait > 0 ? tooManySends(wait, say, changing) : say.tooManySendsOver;
    }
    case 'station_busy':
      return at + reason.retryAfterMs > now ? say.stationBusy : say.tooManySendsOver;
    case 'wrong_code':
      return reason.triesLeft === 0 ? say.codeSpent : say.wrongCode(reason.triesLeft);
    case 'code_spent':
      return say.codeSpent;
    case 'code_expired':
      return say.codeExpired;
    case 'not_a_code':
      return say.notACode;
    case 'ticket_closed':
      return say.ticketClosed;
    case 'unknown_ticket':
      return say.unknownTicket;
    case 'number_taken':
      return say.numberTaken;
    case 'staff_name_taken':
      return say.staffNameTaken;
    case 'same_number':
      return say.sameNumber;
    case 'pin_wrong':
      return say.pinWrong(reason.triesLeft);
    case 'pin_wait': {
      const wait = at + reason.retryAfterMs - now;
      return wait > 0 ? say.pinWait(duration(wait)) : say.pinWaitOver;
    }
    case 'not_a_pin':
      return say.notAPin;
    case 'not_on_duty':
      return say.notOnDuty;
    case 'not_allowed':
      return say.notAllowed;
    case 'nobody_found':
      return say.nobodyFound;
    case 'not_inside':
      return say.notInside;
    case 'changed_since':
      return say.changedSince;
    case 'reason_needed':
      return say.reasonNeeded;
    case 'name_needed':
      return say.nameNeeded;
    case 'sms_unusable':
      return say.smsUnusable;
    case 'drive_gone':
      return say.driveGone;
    case 'drive_full':
      return say.driveFull;
    case 'drive_read_only':
      return say.driveReadOnly;
    case 'drive_silent':
      return say.driveSilent;
    case 'join_code_unreadable':
      return say.joinUnreadable;
    case 'join_code_newer':
      return say.joinNewer;
    case 'join_code_used':
      return say.joinUsed;
    case 'join_code_no_event':
      return say.joinNoEvent;
    case 'join_code_elsewhere':
      return say.joinElsewhere;
    case 'no_network':
      return say.noNetwork;
    case 'proxy_in_the_way':
      return say.proxyInTheWay;
    case 'centre_down':
      return say.centreDown;
    case 'certificate_wrong':
      return say.certificateWrong;
    case 'centre_refused':
      return say.centreRefused;
    case 'not_a_time':
      return say.notATime;
    case 'no_such_zone':
      return say.noSuchZone;
    case 'no_roster':
      return say[NO_ROSTER[reason.why]];
    case 'clock_wrong':
      return reason.offMs > 0
        ? say.joinClockAhead(reason.offMs)
        : say.joinClockBehind(-reason.offMs);
    case 'locked':
    case 'station_paused':
    case 'staff_needed':
    case 'event_over':
    case 'not_set_up':
    case 'session_over':
    case 'station_fault':
      return undefined;
  }
}

/** That no other code can be sent for so long. Nobody waits hours by the second; less is counted beside. */
export function tooManySends(wait: number, say: Messages, changing: boolean): string {
  const why = changing ? say.tooManyChanges : say.tooManySends;
  return wait > HOUR_MS ? `${why} ${say.retryHours(Math.ceil(wait / HOUR_MS))}` : why;
}

/** When a code may be asked for again, if that is what was refused. */
export function sendsAgainAt(refused: Refused | undefined): number | undefined {
  if (refused === undefined) return undefined;
  const { reason, at } = refused;
  if (reason.code !== 'too_many_sends' && reason.code !== 'station_busy') return undefined;
  return at + reason.retryAfterMs;
}

/** How long that is: it stands beside the refusal, which would else be said anew each second. */
export function refusalTimer(
  refused: Refused | undefined,
  say: Messages,
  now: number,
): string | undefined {
  const wait = (sendsAgainAt(refused) ?? now) - now;
  return wait > 0 && wait <= HOUR_MS ? say.sendsAgainIn(duration(wait)) : undefined;
}

/** What was not done for staff, and why: a refusal, or a fault that says nothing of itself. */
export type Failure = Refused | 'fault';

/** The same in words: staff have no screen of its own for any of them. */
export function failureText(failure: Failure, say: Messages, now: number): string {
  if (failure === 'fault') return say.staffFailed;
  const { reason } = failure;
  if (reason.code === 'station_fault') return say.staffFailedReference(nameInSentence(reason.reference));
  if (reason.code === 'event_over') return say.eventOverTitle;
  // The attendee's words send them to the staff.
  if (reason.code === 'ticket_closed') return say.ticketClosedForStaff;
  if (reason.code === 'number_taken') return say.numberTakenForStaff;
  return refusalText(failure, say, now) ?? say.staffFailed;
}

/**
 * Why what was held under the scanner led nowhere: it is no ticket that is known, or a failure, or
 * whoever holds it there `again` so soon can't be told from one who has left it there.
 */
export type Misheld = Failure | 'unknown' | 'again';

/** The same in words, to whoever stays where they are: what has a screen of its own is said here. */
export function misheldText(
  misheld: Misheld,
  say: Messages,
  now: number,
  unknown = say.misheldTicket,
): string {
  if (misheld === 'unknown') return unknown;
  if (misheld === 'again') return say.misheldAgain;
  const refused = misheld === 'fault' ? undefined : misheld;
  const said = refused && refusalText(refused, say, now);
  if (said !== undefined) return said;
  const { title, lead } = TROUBLE[(refused && troubleOf(refused)?.kind) ?? 'station_fault'];
  return `${say[title]}. ${say[lead]}`;
}

/** The refusal of what was held under the scanner, if it is one. */
export function refusalOf(misheld: Misheld | undefined): Refused | undefined {
  return typeof misheld === 'string' ? undefined : misheld;
}

/** What staff find in the log of a fault. */
export function referenceOf(misheld: Misheld): string | undefined {
  if (typeof misheld === 'string' || misheld.reason.code !== 'station_fault') return undefined;
  return misheld.reason.reference;
}
