import { cleanup } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { firstEvent } from '../lib/fake-events';
import { Kiosk } from '../testing/kiosk';

/** In the morning of the event. */
const MORNING = '2026-11-26T11:00:00+03:30';

async function welcomed(mobile = '09120000001', handOffUrl?: null, at = MORNING, offMs = 0): Promise<Kiosk> {
  const kiosk = await Kiosk.open(1, (station) => {
    if (handOffUrl === null) station.handOffUrl = null;
    if (offMs !== 0) station.view = { ...station.view, clockOffMs: offMs };
    vi.setSystemTime(Date.parse(at) + offMs);
  });
  await kiosk.logIn(mobile);
  expect(kiosk.screen).toBe('welcome');
  return kiosk;
}

/** Three tickets, none of them checked in. */
async function withTickets(): Promise<Kiosk> {
  const kiosk = await Kiosk.open();
  await kiosk.logIn('09120000002');
  await kiosk.tap('continue');
  expect(kiosk.screen).toBe('welcome');
  return kiosk;
}

describe('the welcome', () => {
  it('greets by name and says when the check-in was made', async () => {
    const kiosk = await welcomed();
    expect(kiosk.title).toBe('خوش آمدید');
    expect(kiosk.text('attendee-name')).toBe('نیلوفر رستگار');
    expect(kiosk.text('entry-1')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
    await kiosk.tap('language');
    expect(kiosk.text('entry-1')).toBe('Checked in at 09:12');
  });

  it('says of a second login that the ticket was used before', async () => {
    const kiosk = await welcomed('09120000005');
    expect(kiosk.text('entry-1')).toBe('پیش‌تر، ساعت ۰۹:۱۲ وارد شده است');
  });

  it('has a tick only for what this visit did', async () => {
    const mark = () => document.querySelector('.title .mark')?.classList;
    await welcomed();
    expect(mark()).toContain('good');
    cleanup();
    await welcomed('09120000005');
    expect(mark()).toContain('warn');
    cleanup();
    const kiosk = await withTickets();
    expect(mark(), 'nobody is in yet').toContain('calm');
    await kiosk.tap('back-to-tickets');
    await kiosk.tap('ticket-1');
    await kiosk.tap('check-in');
    await kiosk.tap('continue');
    expect(mark()).toContain('good');
  });

  it.each([
    ['09120000013', /پذیرش بلیت شما از ساعت ۱۴:۰۰ آغاز می‌شود/, 'پذیرش از ساعت ۱۴:۰۰'],
    ['09120000014', /زمان پذیرش بلیت شما گذشته است/, 'زمان پذیرش این بلیت گذشته است'],
    ['09120000015', /بلیت شما لغو شده است/, 'این بلیت لغو شده است'],
  ])('welcomes nobody who is not let in: %s', async (mobile, why, entry) => {
    const kiosk = await welcomed(mobile);
    expect(kiosk.title).toBe('اکنون نمی‌توانید وارد شوید');
    expect(document.querySelector('.title .mark')?.classList).toContain('warn');
    expect(kiosk.text('not-let-in')).toMatch(why);
    expect(kiosk.see('call-staff').className, 'it is what they are to do').toContain('primary');
    expect(kiosk.see('done').className).not.toContain('primary');
    expect(kiosk.text('entry-1')).toBe(entry);
    expect(kiosk.find('next'), 'they are sent nowhere').toBeNull();
    await kiosk.tap('help');
    expect(kiosk.find('staff-called')).not.toBeNull();
  });

  it.each([0, 86_400_000])('says the day of what opens another day, by a clock %d ms off', async (offMs) => {
    const kiosk = await welcomed('09120000013', undefined, MORNING, offMs);
    expect(kiosk.text('entry-1')).toBe('پذیرش از ساعت ۱۴:۰۰');
    cleanup();
    const before = await welcomed('09120000013', undefined, '2026-11-25T20:00:00+03:30', offMs);
    expect(before.text('entry-1')).toBe('پذیرش از پنجشنبه ۵ آذر ۱۴۰۵، ساعت ۱۴:۰۰');
    expect(before.text('not-let-in')).toContain('از پنجشنبه ۵ آذر ۱۴۰۵، ساعت ۱۴:۰۰ آغاز می‌شود');
  });

  it('has no empty line for a name that nobody was asked', async () => {
    const kiosk = await welcomed('09120000016');
    expect(kiosk.find('attendee-name')).toBeNull();
    expect(kiosk.text('ticket-1').replace(/\s+/g, ' ')).toBe('بلیت ۱ ورود در ساعت ۰۹:۱۲ ثبت شد');
    await kiosk.tap('language');
    expect(kiosk.text('ticket-1').replace(/\s+/g, ' ')).toBe('Ticket 1 Checked in at 09:12');
  });

  it('says how many tickets are left open, and leads back to them', async () => {
    const kiosk = await withTickets();
    expect(kiosk.text('tickets-open')).toBe('۳ بلیت هنوز برای ورود باز است');
    for (const n of [1, 2]) {
      await kiosk.tap('back-to-tickets');
      expect(kiosk.screen).toBe('tickets');
      await kiosk.tap(`ticket-${String(n)}`);
      await kiosk.tap('check-in');
      await kiosk.tap('continue');
    }
    expect(kiosk.text('tickets-open')).toBe('۱ بلیت هنوز برای ورود باز است');
    await kiosk.tap('language');
    expect(kiosk.text('tickets-open')).toBe('1 ticket is still open for entry');
    await kiosk.tap('back-to-tickets');
    await kiosk.tap('ticket-3');
    await kiosk.tap('check-in');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.find('tickets-open')).toBeNull();
    expect(kiosk.find('back-to-tickets')).toBeNull();
  });

  it('offers the way to the phone, and shows no digit of the mobile beside it', async () => {
    const kiosk = await welcomed();
    expect(kiosk.see('handoff').dataset['url']).toBe(kiosk.station.handOffUrl);
    expect(kiosk.everything).not.toMatch(/0912|000001/);
  });

  it('says where to go next, in the language', async () => {
    const kiosk = await welcomed();
    expect(kiosk.text('next')).toContain('سالن فردوسی');
    await kiosk.tap('language');
    expect(kiosk.text('next')).toContain('Ferdowsi Hall');
  });

  it.each([
    ['fa', 'Rust در سالن 2، ساعت 9:30', 'rtl', 'Rust در سالن ۲، ساعت ۹:۳۰'],
    ['fa', 'سالن B2، رمز guest2026، ساعت 9', 'rtl', 'سالن B2، رمز guest2026، ساعت ۹'],
    ['en', '«Hafez» Hall 2, at 9:30', 'ltr', '«Hafez» Hall 2, at 9:30'],
    ['en', 'سالن ۲: Hafez Hall 2', 'ltr', 'سالن ۲: Hafez Hall 2'],
  ] as const)('that is written in %s alone is read as that: %s', async (language, text, dir, shown) => {
    const kiosk = await Kiosk.open(1, (station) => {
      const next = { fa: null, en: null, [language]: text };
      station.view = { ...station.view, events: [{ ...firstEvent(), next }] };
    });
    await kiosk.logIn();
    for (let both = 0; both < 2; both += 1) {
      const said = kiosk.see('next').querySelector('p');
      expect(said?.textContent.trim()).toBe(shown);
      expect([said?.dir, said?.lang]).toEqual([dir, language]);
      await kiosk.tap('language');
    }
  });

  it('leads to another number for this attendee, and back', async () => {
    const kiosk = await welcomed();
    await kiosk.tap('change-mobile');
    expect(kiosk.screen).toBe('change-mobile');
    expect(kiosk.text('sent-to')).toBe('۰۹•• ••• ••۰۱');
    await kiosk.keypad('09120000001');
    await kiosk.tap('send-code');
    expect(kiosk.text('error')).toContain('همان شماره کنونی');
    await kiosk.tap('keep-mobile');
    expect(kiosk.screen).toBe('welcome');
    await kiosk.tap('change-mobile');
    await kiosk.keypad('09350000011');
    await kiosk.tap('send-code');
    expect(kiosk.screen).toBe('change-mobile');
    expect(kiosk.text('sent-to')).toBe('۰۹۳۵ ۰۰۰ ۰۰۱۱');
    await kiosk.keypad('12345');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.text('mobile-changed')).toBe('شماره موبایل شما تغییر کرد.');
    expect(kiosk.everything).not.toMatch(/0935000/);
  });

  it('says of the code for another number only what holds for that', async () => {
    const kiosk = await welcomed();
    await kiosk.tap('change-mobile');
    await kiosk.keypad('09350000011');
    await kiosk.tap('send-code');
    const shown = () => document.querySelector('main')?.textContent ?? '';
    expect(shown()).toContain('کد تا چند لحظه دیگر به شماره تازه شما می‌رسد');
    expect(shown(), 'the list is of the numbers that came in').not.toContain('فهرست مهمانان');
    await kiosk.pass(30_000);
    expect(kiosk.find('ticket-code')).toBeNull();
    expect(kiosk.text('no-sms')).not.toContain('کد بلیت');
    expect(kiosk.text('no-sms')).not.toContain('ثبت‌نام');
    expect(kiosk.text('no-sms')).toContain('تا کد را وارد نکنید، شماره شما تغییر نمی‌کند');
    kiosk.station.view = { ...kiosk.station.view, courier: 'down' };
    await kiosk.pass(2_000);
    expect(kiosk.text('courier'), 'they are checked in').not.toContain('پذیرش');
    await kiosk.tap('language');
    expect(kiosk.text('no-sms')).toContain('Your number stays as it was until you enter the code.');
  });

  it('is a welcome where the phone is not available', async () => {
    const kiosk = await welcomed('09120000001', null);
    expect(kiosk.find('handoff')).toBeNull();
    expect(kiosk.text('no-handoff')).toBe('ادامه روی گوشی اکنون در دسترس نیست.');
    expect(kiosk.text('attendee-name')).toBe('نیلوفر رستگار');
  });

  it('shows another code for the phone before the one that is shown is over', async () => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.handOffMs = 40_000;
    });
    await kiosk.logIn();
    const first = kiosk.see('handoff').dataset['url'];
    kiosk.station.handOffUrl = 'https://connect.example/handoff#another';
    await kiosk.tap('more-time');
    await kiosk.pass(24_000);
    expect(kiosk.see('handoff').dataset['url']).toBe(first);
    await kiosk.pass(4_000);
    expect(kiosk.see('handoff').dataset['url']).toBe(kiosk.station.handOffUrl);
    await kiosk.pass(31_750);
    expect(kiosk.screen).toBe('welcome');
    await kiosk.pass(250);
    expect(kiosk.screen, 'nobody is given more time by it').toBe('attract');
  });

  it('takes the code for the phone away in words when it is over and no other comes', async () => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.handOffMs = 40_000;
    });
    await kiosk.logIn();
    kiosk.station.handOff = () => Promise.reject(new Error('no'));
    await kiosk.tap('more-time');
    await kiosk.pass(38_000);
    expect(kiosk.find('handoff')).not.toBeNull();
    await kiosk.pass(4_000);
    expect(kiosk.find('handoff')).toBeNull();
    expect(kiosk.text('no-handoff')).toBe('ادامه روی گوشی اکنون در دسترس نیست.');
  });

  it('does not wait for the phone to greet', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    const { station } = kiosk;
    const answer = station.handOff.bind(station);
    station.handOff = () => new Promise((later) => setTimeout(() => { later(answer()); }, 3_000));
    await kiosk.keypad('12345');
    expect(kiosk.text('attendee-name')).toBe('نیلوفر رستگار');
    expect(kiosk.find('handoff')).toBeNull();
    await kiosk.pass(3_000);
    expect(kiosk.find('handoff')).not.toBeNull();
  });
});

describe('the welcome goes', () => {
  it('after forty seconds, counted down, with more time beside it', async () => {
    const kiosk = await welcomed();
    expect(document.body.textContent).toContain('این صفحه ۴۰ ثانیه دیگر بسته می‌شود');
    await kiosk.pass(39_000);
    expect(document.body.textContent).toContain('این صفحه ۱ ثانیه دیگر بسته می‌شود');
    await kiosk.pass(750);
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.find('more-time')).not.toBeNull();
    await kiosk.pass(250);
    expect(kiosk.screen).toBe('attract');
  });

  it('not before whoever hears it was told with half a minute left', async () => {
    const kiosk = await welcomed();
    expect(await kiosk.hear(39)).toEqual([
      'صفحه ۳۰ ثانیه دیگر پاک می‌شود',
      'صفحه ۱۰ ثانیه دیگر پاک می‌شود',
    ]);
  });

  it('at once with done', async () => {
    const kiosk = await welcomed();
    await kiosk.tap('done');
    expect(kiosk.screen).toBe('attract');
  });

  it('at once with Escape', async () => {
    const kiosk = await welcomed();
    await kiosk.type('Escape');
    expect(kiosk.screen).toBe('attract');
  });

  it('with Enter, but not with the one that ends a code from habit', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    await kiosk.type('1', '2', '3', '4', '5');
    await kiosk.pass(300);
    expect(kiosk.screen).toBe('welcome');
    await kiosk.type('Enter');
    expect(kiosk.screen).toBe('welcome');
    await kiosk.pass(2_000);
    await kiosk.type('Enter');
    expect(kiosk.screen).toBe('attract');
  });

  it('later when somebody still touches it', async () => {
    const kiosk = await welcomed();
    await kiosk.pass(39_000);
    await kiosk.tap('language');
    await kiosk.pass(39_750);
    expect(kiosk.screen).toBe('welcome');
    await kiosk.pass(250);
    expect(kiosk.screen).toBe('attract');
  });

  it('a minute later for whoever asks for more time', async () => {
    const kiosk = await welcomed();
    await kiosk.pass(15_000);
    await kiosk.tap('more-time');
    expect(document.body.textContent).toContain('این صفحه ۶۰ ثانیه دیگر بسته می‌شود');
    await kiosk.pass(59_750);
    expect(kiosk.screen).toBe('welcome');
    await kiosk.pass(250);
    expect(kiosk.screen).toBe('attract');
    await kiosk.tap('begin');
    await kiosk.logIn();
    expect(document.body.textContent, 'the next one has their own').toContain('۴۰ ثانیه');
  });

  it('and leaves nothing of its guest: no name, no picture, their session ended', async () => {
    const kiosk = await welcomed();
    await kiosk.tap('language');
    await kiosk.tap('done');
    expect(kiosk.everything).not.toMatch(/نیلوفر|handoff|0912000|12345/);
    expect(document.body.lang).toBe('fa');
    expect(kiosk.station.count('finish')).toBe(1);
  });
});
