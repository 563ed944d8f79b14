import { describe, expect, it } from 'vitest';
import type { NotAMobile } from '../lib/bindings/NotAMobile';
import { Kiosk } from '../testing/kiosk';

describe('a number', () => {
  it('is typed on the keypad and grouped while it grows', async () => {
    const kiosk = await Kiosk.open();
    const seen: string[] = [];
    for (const digit of '09123456789') {
      await kiosk.keypad(digit);
      seen.push(kiosk.text('mobile'));
    }
    expect(seen.slice(3)).toEqual([
      '۰۹۱۲',
      '۰۹۱۲ ۳',
      '۰۹۱۲ ۳۴',
      '۰۹۱۲ ۳۴۵',
      '۰۹۱۲ ۳۴۵ ۶',
      '۰۹۱۲ ۳۴۵ ۶۷',
      '۰۹۱۲ ۳۴۵ ۶۷۸',
      '۰۹۱۲ ۳۴۵ ۶۷۸۹',
    ]);
  });

  it('is written from left to right, in the numerals of the language', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    expect(kiosk.see('mobile').closest('[dir]')).toHaveProperty('dir', 'ltr');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲');
    await kiosk.tap('language');
    expect(kiosk.text('mobile')).toBe('0912');
    expect(kiosk.see('mobile').closest('[dir]')).toHaveProperty('dir', 'ltr');
  });

  it('loses its last digit with the key for it, and nothing when it is empty', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('091');
    await kiosk.tap('key-back');
    expect(kiosk.text('mobile')).toBe('۰۹');
    for (let i = 0; i < 4; i += 1) await kiosk.tap('key-back');
    expect(kiosk.text('mobile')).toBe('');
  });

  it('may come from abroad', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('+4915112345678');
    expect(kiosk.text('mobile')).toBe('+۴۹ ۱۵۱ ۱۲۳ ۴۵۶۷۸');
  });

  it('is typed on a keyboard too, in any numerals, and sent with Enter', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.type('0', '9', '۱', '٢', 'x', ' ', '3', 'Backspace');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲');
    await kiosk.type(...'0000001', 'Enter');
    expect(kiosk.screen).toBe('code');
  });

  it.each(['0912 000 0001', 'موبایل: ۰۹۱۲-۰۰۰-۰۰۰۱'])('is pasted: %s', async (text) => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('55');
    await kiosk.paste(text);
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
    await kiosk.tap('send-code');
    expect(kiosk.screen).toBe('code');
  });

  it('is asked for before anything is sent', async () => {
    const kiosk = await Kiosk.open();
    expect(kiosk.isDisabled('send-code')).toBe(true);
    await kiosk.type('Enter');
    expect(kiosk.station.count('sendCode')).toBe(0);
    await kiosk.keypad('0');
    expect(kiosk.isDisabled('send-code')).toBe(false);
  });

  it('is forgotten with Escape', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.type('Escape');
    expect(kiosk.screen).toBe('attract');
    await kiosk.tap('begin');
    expect(kiosk.text('mobile')).toBe('');
  });

  it('that is half typed is still there after a look at the way with a ticket', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('09123');
    await kiosk.tap('ticket-code');
    await kiosk.type('V');
    await kiosk.tap('use-mobile');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۳');
  });

  it('that is half typed goes with whoever typed it', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('09123');
    await kiosk.tap('ticket-code');
    await kiosk.pass(90_000);
    expect(kiosk.screen).toBe('attract');
    await kiosk.tap('begin');
    expect(kiosk.text('mobile')).not.toContain('۹');
    await kiosk.tap('ticket-code');
    await kiosk.tap('use-mobile');
    expect(kiosk.text('mobile')).not.toContain('۹');
  });
});

describe('a number that is no mobile', () => {
  const WORDS: [NotAMobile, RegExp, RegExp][] = [
    ['empty', /^نخست شماره/, /^Enter your mobile number first/],
    ['character', /فقط رقم دارد/, /has digits only/],
    ['too_short', /کامل نیست.*یازده رقم.*۰۹.*خارجی با \+/, /Too short.*11 digits.*09.*abroad with \+/],
    ['too_long', /بیش از یازده رقم.*۰۹/, /Too long.*11 digits.*09/],
    ['not_mobile', /این شماره موبایل نیست.*۰۹.*خارجی با \+ یا ۰۰/, /not a mobile number.*09.*abroad with \+ or 00/],
    ['foreign', /پیش‌شماره/, /country code/],
  ];

  it.each(WORDS)("%s: is told in the attendee's words", async (why, fa, en) => {
    const kiosk = await Kiosk.open();
    kiosk.station.refuseNext = { sendCode: { code: 'not_a_mobile', why } };
    await kiosk.askForCode('0912000');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('error')).toMatch(fa);
    expect(kiosk.see('error').getAttribute('role')).toBe('alert');
    expect(document.activeElement, 'who listens hears nothing else').toBe(kiosk.see('error'));
    await kiosk.tap('language');
    expect(kiosk.text('error')).toMatch(en);
  });

  it('is kept to be corrected, and the next key takes the words away', async () => {
    const kiosk = await Kiosk.open(3);
    await kiosk.tap('event-2');
    await kiosk.askForCode('0912000000');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰');
    expect(document.body.textContent, 'the event is kept').toContain('نشست شبانه شعر و موسیقی');
    await kiosk.keypad('1');
    expect(kiosk.find('error')).toBeNull();
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
    await kiosk.tap('send-code');
    expect(kiosk.screen).toBe('code');
  });
});

describe('a number that was sent too many codes', () => {
  it('is told how long to wait, counted down, and nothing is lost', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode('09120000010');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('again-in')).toBe('زمان باقی‌مانده تا تلاش دوباره: ۷:۰۰');
    const said = kiosk.text('error');
    await kiosk.pass(2_000);
    expect(kiosk.text('again-in')).toBe('زمان باقی‌مانده تا تلاش دوباره: ۶:۵۸');
    expect(kiosk.text('error'), 'nothing new is said').toBe(said);
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰ ۰۰۱۰');
  });

  it('is told when the wait is over', async () => {
    const kiosk = await Kiosk.open();
    kiosk.station.refuseNext = { sendCode: { code: 'too_many_sends', retryAfterMs: 5_000 } };
    await kiosk.askForCode();
    await kiosk.pass(5_000);
    expect(kiosk.text('error')).toBe('اکنون می‌توانید دوباره امتحان کنید.');
    await kiosk.tap('send-code');
    expect(kiosk.screen).toBe('code');
  });
});

describe('before a number is sent', () => {
  it('everyone is told of couriers that are down', async () => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.view = { ...station.view, courier: 'down' };
    });
    expect(kiosk.text('courier')).toContain('پیامکی فرستاده نمی‌شود');
  });

  it.each(['online', 'offline'] as const)('nothing of such as work, the link %s', async (link) => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.view = { ...station.view, link };
    });
    expect(kiosk.find('courier')).toBeNull();
    await kiosk.askForCode();
    expect(kiosk.find('courier')).toBeNull();
    expect(document.body.textContent).toContain('سامانه پیامک کار می‌کند.');
  });
});
