import { beforeEach, describe, expect, it } from 'vitest';
import { askForCode, beginAnew, enter, journey, pass, serve, settle, station } from '../testing/walk';
import { EVENTS } from './fake-events';
import { FAKE_CODE } from './fake-station';

beforeEach(beginAnew);

describe('the first screen', () => {
  beforeEach(() => {
    journey.leave();
  });

  it('attracts with the event when the station serves one, and the first touch begins', () => {
    expect(journey.screen).toMatchObject({ name: 'attract', event: { id: 1 } });
    expect(journey.untouched).toBe(true);
    journey.begin();
    expect(journey.screen).toMatchObject({ name: 'mobile', event: { id: 1 } });
    expect(journey.untouched).toBe(false);
  });

  it('is the events when it serves several', () => {
    serve(2);
    expect(journey.screen.name).toBe('events');
  });

  it('is out of order without events, and when the station does not answer', () => {
    serve(0);
    expect(journey.screen).toEqual({ name: 'out-of-order', why: 'no-events' });
    journey.observe({ ...station.view, over: true });
    expect(journey.screen).toEqual({ name: 'out-of-order', why: 'over' });
    journey.observe(undefined);
    expect(journey.screen).toEqual({ name: 'out-of-order', why: 'silent' });
    serve(1);
    expect(journey.screen.name).toBe('attract');
  });

  it('is out of order while staff say so, once whoever is here has gone', async () => {
    journey.begin();
    journey.type('0912');
    station.view = { ...station.view, outOfOrder: true };
    journey.observe(station.view);
    expect(journey.screen.name).toBe('mobile');
    journey.leave();
    expect(journey.screen).toEqual({ name: 'out-of-order', why: 'staff' });
    station.view = { ...station.view, outOfOrder: false };
    journey.observe(station.view);
    expect(journey.screen.name).toBe('attract');
  });

  it('is not drawn anew by a poll that says the same', () => {
    const before = journey.screen;
    journey.observe(structuredClone(station.view));
    expect(journey.screen).toBe(before);
  });

  it('is not taken from someone who is typing', () => {
    journey.begin();
    journey.type('0912');
    journey.observe(undefined);
    expect(journey.screen.name).toBe('mobile');
    expect(journey.typed).toBe('0912');
  });
});

describe('asking for a code', () => {
  it('sends the number with the event and the language, and shows the code screen', async () => {
    journey.switchLanguage();
    await askForCode();
    expect(journey.screen).toMatchObject({ name: 'code', expiresAt: 121_000, resendAt: 31_000 });
    expect(station.languages).toEqual(['en']);
    expect(journey.typed).toBe('');
  });

  it('asks nothing with an empty field', async () => {
    await journey.sendCode();
    expect(station.count('sendCode')).toBe(0);
  });

  it('keeps what was typed when it is no mobile, and forgives with the next key', async () => {
    await askForCode('0912');
    expect(journey.screen).toMatchObject({
      name: 'mobile',
      refused: { reason: { code: 'not_a_mobile', why: 'too_short' }, at: 1000 },
    });
    expect(journey.typed).toBe('0912');
    journey.type('09121');
    expect(journey.screen).not.toHaveProperty('refused');
  });

  it.each([
    ['09120000009', { kind: 'locked', retryAt: 1000 + 1_040_000 }],
    ['09120000008', { kind: 'station_paused', retryAt: 31_000 }],
    ['09120000007', { kind: 'staff_needed' }],
    ['09120000006', { kind: 'station_fault', reference: 'A7-3F21' }],
  ])('of %s ends in trouble', async (mobile, trouble) => {
    await askForCode(mobile);
    expect(journey.screen).toMatchObject({ name: 'trouble', trouble });
    expect(journey.typed).toBe('');
  });

  it('turns what nobody foresaw into a fault', async () => {
    station.refuseNext = { sendCode: new Error('no such command') };
    await askForCode();
    expect(journey.screen).toMatchObject({
      name: 'trouble',
      trouble: { kind: 'station_fault', reference: null },
    });
  });
});

describe('entering a code', () => {
  it('counts the tries that the backend counts, and clears the field', async () => {
    await askForCode();
    await enter('00000');
    expect(journey.screen).toMatchObject({ name: 'code', triesLeft: 4, dead: 'no' });
    expect(journey.typed).toBe('');
  });

  it('asks no more when no tries are left', async () => {
    await askForCode();
    for (let i = 0; i < 6; i += 1) await enter('00000');
    expect(journey.screen).toMatchObject({ name: 'code', triesLeft: 0, dead: 'spent' });
    expect(station.count('redeemCode')).toBe(5);
  });

  it('asks no more after the deadline', async () => {
    await askForCode();
    pass(120_000);
    await enter(FAKE_CODE);
    expect(station.count('redeemCode')).toBe(0);
  });

  it('believes the backend that a code has expired', async () => {
    await askForCode();
    station.refuseNext = { redeemCode: { code: 'code_expired' } };
    await enter(FAKE_CODE);
    expect(journey.screen).toMatchObject({ name: 'code', dead: 'expired' });
  });

  it('asks for another only when it may, and starts the times anew', async () => {
    await askForCode();
    pass(29_999);
    await journey.resend();
    expect(station.count('resendCode')).toBe(0);
    pass(1);
    await journey.resend();
    expect(station.count('resendCode')).toBe(1);
    expect(journey.screen).toMatchObject({ since: 1000, resendAt: 61_000, resent: true });
  });

  it('asks for another in the language that is spoken by then', async () => {
    await askForCode();
    journey.switchLanguage();
    pass(30_000);
    await journey.resend();
    expect(station.languages).toEqual(['fa', 'en']);
  });

  it('waits as long as the limits for sends say', async () => {
    await askForCode();
    pass(30_000);
    station.refuseNext = { resendCode: { code: 'too_many_sends', retryAfterMs: 400_000 } };
    await journey.resend();
    expect(journey.screen).toMatchObject({ name: 'code', resendAt: 431_000, dead: 'no' });
  });
});

describe('a right code', () => {
  it('leads to the welcome, which asks for the hand-off once', async () => {
    await askForCode();
    await enter(FAKE_CODE);
    expect(journey.screen.name).toBe('welcome');
    await settle();
    expect(journey.screen).toMatchObject({ handOff: { url: station.handOffUrl } });
    expect(station.count('handOff')).toBe(1);
  });

  it('asks again for a hand-off that there is none of yet, while there is a link', async () => {
    const { handOffUrl, view } = station;
    station.handOffUrl = null;
    await askForCode();
    await enter(FAKE_CODE);
    await settle();
    const without = journey.screen;
    expect(without).toMatchObject({ handOff: { url: null } });
    journey.observe({ ...view, link: 'offline' });
    expect(station.count('handOff')).toBe(1);
    journey.observe(view);
    await settle();
    expect(station.count('handOff')).toBe(2);
    expect(journey.screen, 'nothing is new').toBe(without);
    station.handOffUrl = handOffUrl;
    journey.observe(view);
    await settle();
    expect(journey.screen).toMatchObject({ name: 'welcome', handOff: { url: handOffUrl } });
  });

  it('shows a welcome without a QR when the hand-off fails', async () => {
    station.handOff = () => Promise.reject(new Error('no'));
    await askForCode();
    await enter(FAKE_CODE);
    await settle();
    expect(journey.screen).toMatchObject({ name: 'welcome', handOff: { url: null } });
  });

  it('leads to the tickets while one is open, and from the last to the welcome', async () => {
    await askForCode('09120000002');
    await enter(FAKE_CODE);
    expect(journey.screen.name).toBe('tickets');
    await journey.checkIn([1]);
    await journey.checkIn([3]);
    expect(journey.screen.name).toBe('tickets');
    await journey.checkIn([2]);
    expect(journey.screen.name).toBe('welcome');
  });

  it('leads to the welcome with tickets left open, if the attendee goes on', async () => {
    await askForCode('09120000002');
    await enter(FAKE_CODE);
    journey.continueToWelcome();
    expect(journey.screen.name).toBe('welcome');
  });

  it('leads back from the welcome to the tickets that are open, and to no others', async () => {
    await askForCode('09120000002');
    await enter(FAKE_CODE);
    await journey.checkIn([2]);
    const { screen } = journey;
    journey.continueToWelcome();
    journey.backToTickets();
    expect(journey.screen).toEqual(screen);
    await settle();
    expect(journey.screen, 'the hand-off of the welcome comes too late').toEqual(screen);
    await journey.checkIn([1]);
    await journey.checkIn([3]);
    expect(journey.screen.name).toBe('welcome');
    journey.backToTickets();
    expect(journey.screen.name).toBe('welcome');
  });

  it('checks in a whole family in one act', async () => {
    await askForCode('09120000002');
    await enter(FAKE_CODE);
    await journey.checkIn([1, 2, 3]);
    expect(journey.screen.name).toBe('welcome');
    expect(station.count('checkIn')).toBe(1);
  });

  it('keeps the tickets when one is refused', async () => {
    await askForCode('09120000002');
    await enter(FAKE_CODE);
    station.refuseNext = { checkIn: { code: 'ticket_closed' } };
    await journey.checkIn([1]);
    expect(journey.screen).toMatchObject({
      name: 'tickets',
      refused: { reason: { code: 'ticket_closed' } },
    });
  });

  it('without a ticket offers the other events and takes one', async () => {
    serve(3);
    journey.leave();
    await journey.chooseEvent(EVENTS[0]!);
    await askForCode('09120000003');
    await enter(FAKE_CODE);
    expect(journey.screen).toMatchObject({
      name: 'no-ticket',
      noTicket: { otherEvents: [{ id: 2 }, { id: 3 }] },
    });
    await journey.chooseEvent(EVENTS[1]!);
    expect(journey.screen).toMatchObject({ name: 'welcome', welcome: { event: { id: 2 } } });
  });
});

describe('one thing at a time', () => {
  it('a second touch while the first is answered does nothing', async () => {
    journey.type('09120000001');
    const first = journey.sendCode();
    expect(journey.busy).toBe(true);
    const second = journey.sendCode();
    journey.type('0935');
    await Promise.all([first, second]);
    expect(station.count('sendCode')).toBe(1);
    expect(journey.screen).toMatchObject({ name: 'code', typed: '09120000001' });
    expect(journey.busy).toBe(false);
  });

  it('an answer for someone who has left changes nothing, and their session is ended', async () => {
    await askForCode();
    let answer: () => void = () => undefined;
    const real = station.redeemCode.bind(station);
    station.redeemCode = async (code) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return real(code);
    };
    const redeeming = enter(FAKE_CODE);
    await settle();
    journey.leave();
    expect(journey.busy).toBe(false);
    answer();
    await redeeming;
    await settle();
    expect(journey.screen.name).toBe('attract');
    expect(station.calls.slice(-2)).toEqual(['redeemCode', 'finish']);
  });

  it("the next attendee's first act waits for the end of the last one's session", async () => {
    await askForCode();
    let ended: () => void = () => undefined;
    station.finish = () =>
      new Promise<void>((resolve) => {
        ended = resolve;
      });
    journey.leave();
    journey.begin();
    journey.type('09120000005');
    const asking = journey.sendCode();
    await settle();
    expect(station.count('sendCode')).toBe(1);
    ended();
    await asking;
    expect(station.count('sendCode')).toBe(2);
  });
});

describe('leaving', () => {
  it('ends the session and leaves nothing of the attendee', async () => {
    journey.switchLanguage();
    await askForCode();
    await enter(FAKE_CODE);
    await settle();
    journey.callStaff();
    journey.leave();
    expect(station.count('finish')).toBe(1);
    expect(journey.language).toBe('fa');
    expect(journey.callingStaff).toBe(false);
    await settle();
    expect(journey.callingStaff, 'the answer of the call comes too late').toBe(false);
    expect(journey.untouched).toBe(true);
    const kept = JSON.stringify({ screen: journey.screen, typed: journey.typed });
    expect(kept).not.toMatch(/0912|نیلوفر|handoff/);
  });

  it('meets the next attendee in the language of the station', () => {
    journey.leave();
    journey.observe({ ...station.view, language: 'en' });
    expect(journey.language).toBe('en');
    journey.switchLanguage();
    expect(journey.untouched).toBe(false);
    journey.leave();
    expect(journey.language).toBe('en');
  });

  it('a language that someone chose is not taken back by a poll', () => {
    journey.leave();
    journey.switchLanguage();
    journey.observe(structuredClone(station.view));
    expect(journey.language).toBe('en');
  });

  it('goes back to an empty number, or to the same one to correct it', async () => {
    await askForCode();
    journey.otherNumber('09120000001');
    expect(journey.screen.name).toBe('mobile');
    expect(journey.typed).toBe('09120000001');
    await journey.sendCode();
    journey.otherNumber();
    expect(journey.typed).toBe('');
    expect(station.count('finish')).toBe(2);
  });

  it('survives a backend that cannot end the session', async () => {
    station.refuseNext = { finish: new Error('gone') };
    journey.leave();
    await settle();
    journey.begin();
    await askForCode();
    expect(journey.screen.name).toBe('code');
  });
});
