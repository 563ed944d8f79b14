import type { NotAMobile } from './bindings/NotAMobile';
import { duration } from './dates';
import type { Messages } from './i18n';
import type { Refused } from './screen';

const NOT_A_MOBILE = {
  empty: 'mobileEmpty',
  character: 'mobileCharacter',
  too_short: 'mobileTooShort',
  too_long: 'mobileTooLong',
  not_mobile: 'mobileNotMobile',
  foreign: 'mobileForeign',
} as const satisfies Record<NotAMobile, keyof Messages>;

const HOUR_MS = 3_600_000;

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
      if (wait <= 0) return say.tooManySendsOver;
      // Nobody waits hours by the second.
      const until =
        wait > HOUR_MS ? say.retryHours(Math.ceil(wait / HOUR_MS)) : say.sendsAgainIn(duration(wait));
      return `${changing ? say.tooManyChanges : say.tooManySends} ${until}`;
    }
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
    case 'same_number':
      return say.sameNumber;
    case 'locked':
    case 'station_paused':
    case 'staff_needed':
    case 'event_over':
    case 'not_set_up':
    case 'join_code_unreadable':
    case 'join_code_newer':
    case 'join_code_used':
    case 'no_network':
    case 'proxy_in_the_way':
    case 'certificate_wrong':
    case 'clock_wrong':
    case 'centre_refused':
    case 'not_allowed':
    case 'name_needed':
    case 'session_over':
    case 'station_fault':
    case 'pin_wrong':
    case 'pin_wait':
    case 'not_a_pin':
    case 'not_on_duty':
    case 'nobody_found':
    case 'not_inside':
    case 'nothing_to_undo':
    case 'reason_needed':
    case 'drive_gone':
    case 'drive_full':
      return undefined;
  }
}
