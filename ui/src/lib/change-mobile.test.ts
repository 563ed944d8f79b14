import { beforeEach, describe, expect, it } from 'vitest';
import { askForCode, beginAnew, enter, journey, pass, station } from '../testing/walk';
import { FAKE_CODE } from './fake-station';

beforeEach(beginAnew);

describe('a change of mobile', () => {
  async function changing(mobile: string) {
    await askForCode();
    await enter(FAKE_CODE);
    journey.beginChange();
    journey.type(mobile);
    await journey.sendCode();
  }

  it('proves the new number and comes back to the welcome', async () => {
    await changing('09350000011');
    expect(journey.screen).toMatchObject({
      name: 'change-mobile',
      code: { typed: '09350000011', triesLeft: 5 },
    });
    await enter('00000');
    expect(journey.screen).toMatchObject({ code: { triesLeft: 4 } });
    await enter(FAKE_CODE);
    expect(journey.screen).toMatchObject({ name: 'welcome', changed: true });
    expect(station.count('confirmMobile')).toBe(2);
    expect(station.count('finish')).toBe(0);
  });

  it('asks for another number where that one is taken, or is the old one', async () => {
    await changing('09120000002');
    await enter(FAKE_CODE);
    expect(journey.screen).toMatchObject({
      name: 'change-mobile',
      code: undefined,
      refused: { reason: { code: 'number_taken' } },
    });
    journey.type('09120000001');
    await journey.sendCode();
    expect(journey.screen).toMatchObject({ refused: { reason: { code: 'same_number' } } });
  });

  it('asks for the code again with the same number', async () => {
    await changing('09350000011');
    pass(30_000);
    await journey.resend();
    expect(station.count('changeMobile'), 'that would not say that none was sent').toBe(1);
    expect(station.count('resendCode')).toBe(1);
    expect(journey.screen).toMatchObject({
      code: { resent: true, typed: '09350000011', sent: { mobile: '09350000011' } },
    });
  });

  it('does not say that it was asked for again when none may be sent', async () => {
    await changing('09350000011');
    pass(30_000);
    station.refuseNext = { resendCode: { code: 'too_many_sends', retryAfterMs: 400_000 } };
    await journey.resend();
    expect(journey.screen).toMatchObject({ code: { resent: false, resendAt: 431_000 } });
  });

  it('may be left: the number stays, and so does the session', async () => {
    await changing('09350000011');
    journey.otherNumber('09350000011');
    expect(journey.typed).toBe('09350000011');
    journey.keepMobile();
    expect(journey.screen).toMatchObject({ name: 'welcome', changed: false });
    expect(station.count('finish')).toBe(0);
  });

  const LOCKED = { code: 'locked' as const, retryAfterMs: 60_000 };

  it('of a locked number leaves who is logged in so, and asks for another one', async () => {
    station.refuseNext = { changeMobile: LOCKED };
    await changing('09350000011');
    expect(journey.screen).toMatchObject({ name: 'trouble', trouble: { kind: 'locked' } });
    expect(journey.sessionEndsAt).toBeDefined();
    journey.otherNumber();
    expect(journey.screen).toMatchObject({ name: 'change-mobile', code: undefined });
    expect(journey.typed).toBe('');
    expect(station.count('finish')).toBe(0);
  });

  it('that is locked by its last wrong code asks for a number anew, or keeps the old one', async () => {
    await changing('09350000011');
    station.refuseNext = { confirmMobile: LOCKED };
    await enter('00000');
    journey.tryAgain();
    expect(journey.screen).toMatchObject({ name: 'change-mobile', code: undefined });
    expect(journey.typed).toBe('09350000011');
    station.refuseNext = { changeMobile: LOCKED };
    await journey.sendCode();
    expect(journey.screen.name).toBe('trouble');
    journey.keepMobile();
    expect(journey.screen).toMatchObject({ name: 'welcome', changed: false });
    expect(station.count('finish')).toBe(0);
  });

  it('tries the same code once more after a fault', async () => {
    await changing('09350000011');
    station.refuseNext = { confirmMobile: new Error('lost') };
    await enter(FAKE_CODE);
    expect(journey.screen).toMatchObject({ name: 'trouble', trouble: { kind: 'station_fault' } });
    journey.tryAgain();
    expect(journey.screen).toMatchObject({ code: { typed: '09350000011' } });
    await enter(FAKE_CODE);
    expect(journey.screen).toMatchObject({ name: 'welcome', changed: true });
  });
});
