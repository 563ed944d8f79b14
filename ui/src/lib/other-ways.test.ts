import { beforeEach, describe, expect, it } from 'vitest';
import { askForCode, beginAnew, enter, journey, settle, station } from '../testing/walk';
import { FAKE_CODE } from './fake-station';

beforeEach(beginAnew);

describe('a ticket', () => {
  it('leads to the code, with the number masked and none to correct', async () => {
    await journey.sendCodeToTicket('VIP-00117');
    expect(journey.screen).toMatchObject({
      name: 'code',
      typed: undefined,
      sent: { mobile: '09•• ••• ••01' },
    });
    await enter(FAKE_CODE);
    expect(journey.screen.name).toBe('welcome');
  });

  it('is taken where it may be the next one’s or answers a question, and nowhere else', async () => {
    journey.leave();
    for (const begin of [() => undefined, () => journey.begin(), () => journey.useTicket()]) {
      begin();
      await journey.sendCodeToTicket('VIP-00117');
      expect(journey.screen.name).toBe('code');
      journey.leave();
    }
    journey.begin();
    await askForCode();
    await journey.sendCodeToTicket('VIP-00117');
    expect(journey.screen).toMatchObject({ name: 'code', typed: undefined });
    await enter(FAKE_CODE);
    expect(journey.screen.name).toBe('welcome');
    await journey.sendCodeToTicket('FAM-00204');
    await enter(FAKE_CODE);
    expect(journey.screen.name).toBe('tickets');
    const before = station.count('sendCodeToTicket');
    await journey.sendCodeToTicket('VIP-00117');
    expect(journey.screen.name).toBe('tickets');
    expect(station.count('sendCodeToTicket')).toBe(before);
  });

  it('that nobody knows is said where it can be typed, and kept to be corrected', async () => {
    journey.useTicket();
    journey.type('VIP-0011');
    await journey.sendCodeToTicket(journey.typed);
    expect(journey.screen).toMatchObject({
      name: 'ticket-code',
      event: { id: 1 },
      refused: { reason: { code: 'unknown_ticket' } },
    });
    expect(journey.typed).toBe('VIP-0011');
    journey.type('VIP-00117');
    expect(journey.screen).not.toHaveProperty('refused');
    journey.otherNumber();
    expect(journey.screen).toMatchObject({ name: 'mobile', event: { id: 1 } });
  });
});

describe('calling staff', () => {
  it('shows at once, and says it when they have been told', async () => {
    journey.callStaff();
    journey.callStaff();
    expect(journey.callingStaff).toBe('asking');
    await settle();
    expect(journey.callingStaff).toBe('told');
    expect(station.count('callStaff')).toBe(1);
  });

  it('is shown as well where nobody can be told', async () => {
    station.refuseNext = { callStaff: new Error('no room') };
    journey.callStaff();
    await settle();
    expect(journey.callingStaff).toBe('asking');
  });
});
