import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';
import { LIES_MS, TWICE_MS, UnderScanner } from './under-scanner';

const OPEN = { state: 'open', last: null } as const;

/** Reads the same until so much time has passed; meanwhile the kiosk is as it is. */
async function lies(kiosk: Kiosk, labels: string | string[], everyMs: number, forMs: number) {
  const texts = typeof labels === 'string' ? [labels] : labels;
  const begun = Date.now();
  for (let n = 0; Date.now() - begun < forMs; n += 1) {
    await kiosk.scan(texts[n % texts.length] ?? '');
    await kiosk.pass(everyMs);
  }
}

describe('a reading', () => {
  it('is new once, for as long as it is read again', () => {
    const under = new UnderScanner(LIES_MS);
    expect(under.read('TICKET-7', 0)).toBeDefined();
    for (let at = 300; at < 600_000; at += 7_000) expect(under.read('TICKET-7', at)).toBeUndefined();
    expect(under.read('TICKET-8', 600_000)).toBeDefined();
    expect(under.read('TICKET-7', 610_000)).toBeDefined();
  });

  it('of a scanner that sends a code twice is one, and another after that', () => {
    const under = new UnderScanner(TWICE_MS);
    expect(under.read('TICKET-7', 0)).toBeDefined();
    expect(under.read('TICKET-7', 300)).toBeUndefined();
    expect(under.read('TICKET-7', 300 + TWICE_MS + 1)).toBeDefined();
  });

  it('may lead on where that is said of it, once at a time', () => {
    const under = new UnderScanner(LIES_MS);
    const reading = under.read('TICKET-7', 0);
    let now = false;
    if (reading !== undefined) reading.leadsOn = () => now;
    expect(under.read('TICKET-7', 1_000)).toBeUndefined();
    now = true;
    expect(under.read('TICKET-7', 2_000)).toBe(reading);
    expect(under.read('TICKET-7', 3_000)).toBeUndefined();
  });
});

describe('a label that nobody takes away', () => {
  describe.each([1_000, 4_000])('and that is read every %d ms', (everyMs) => {
    it.each(['NOBODY-1', '7000-1', '☃☃☃☃☃☃☃☃'])('stops nobody, and is asked about once: %s', async (label) => {
      const kiosk = await Kiosk.atTheDoor();
      await lies(kiosk, label, everyMs, 20_000);
      expect(kiosk.screen, 'whoever held it there reads what it is').toBe('ticket-code');
      expect(kiosk.find('error')).not.toBeNull();
      await lies(kiosk, label, everyMs, 90_000);
      expect(kiosk.screen).toBe('attract');
      await kiosk.tap('begin');
      for (const digit of '09120000001') {
        await kiosk.keypad(digit);
        await kiosk.scan(label);
      }
      await kiosk.tap('send-code');
      await lies(kiosk, label, everyMs, 5_000);
      expect(kiosk.text('sent-to')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
      for (const digit of '12345') {
        await kiosk.keypad(digit);
        await kiosk.scan(label);
      }
      expect(kiosk.screen).toBe('welcome');
      expect(kiosk.find('misheld')).toBeNull();
      await lies(kiosk, label, everyMs, 60_000);
      expect(kiosk.screen).toBe('attract');
      expect(kiosk.station.count('sendCodeToTicket')).toBe(label.startsWith('☃') ? 0 : 1);
    });
  });

  it('asks nobody again who has said that they are there', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn('09120000002');
    await kiosk.scan('NOBODY-1');
    await kiosk.tap('more-time');
    await lies(kiosk, 'NOBODY-1', 3_000, 40_000);
    expect(kiosk.find('idle')).toBeNull();
    expect(kiosk.screen).toBe('tickets');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(0);
  });

  it('stops nobody beside another one', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await lies(kiosk, ['NOBODY-1', 'NOBODY-2'], 3_000, 180_000);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(2);
  });

  it('does no more on the number where somebody types by a keyboard', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.scan('7000-1');
    await kiosk.tap('use-mobile');
    for (const digit of '0912000') {
      await kiosk.type(digit);
      await kiosk.scan('7000-1');
    }
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰');
  });
});

describe('a ticket that its attendee has left there', () => {
  it.each([1_000, 4_000])('and that is read every %d ms sends nobody another code', async (everyMs) => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    await kiosk.keypad('12345');
    await lies(kiosk, 'VIP-00117', everyMs, 110_000);
    expect(kiosk.screen).toBe('attract');
    await kiosk.tap('begin');
    await lies(kiosk, 'VIP-00117', everyMs, 10_000);
    expect(kiosk.screen, 'the next one types').toBe('mobile');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    await kiosk.pass(15_000);
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen, 'it was taken away and is held there again').toBe('code');
  });

  it('gives nobody another one when theirs is over', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await lies(kiosk, 'VIP-00117', 4_000, 300_000);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });

  it('holds up nobody who wants another number', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    await kiosk.tap('other-number');
    await lies(kiosk, 'VIP-00117', 1_000, 5_000);
    expect(kiosk.screen).toBe('mobile');
  });

  it('says why nothing comes of it to whoever holds it there again', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    for (const way of ['mobile', 'ticket-code']) {
      await kiosk.tap(way === 'mobile' ? 'other-number' : 'ticket-code');
      await kiosk.pass(3_000);
      expect(kiosk.find('misheld')).toBeNull();
      await kiosk.scan('VIP-00117');
      expect(kiosk.screen).toBe(way);
      expect(kiosk.text('misheld')).toContain('ده ثانیه');
    }
    await kiosk.pass(LIES_MS + 1);
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
  });

  it.each([
    [1, 'back'],
    [3, 'other-event'],
  ])('says so on the first screen too, of %d events, until a quiet minute is over', async (events, back) => {
    const kiosk = await Kiosk.atTheDoor(events);
    const first = kiosk.screen;
    await kiosk.scan('VIP-00117');
    await kiosk.tap('other-number');
    await kiosk.tap(back);
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe(first);
    expect(kiosk.text('misheld')).toContain('ده ثانیه');
    await kiosk.pass(61_000);
    expect(kiosk.find('misheld')).toBeNull();
    expect(kiosk.find('idle')).toBeNull();
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });

  it('says nothing on the first screen to whoever leaves it there when they have done', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    await kiosk.keypad('12345');
    await lies(kiosk, 'VIP-00117', 4_000, 8_000);
    await kiosk.tap('done');
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.find('misheld')).toBeNull();
  });

  it('says nothing to whoever has typed since, nor of what is no ticket at all', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    await kiosk.tap('other-number');
    await kiosk.keypad('0');
    await kiosk.scan('VIP-00117');
    expect(kiosk.find('misheld')).toBeNull();
    await kiosk.scan('NOBODY-1');
    expect(kiosk.text('misheld')).toContain('بلیت شناخته‌شده‌ای نیست');
    await kiosk.tap('language');
    await kiosk.scan('NOBODY-1');
    expect(kiosk.text('misheld')).toContain('is not a ticket that we know');
  });

  it('says nothing to the next one', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    await kiosk.keypad('12345');
    await lies(kiosk, 'VIP-00117', 4_000, 8_000);
    await kiosk.tap('done');
    await kiosk.scan('VIP-00117');
    await kiosk.tap('begin');
    await lies(kiosk, 'VIP-00117', 1_000, 5_000);
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.find('misheld')).toBeNull();
  });

  it('is no ticket of the next one, who is logged in meanwhile', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('FAM-00204');
    await kiosk.keypad('12345');
    await kiosk.scan('FAM-00205');
    await kiosk.tap('check-in-all');
    await kiosk.tap('done');
    await lies(kiosk, 'FAM-00205', 4_000, 8_000);
    await kiosk.tap('begin');
    await kiosk.logIn();
    kiosk.station.brought.set('VIP-00118', { n: 2, holder: 'A', ticketType: null, entry: OPEN });
    await kiosk.scan('VIP-00118');
    expect(kiosk.screen).toBe('tickets');
    await lies(kiosk, 'FAM-00205', 4_000, 16_000);
    expect(kiosk.find('idle')).toBeNull();
    await kiosk.tap('continue');
    await lies(kiosk, 'FAM-00205', 4_000, 8_000);
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });

  it('is none that came while staff were here', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await lies(kiosk, 'NOBODY-1', 4_000, 110_000);
    expect(kiosk.screen).toBe('attract');
    await kiosk.enterAsStaff();
    await lies(kiosk, 'NOBODY-1', 4_000, 20_000);
    await kiosk.tap('leave-duty');
    await lies(kiosk, 'NOBODY-1', 4_000, 8_000);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });

  it('is chosen again where a refusal has emptied what was', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('FAM-00204');
    await kiosk.keypad('12345');
    await kiosk.scan('FAM-00205');
    kiosk.station.refuseNext = { checkIn: { code: 'ticket_closed' } };
    await kiosk.tap('check-in');
    expect(kiosk.see('ticket-2').getAttribute('aria-pressed')).toBe('false');
    await kiosk.scan('FAM-00205');
    expect(kiosk.see('ticket-2').getAttribute('aria-pressed')).toBe('true');
  });
});

describe('a ticket that could lead nowhere when it was held there', () => {
  it('leads to its code when the one before has gone, wherever it lay meanwhile', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn('09120000002');
    await lies(kiosk, 'VIP-00117', 1_000, 25_000);
    expect(kiosk.screen).toBe('code');
    expect(kiosk.text('sent-to')).toBe('۰۹•• ••• ••۰۱');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });

  it('leads to its code when the notice is closed under which it was held there', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.tap('help');
    await kiosk.scan('VIP-00117');
    await kiosk.tap('more-time');
    await kiosk.tap('close');
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
  });

  it('is looked up when the station doesn’t pause any more, and not before', async () => {
    const kiosk = await Kiosk.atTheDoor();
    const paused = { code: 'station_paused', retryAfterMs: 30_000 } as const;
    kiosk.station.refuseNext = { sendCodeToTicket: paused };
    await lies(kiosk, 'VIP-00117', 1_000, 28_000);
    expect(kiosk.screen).toBe('trouble');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    await lies(kiosk, 'VIP-00117', 1_000, 4_000);
    expect(kiosk.screen).toBe('code');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(2);
  });

  it('is sent its code when that may be, to whoever waited for it', async () => {
    const kiosk = await Kiosk.atTheDoor();
    const sent = { code: 'too_many_sends', retryAfterMs: 12_000 } as const;
    kiosk.station.refuseNext = { sendCodeToTicket: sent };
    await lies(kiosk, 'VIP-00117', 4_000, 10_000);
    expect(kiosk.screen).toBe('ticket-code');
    expect(kiosk.find('misheld'), 'what it waits for is said').toBeNull();
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    await kiosk.pass(3_000);
    expect(kiosk.text('error')).toContain('اکنون می‌توانید');
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
  });

  it.each(['too_many_sends', 'station_busy'] as const)(
    'holds up nobody who doesn’t wait for its code: %s',
    async (code) => {
      const kiosk = await Kiosk.atTheDoor();
      kiosk.station.refuseNext = { sendCodeToTicket: { code, retryAfterMs: 12_000 } };
      await kiosk.scan('VIP-00117');
      await kiosk.tap('use-mobile');
      for (const digit of '0912000') {
        await kiosk.keypad(digit);
        await kiosk.scan('VIP-00117');
        await kiosk.pass(2_000);
      }
      expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰');
      expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    },
  );

  it('is looked up by whoever begins again after a fault', async () => {
    const kiosk = await Kiosk.atTheDoor();
    kiosk.station.refuseNext = { sendCodeToTicket: new Error('gone') };
    await kiosk.scan('VIP-00117');
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('trouble');
    await kiosk.tap('start-over');
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
  });

  it('is a number where that is asked for', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('09120000001');
    expect(kiosk.find('error'), 'no ticket').not.toBeNull();
    await kiosk.tap('use-mobile');
    await kiosk.scan('09120000001');
    expect(kiosk.screen).toBe('code');
    await kiosk.scan('09120000001');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });
});
