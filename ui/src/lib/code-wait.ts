import type { CodeSent } from './bindings/CodeSent';
import type { CodeWait, Refused } from './screen';

/** The wait for a code that was just asked for; its times count from the answer. */
export function codeWait(sent: CodeSent, now: number): CodeWait {
  return {
    sent,
    expiresAt: now + sent.expiresInMs,
    resendAt: now + sent.resendInMs,
    since: now,
    triesLeft: sent.triesLeft,
    dead: 'no',
    resent: false,
  };
}

/** The same after another was asked for: help is offered since the first. */
export function codeWaitAgain(before: CodeWait, sent: CodeSent, now: number): CodeWait {
  return { ...codeWait(sent, now), since: before.since, resent: true };
}

/** Whether the code can still be answered. */
export function isLive(at: CodeWait, now: number): boolean {
  return at.dead === 'no' && now < at.expiresAt;
}

/** The wait after a refusal that leaves the attendee in it. */
export function refusedCode<Wait extends CodeWait>(at: Wait, refused: Refused): Wait {
  const next: Wait = { ...at, refused, resent: false };
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
    case 'station_busy':
      return { ...next, resendAt: refused.at + refused.reason.retryAfterMs };
    default:
      return next;
  }
}
