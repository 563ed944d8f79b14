import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

describe('a ticket under the scanner of somebody who is logged in', () => {
  it('asks at once whether the one before is there, and doesn’t keep their tickets alive', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn('09120000002');
    await kiosk.pass(10_000);
    await kiosk.scan('VIP-00117');
    expect(kiosk.find('idle')).not.toBeNull();
    await kiosk.pass(10_000);
    await kiosk.scan('VIP-00117');
    await kiosk.pass(10_000);
    expect(kiosk.screen).toBe('attract');
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
  });

  it.each(['FAM-00204', '☃☃☃☃☃☃☃☃'])(
    'asks whoever changes their number, who may go on: %s',
    async (label) => {
      const kiosk = await Kiosk.open();
      await kiosk.logIn();
      await kiosk.tap('change-mobile');
      await kiosk.keypad('0935');
      await kiosk.scan(label);
      await kiosk.tap('more-time');
      expect(kiosk.screen).toBe('change-mobile');
      expect(kiosk.text('mobile')).toBe('۰۹۳۵');
      expect(kiosk.station.count('sendCodeToTicket')).toBe(0);
    },
  );

  const LEFT_ON: [string, string, number, (kiosk: Kiosk) => Promise<void>][] = [
    ['the tickets', 'FAM-00204', 60_000, () => Promise.resolve()],
    ['the welcome', 'VIP-00117', 0, () => Promise.resolve()],
    ['the change of mobile', 'VIP-00117', 60_000, (kiosk) => kiosk.tap('change-mobile')],
  ];

  // What comes again within two seconds is one scan, and no more a touch than another one.
  describe.each([1_000, 4_000])('left there by its attendee, and read every %d ms,', (everyMs) => {
    it.each(LEFT_ON)('asks nobody and gives no time on %s', async (_, code, asksIn, go) => {
      const kiosk = await Kiosk.atTheDoor();
      await kiosk.scan(code);
      await kiosk.keypad('12345');
      await go(kiosk);
      const begun = Date.now();
      const { screen } = kiosk;
      // The welcome asks nobody, and counts down from the start.
      const leaves = asksIn === 0 ? 40_000 : asksIn + 20_000;
      while (Date.now() - begun < leaves - 2 * everyMs) {
        await kiosk.pass(everyMs);
        await kiosk.scan(code, 'CR LF');
        const past = Date.now() - begun;
        const asked = kiosk.find('idle') !== null;
        if (past < asksIn) expect(asked, 'they are there').toBe(false);
        if (past > asksIn + 250) expect(asked).toBe(asksIn > 0);
        expect(kiosk.screen).toBe(screen);
      }
      await kiosk.pass(begun + leaves + 250 - Date.now());
      expect(kiosk.screen).toBe('attract');
      expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    });
  });

  it('is theirs to choose where it is one of their own, once, and asks nobody', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('FAM-00204');
    await kiosk.keypad('12345');
    expect(kiosk.screen).toBe('tickets');
    await kiosk.pass(50_000);
    await kiosk.scan('FAM-00205');
    expect(kiosk.find('idle')).toBeNull();
    expect(kiosk.see('ticket-2').getAttribute('aria-pressed')).toBe('true');
    expect(kiosk.see('ticket-1').getAttribute('aria-pressed')).toBe('false');
    await kiosk.tap('check-in');
    await kiosk.tap('continue');
    expect(kiosk.screen).toBe('welcome');
    // Held there once more, it neither sends a code nor takes anybody from their welcome.
    await kiosk.scan('FAM-00205');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });

  it('leads from their welcome back to the tickets, where theirs is still open', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('FAM-00204');
    await kiosk.keypad('12345');
    await kiosk.tap('continue');
    expect(kiosk.screen).toBe('welcome');
    await kiosk.scan('FAM-00205');
    expect(kiosk.screen).toBe('tickets');
    expect(kiosk.see('ticket-2').getAttribute('aria-pressed')).toBe('true');
  });

  it('that is left there ends no login that a fault has met', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('FAM-00204');
    await kiosk.keypad('12345');
    kiosk.station.refuseNext = { checkIn: new Error('lost') };
    await kiosk.tap('check-in-all');
    expect(kiosk.screen).toBe('trouble');
    for (const code of ['FAM-00204', 'FAM-00205']) {
      await kiosk.scan(code);
      await kiosk.pass(3_000);
    }
    expect(kiosk.station.count('finish')).toBe(0);
    await kiosk.tap('start-over');
    expect(kiosk.screen).toBe('tickets');
  });

  it('keeps nobody’s tickets alive where one of their own is left there', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('FAM-00204');
    await kiosk.keypad('12345');
    for (let held = 0; held < 18; held += 1) {
      await kiosk.scan('FAM-00205');
      await kiosk.pass(4_000);
    }
    expect(kiosk.find('idle')).not.toBeNull();
  });

  it('takes nobody’s time who has touched something or typed', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('FAM-00204');
    await kiosk.keypad('12345');
    await kiosk.pass(50_000);
    await kiosk.tap('ticket-1');
    await kiosk.scan('FAM-00204');
    await kiosk.pass(50_000);
    expect(kiosk.find('idle')).toBeNull();
    await kiosk.type('2');
    await kiosk.scan('FAM-00204');
    await kiosk.pass(50_000);
    expect(kiosk.find('idle')).toBeNull();
    await kiosk.pass(10_000);
    expect(kiosk.find('idle')).not.toBeNull();
  });
});
