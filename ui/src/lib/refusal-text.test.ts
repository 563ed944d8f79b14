import { describe, expect, it } from 'vitest';
import { en } from './i18n/en';
import { refusalText, refusalTimer } from './refusal-text';

const HOUR_MS = 3_600_000;

function said(retryAfterMs: number, changing: boolean): string | undefined {
  return refusalText({ reason: { code: 'too_many_sends', retryAfterMs }, at: 0 }, en, 0, changing);
}

function counted(retryAfterMs: number): string | undefined {
  return refusalTimer({ reason: { code: 'too_many_sends', retryAfterMs }, at: 0 }, en, 0);
}

describe('too many codes', () => {
  it('are counted by the second for minutes, beside what is said, and by the hour for longer', () => {
    expect(said(7 * 60_000, false)).toBe('No more codes can be sent to this number now.');
    expect(counted(7 * 60_000)).toBe('Try again in 7:00.');
    expect(counted(23 * HOUR_MS)).toBeUndefined();
    expect(counted(0)).toBeUndefined();
    expect(said(23 * HOUR_MS, false)).toBe(
      'No more codes can be sent to this number now. You can try again in about 23 hours.',
    );
  });

  it('speak of the change where the number is new, whatever it is', () => {
    expect(said(23 * HOUR_MS, true)).toBe(
      'No more codes can be sent now to change your mobile number. You can try again in about 23 hours.',
    );
  });
});
