import type { CodeSent } from './bindings/CodeSent';
import type { EventView } from './bindings/EventView';
import type { CodeScreen, Refused } from './screen';

/** The screen for a code that was just asked for; its times count from the answer. */
export function codeScreen(
  event: EventView,
  typed: string,
  sent: CodeSent,
  now: number,
): CodeScreen {
  return {
    name: 'code',
    event,
    sent,
    typed,
    expiresAt: now + sent.expiresInMs,
    resendAt: now + sent.resendInMs,
    since: now,
    triesLeft: sent.triesLeft,
    dead: 'no',
    resent: false,
  };
}

/** Whether the code of this screen can still be answered. */
export function isLive(at: CodeScreen, now: number): boolean {
  return at.dead === 'no' && now < at.expiresAt;
}

/** The screen after a refusal that leaves the attendee on it. */
export function refusedCode(at: CodeScreen, refused: Refused): CodeScreen {
  const next: CodeScreen = { ...at, refused, resent: false };
  switch (refused.reason.code) {
    case 'wrong_code': {
      const { triesLeft } = refused.reason;
      return { ...next, triesLeft, dead: triesLeft === 0 ? 'spent' : at.dead };
    }
    case 'code_spent':
      return { ...next, triesLeft: 0, dead: 'spent' };
    case 'code_expired':
      return { ...next, dead: 'expired' };
    case 'too_many_sends':
      return { ...next, resendAt: refused.at + refused.reason.retryAfterMs };
    default:
      return next;
  }
}
