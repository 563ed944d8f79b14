import { fireEvent } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';
import type { UiError } from './bindings/UiError';

describe('a ticket under the scanner', () => {
  it.each(['Enter', 'Tab', 'CR LF', 'nothing'] as const)('on the attract screen, ending with %s', async (end) => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117', end);
    expect(kiosk.station.ticketCodes).toEqual(['VIP-00117']);
    expect(kiosk.screen).toBe('code');
    expect(kiosk.text('sent-to')).toBe('۰۹•• ••• ••۰۱');
    expect(kiosk.find('correct-number'), 'nobody typed it').toBeNull();
    await kiosk.keypad('12345');
    expect(kiosk.screen).toBe('welcome');
  });

  it('on the events, the number and its own screen', async () => {
    const several = await Kiosk.open(3);
    await several.scan('VIP-00117');
    expect(several.screen).toBe('code');
  });

  it('that is nobody’s is said so where a number is asked for and nothing of it typed', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.scan('7000-UNKNOWN');
    expect(kiosk.screen).toBe('ticket-code');
    expect(kiosk.text('error')).toContain('با این کد بلیتی پیدا نشد');
    expect(kiosk.text('ticket-code-field')).toBe('');
    await kiosk.tap('use-mobile');
    expect(kiosk.screen).toBe('mobile');
  });

  it.each(['7000-UNKNOWN', 'NOBODY-1', '☃☃☃☃☃☃☃☃'])(
    'that is nobody’s leaves what was typed on the number as it was: %s',
    async (label) => {
      const kiosk = await Kiosk.open();
      await kiosk.keypad('0912');
      await kiosk.scan(label);
      expect(kiosk.screen).toBe('mobile');
      expect(kiosk.text('mobile')).toBe('۰۹۱۲');
      expect(kiosk.text('misheld')).toContain('بلیت شناخته‌شده‌ای نیست');
      await kiosk.pass(3_000);
      await kiosk.scan(label);
      const said = kiosk.see('misheld');
      expect(said.textContent, 'it stays said').toContain('بلیت شناخته‌شده‌ای نیست');
      await kiosk.pass(11_000);
      await kiosk.scan(label);
      expect(kiosk.text('misheld')).toContain('بلیت شناخته‌شده‌ای نیست');
      expect(kiosk.see('misheld'), 'of what is held there again it is said anew').not.toBe(said);
      await kiosk.keypad('0000001');
      expect(kiosk.find('misheld'), 'whoever goes on has read it').toBeNull();
      await kiosk.tap('send-code');
      expect(kiosk.text('sent-to')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
    },
  );

  it('that is nobody’s hides nothing of what comes of the number', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.scan('NOBODY-1');
    expect(kiosk.find('misheld')).not.toBeNull();
    await kiosk.tap('send-code');
    expect(kiosk.find('misheld')).toBeNull();
    expect(kiosk.find('error')).not.toBeNull();
  });

  it('that is nobody’s takes back nothing that was said of the number', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.tap('send-code');
    const said = kiosk.text('error');
    await kiosk.scan('NOBODY-1');
    await kiosk.keypad('0');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰');
    expect(kiosk.find('error')).toBeNull();
    await kiosk.tap('send-code');
    await kiosk.scan('NOBODY-1');
    expect(kiosk.text('error')).toBe(said);
  });

  it('that is somebody’s leads from a number that was begun to its code', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
    expect(kiosk.text('sent-to')).toBe('۰۹•• ••• ••۰۱');
  });

  it('leaves none of its letters beside those that somebody typed', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('ticket-code');
    await kiosk.type('A', 'B');
    await kiosk.scan('NOBODY-1');
    expect(kiosk.text('error')).toContain('با این کد بلیتی پیدا نشد');
    expect(kiosk.text('ticket-code-field')).toBe('AB');
  });

  it.each([100, 3_000])('unknown, and sent again after %d ms: that stays said', async (ms) => {
    const kiosk = await Kiosk.open();
    await kiosk.scan('NOBODY-1');
    await kiosk.pass(ms);
    await kiosk.scan('NOBODY-1');
    expect(kiosk.station.count('sendCodeToTicket'), 'it is one that leads nowhere').toBe(1);
    expect(kiosk.screen).toBe('ticket-code');
    expect(kiosk.text('error')).toContain('با این کد بلیتی پیدا نشد');
    expect(kiosk.text('ticket-code-field')).toBe('');
  });

  it('spends no try of the code that is awaited, though it begins with five digits', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    await kiosk.keypad('12');
    await kiosk.scan('98765-A');
    expect(kiosk.station.count('redeemCode')).toBe(0);
    expect(kiosk.station.ticketCodes).toEqual(['98765-A']);
  });

  it('spends no try either when its first digit is the fifth', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    await kiosk.keypad('1234');
    await kiosk.scan('77777777');
    expect(kiosk.station.count('redeemCode')).toBe(0);
    expect(kiosk.station.ticketCodes).toEqual(['77777777']);
  });

  it('leaves Space to the button that has the focus', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    const key = kiosk.see('key-3');
    key.focus();
    const space = { key: ' ', code: 'Space', bubbles: true, cancelable: true };
    const pressed = new KeyboardEvent('keydown', space);
    key.dispatchEvent(pressed);
    expect(pressed.defaultPrevented).toBe(false);
  });

  it('chooses nobody among the tickets', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn('09120000002');
    await kiosk.scan('2468135');
    const chosen = document.querySelectorAll('[data-testid^="ticket-"][aria-pressed="true"]');
    expect(chosen).toHaveLength(0);
  });

  it.each(['T-1', 'FAM-1'])('is one though it is short: %s', async (code) => {
    const kiosk = await Kiosk.open();
    await kiosk.scan(code, 'Enter');
    expect(kiosk.station.ticketCodes).toEqual([code]);
  });

  it('begins anew where the one before has been welcomed', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn('09120000001');
    expect(kiosk.screen).toBe('welcome');
    await kiosk.scan('FAM-00204');
    expect(kiosk.screen).toBe('code');
    expect(kiosk.text('sent-to')).toBe('۰۹•• ••• ••۰۲');
  });

  it('goes on where nothing went on, as whoever stands there wants to read it', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('language');
    await kiosk.tap('display-options');
    await kiosk.tap('text-largest');
    await kiosk.askForCode('09120000009');
    expect(kiosk.screen).toBe('trouble');
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
    expect(kiosk.station.languages.at(-1), 'the SMS is for them too').toBe('en');
    expect(document.body.lang).toBe('en');
    expect(document.documentElement.dataset['text']).toBe('largest');
  });

  it('is taken once when it is sent twice', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    await kiosk.scan('VIP-00117');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });

  it.each([100, 5_000, 40_000])('held there again after %d ms disturbs nothing', async (ms) => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    await kiosk.keypad('12');
    await kiosk.pass(ms);
    await kiosk.scan('VIP-00117', 'CR LF');
    expect(kiosk.screen).toBe('code');
    expect(kiosk.text('code')).toBe('۱۲');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    await kiosk.keypad('345');
    expect(kiosk.screen).toBe('welcome');
    await kiosk.pass(5_000);
    await kiosk.scan('VIP-00117', 'CR LF');
    expect(kiosk.screen, 'their welcome stays').toBe('welcome');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
  });

  it('held there again when its code is over leads to another', async () => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.expiresInMs = 30_000;
    });
    await kiosk.scan('VIP-00117');
    await kiosk.pass(31_000);
    await kiosk.scan('VIP-00117');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(2);
    expect(kiosk.screen).toBe('code');
  });

  it('is another one where somebody else has come in between', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('FAM-00204');
    await kiosk.tap('other-number');
    await kiosk.logIn('09120000001');
    expect(kiosk.screen).toBe('welcome');
    await kiosk.pass(12_000);
    await kiosk.scan('FAM-00204');
    expect(kiosk.screen).toBe('code');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(2);
  });

  it('that can be no code is said so, and the next one works', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('☃☃☃☃☃☃☃☃');
    expect(kiosk.screen).toBe('ticket-code');
    expect(kiosk.text('error')).toContain('خوانده نشد');
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
  });

  it.each(['☃☃☃☃☃☃☃☃', 'NOBODY-1'])(
    'that is nobody’s takes nobody from the code that they await: %s',
    async (label) => {
      const kiosk = await Kiosk.open();
      await kiosk.askForCode();
      await kiosk.keypad('12');
      await kiosk.scan(label);
      expect(kiosk.screen).toBe('code');
      expect(kiosk.text('code')).toBe('۱۲');
      expect(kiosk.text('misheld')).toContain('بلیت شناخته‌شده‌ای نیست');
      await kiosk.keypad('3');
      expect(kiosk.find('misheld'), 'whoever goes on has read it').toBeNull();
      await kiosk.keypad('45');
      expect(kiosk.screen).toBe('welcome');
    },
  );

  it('that is nobody’s hides from nobody that their code is over', async () => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.expiresInMs = 20_000;
    });
    await kiosk.askForCode();
    await kiosk.pass(15_000);
    await kiosk.scan('NOBODY-1');
    expect(kiosk.find('misheld')).not.toBeNull();
    await kiosk.pass(5_000);
    expect(kiosk.text('error')).toBe('زمان این کد تمام شد. یک کد تازه بگیرید.');
    expect(kiosk.find('misheld')).toBeNull();
  });

  it.each(['☃☃☃☃☃☃☃☃', 'NOBODY-1'])(
    'that is nobody’s hides from nobody that their code is spent: %s',
    async (label) => {
      const kiosk = await Kiosk.open();
      await kiosk.askForCode();
      for (let i = 0; i < 5; i += 1) await kiosk.keypad('00000');
      const said = kiosk.text('error');
      await kiosk.scan(label);
      expect(kiosk.text('error')).toBe(said);
      expect(kiosk.find('misheld')).toBeNull();
    },
  );

  it.each(['☃☃☃☃☃☃☃☃', 'NOBODY-1'])(
    'that is nobody’s takes nobody from the events that their number has tickets for: %s',
    async (label) => {
      const kiosk = await Kiosk.open(3);
      await kiosk.tap('event-1');
      await kiosk.logIn('09120000003');
      await kiosk.scan(label);
      expect(kiosk.screen).toBe('no-ticket');
      expect(kiosk.text('misheld')).toContain('بلیت شناخته‌شده‌ای نیست');
      await kiosk.tap('event-2');
      expect(kiosk.screen).toBe('welcome');
    },
  );

  it.each(['☃☃☃☃☃☃☃☃', 'NOBODY-1'])(
    'that is nobody’s takes nobody from their welcome, nor keeps it: %s',
    async (label) => {
      const kiosk = await Kiosk.open();
      await kiosk.tap('language');
      await kiosk.logIn();
      await kiosk.pass(10_000);
      await kiosk.scan(label);
      expect(kiosk.screen).toBe('welcome');
      expect(kiosk.text('attendee-name')).toBe('نیلوفر رستگار');
      expect(kiosk.text('misheld')).toContain('is not a ticket that we know');
      expect(kiosk.station.count('finish')).toBe(0);
      await kiosk.tap('change-mobile');
      await kiosk.tap('keep-mobile');
      expect(kiosk.find('misheld'), 'whoever goes on has read it').toBeNull();
      await kiosk.pass(35_000);
      await kiosk.scan(label);
      await kiosk.pass(5_000);
      expect(kiosk.screen, 'it says of nobody that they are there').toBe('attract');
    },
  );

  it('is met in the language and the display of the station, whoever was welcomed before', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('language');
    await kiosk.tap('display-options');
    await kiosk.tap('text-largest');
    await kiosk.logIn();
    await kiosk.scan('FAM-00204');
    expect(kiosk.screen).toBe('code');
    expect(document.body.lang).toBe('fa');
    expect(document.documentElement.dataset['text']).toBe('normal');
    expect(kiosk.station.languages).toEqual(['en', 'fa']);
    expect(kiosk.station.count('finish'), 'nothing ends the session that has just begun').toBe(0);
    await kiosk.keypad('12345');
    expect(kiosk.screen).toBe('tickets');
  });

  it('that is another’s ends the welcome of the one before, though their number is locked', async () => {
    const kiosk = await Kiosk.open(3);
    await kiosk.tap('event-2');
    await kiosk.tap('language');
    await kiosk.logIn();
    kiosk.station.refuseNext = { sendCodeToTicket: { code: 'locked', retryAfterMs: 900_000 } };
    await kiosk.scan('FAM-00204');
    expect(kiosk.screen).toBe('trouble');
    expect(document.body.lang).toBe('fa');
    await kiosk.tap('other-number');
    expect(kiosk.screen, 'the event was not theirs').toBe('events');
  });

  const PAUSED = { code: 'station_paused', retryAfterMs: 30_000 } as const;
  const NOT_LOOKED_UP: [string, UiError | Error, RegExp, RegExp][] = [
    ['station_paused', PAUSED, /^کمی صبر کنید\. این دستگاه/, /^One moment, please\. This kiosk is pausing/],
    ['staff_needed', { code: 'staff_needed' }, /یکی از همکاران ما باید قفل/, /A member of staff has to/],
    ['station_fault', { code: 'station_fault', reference: 'A7-3F21' }, /^مشکلی پیش آمد/, /went wrong/],
    ['no answer', new Error('gone'), /^مشکلی پیش آمد/, /went wrong/],
  ];

  it.each(NOT_LOOKED_UP)(
    'that no one looks up takes nobody from their code, and is called nobody’s by no one: %s',
    async (what, reason, fa, en) => {
      const kiosk = await Kiosk.open();
      await kiosk.askForCode();
      await kiosk.keypad('12');
      kiosk.station.refuseNext = { sendCodeToTicket: reason };
      await kiosk.scan('VIP-00117');
      expect(kiosk.screen).toBe('code');
      expect(kiosk.text('code')).toBe('۱۲');
      expect(kiosk.text('misheld')).toMatch(fa);
      const reference = kiosk.find('reference')?.textContent;
      expect(reference).toBe(what === 'station_fault' ? 'شماره پیگیری: A7-3F21' : undefined);
      await kiosk.tap('language');
      expect(kiosk.text('misheld')).toMatch(en);
    },
  );

  it('that no one looks up while the station pauses: their code waits for it too', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    kiosk.station.refuseNext = { sendCodeToTicket: PAUSED, redeemCode: PAUSED };
    await kiosk.scan('VIP-00117');
    await kiosk.keypad('12345');
    expect(kiosk.screen).toBe('trouble');
    expect(kiosk.see('error').dataset['trouble']).toBe('station_paused');
  });

  it('that no one looks up says so beside a code that is spent', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    for (let i = 0; i < 5; i += 1) await kiosk.keypad('00000');
    kiosk.station.refuseNext = { sendCodeToTicket: PAUSED };
    await kiosk.scan('VIP-00117');
    expect(kiosk.find('error')).not.toBeNull();
    expect(kiosk.text('misheld')).toContain('کمی صبر کنید');
  });

  it('that no one looks up takes nobody from the events that they may choose', async () => {
    const kiosk = await Kiosk.open(3);
    await kiosk.tap('event-1');
    await kiosk.logIn('09120000003');
    kiosk.station.refuseNext = { sendCodeToTicket: PAUSED };
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('no-ticket');
    expect(kiosk.text('misheld')).toContain('کمی صبر کنید');
  });

  it('that is another’s is seen to begin for them, and read from its title on', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    const before = kiosk.see('sent-to');
    kiosk.see('other-number').focus();
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
    expect(kiosk.see('sent-to'), 'another screen').not.toBe(before);
    expect(document.activeElement?.localName).toBe('h1');
  });

  it('that is another’s begins for them, though their number is locked', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    kiosk.station.refuseNext = { sendCodeToTicket: { code: 'locked', retryAfterMs: 900_000 } };
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('trouble');
  });

  it('presses no button, whatever has the focus', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn('09120000002');
    expect(kiosk.screen).toBe('tickets');
    kiosk.see('continue').focus();
    await kiosk.scan('FAM-00204');
    expect(kiosk.screen).toBe('tickets');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(0);
    expect(kiosk.station.count('checkIn')).toBe(0);
  });

  it('is kept by nothing when its attendee has left', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    await kiosk.tap('other-number');
    await kiosk.tap('back');
    expect(kiosk.everything).not.toContain('VIP-00117');
    await kiosk.pass(12_000);
    await kiosk.scan('VIP-00117');
    expect(kiosk.station.count('sendCodeToTicket'), 'the next attendee may scan the same').toBe(2);
  });

  it('is no touch that anybody under a notice has made', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode('09120000009');
    await kiosk.tap('call-staff');
    await kiosk.scan('VIP-00117');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(0);
    expect(kiosk.find('staff-called')).not.toBeNull();
  });
});

describe('a number that comes as fast as a scan', () => {
  it.each(['09120000001', '+989120000001', '00989120000001'])('is a number: %s', async (mobile) => {
    const kiosk = await Kiosk.open();
    await kiosk.scan(mobile, 'nothing');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(0);
    expect(kiosk.text('mobile').replace(/\s/g, '')).toHaveLength(mobile.length);
  });

  it.each(['0012345678', '00117', '0012025550143'])('is a ticket: %s', async (code) => {
    const kiosk = await Kiosk.open();
    await kiosk.scan(code);
    expect(kiosk.station.ticketCodes).toEqual([code]);
    expect(kiosk.station.count('sendCode')).toBe(0);
  });

  it('may be begun by hand, and is sent by its Enter', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.scan('0000001');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(0);
    expect(kiosk.screen).toBe('code');
    expect(kiosk.text('sent-to')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
  });

  it('is a ticket where no number is asked for', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('09120000001');
    expect(kiosk.station.ticketCodes).toEqual(['09120000001']);
  });
});

describe('a search', () => {
  it('takes the letters of a person in the field, and gives the scan away', async () => {
    const kiosk = await Kiosk.open(8);
    await kiosk.tap('search');
    kiosk.see('search').focus();
    await fireEvent.input(kiosk.see('search'), { target: { value: 'r' } });
    await kiosk.scan('NOBODY-1');
    expect(kiosk.screen).toBe('ticket-code');
    await kiosk.tap('use-mobile');
    expect(kiosk.screen).toBe('events');
  });
});
