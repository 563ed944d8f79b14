import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';
import type { TicketView } from './bindings/TicketView';

const BROUGHT: TicketView = {
  n: 4,
  holder: 'نیما اعتمادی',
  ticketType: null,
  entry: { state: 'open', last: null },
};

/** At the tickets of a family, of whom two have a code. */
async function amongTickets(): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor();
  await kiosk.scan('FAM-00204');
  await kiosk.keypad('12345');
  expect(kiosk.screen).toBe('tickets');
  return kiosk;
}

describe('a ticket of somebody who is logged in, held under the scanner,', () => {
  it('is theirs though it was cancelled since, and that stands beside it', async () => {
    const kiosk = await amongTickets();
    kiosk.station.cancelled.add(2);
    await kiosk.scan('FAM-00205');
    expect(kiosk.screen).toBe('tickets');
    expect(kiosk.find('idle')).toBeNull();
    expect(kiosk.find('check-in')?.hasAttribute('disabled')).toBe(true);
    expect(kiosk.text('entry-2')).toContain('لغو');
    await kiosk.tap('continue');
    await kiosk.scan('FAM-00205');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.find('misheld')).toBeNull();
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });

  it('is theirs to choose though the organiser brought it a moment ago', async () => {
    const kiosk = await amongTickets();
    kiosk.station.brought.set('FAM-00210', BROUGHT);
    await kiosk.scan('FAM-00210');
    expect(kiosk.see('ticket-4').getAttribute('aria-pressed')).toBe('true');
  });

  it('leads from their welcome to the tickets, though it was brought a moment ago', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn();
    expect(kiosk.screen).toBe('welcome');
    kiosk.station.brought.set('VIP-00118', { ...BROUGHT, n: 2 });
    await kiosk.scan('VIP-00118');
    expect(kiosk.screen).toBe('tickets');
    expect(kiosk.text('check-in')).toContain(BROUGHT.holder);
    expect(kiosk.station.count('sendCodeToTicket')).toBe(0);
  });

  it('says on their welcome what became of it, and leaves the way to the phone as it is', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn();
    const asked = kiosk.station.count('handOff');
    kiosk.station.cancelled.add(1);
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.find('not-let-in')).not.toBeNull();
    expect(kiosk.find('misheld')).toBeNull();
    expect(kiosk.station.count('handOff')).toBe(asked);
  });

  it('is one to choose among two, where its attendee had one', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn();
    kiosk.station.brought.set('VIP-00118', { ...BROUGHT, n: 2, holder: 'A' });
    await kiosk.scan('VIP-00118');
    expect(kiosk.find('check-in-all')).toBeNull();
    kiosk.station.brought.set('VIP-00119', { ...BROUGHT, n: 3, holder: 'B' });
    await kiosk.scan('VIP-00119');
    expect(kiosk.screen).toBe('tickets');
    expect(kiosk.see('ticket-3').getAttribute('aria-pressed')).toBe('true');
    await kiosk.tap('ticket-3');
    expect(kiosk.text('check-in')).toContain('A');
  });
});
