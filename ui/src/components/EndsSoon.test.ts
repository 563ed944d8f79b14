import { fireEvent } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

describe('a minute without a touch', () => {
  it('brings a count-down of twenty seconds with one button', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.pass(59_750);
    expect(kiosk.find('more-time')).toBeNull();
    await kiosk.pass(250);
    expect(kiosk.text('more-time')).toBe('زمان بیشتری می‌خواهم');
    expect(kiosk.see('idle').querySelectorAll('button')).toHaveLength(1);
    expect(kiosk.text('idle-seconds')).toBe('۲۰');
    await kiosk.pass(5_000);
    expect(kiosk.text('idle-seconds')).toBe('۱۵');
    await kiosk.pass(14_000);
    expect(kiosk.text('idle-seconds')).toBe('۱');
  });

  it('is said aloud when ten are left, and not each second', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    const place = kiosk.see('aloud');
    expect(await kiosk.hear(79)).toEqual(['صفحه ۱۰ ثانیه دیگر پاک می‌شود']);
    expect(kiosk.see('aloud'), 'a place that is new is not heard').toBe(place);
  });

  it('speaks the language that was chosen', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('language');
    await kiosk.pass(60_000);
    expect(kiosk.text('more-time')).toBe('I need more time');
    expect(kiosk.text('idle-seconds')).toBe('20');
  });

  it.each([
    ['a touch', (kiosk: Kiosk) => kiosk.keypad('3')],
    ['a key', (kiosk: Kiosk) => kiosk.type('3')],
    ['a touch on nothing', () => fireEvent.pointerDown(document.body)],
  ])('begins anew with %s', async (_, touch) => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.pass(50_000);
    await touch(kiosk);
    await kiosk.pass(59_750);
    expect(kiosk.find('more-time')).toBeNull();
    await kiosk.pass(250);
    expect(kiosk.find('more-time')).not.toBeNull();
  });

  it('begins anew with a screen that comes by itself', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode('09120000002');
    kiosk.station.answersInMs = 50_000;
    await kiosk.keypad('12345');
    await kiosk.pass(50_000);
    expect(kiosk.screen).toBe('tickets');
    await kiosk.pass(59_750);
    expect(kiosk.find('more-time')).toBeNull();
    expect(kiosk.screen).toBe('tickets');
  });

  it('means nothing on a first screen that nobody has touched', async () => {
    const kiosk = await Kiosk.open(3);
    await kiosk.pass(600_000);
    expect(kiosk.find('more-time')).toBeNull();
    expect(kiosk.station.count('finish')).toBe(0);
  });
});

describe('whoever waits for an SMS', () => {
  it('is not asked before the code is over, and then has their twenty seconds', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    await kiosk.pass(119_750);
    expect(kiosk.find('idle')).toBeNull();
    await kiosk.pass(250);
    expect(kiosk.text('idle-seconds')).toBe('۲۰');
    await kiosk.pass(19_750);
    expect(kiosk.screen).toBe('code');
    await kiosk.pass(250);
    expect(kiosk.screen).toBe('attract');
  });

  it('for a new number is not either', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn();
    await kiosk.tap('change-mobile');
    await kiosk.keypad('09350000011');
    await kiosk.tap('send-code');
    await kiosk.pass(119_750);
    expect(kiosk.find('idle')).toBeNull();
    await kiosk.pass(250);
    expect(kiosk.find('idle')).not.toBeNull();
  });

  it('is asked after a minute where no try is left', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    for (let i = 0; i < 5; i += 1) await kiosk.keypad('00000');
    await kiosk.pass(60_000);
    expect(kiosk.find('idle')).not.toBeNull();
  });
});

describe('a session that ends', () => {
  /** Tickets, and a session of two and a half minutes that somebody goes on touching. */
  async function lingering(): Promise<Kiosk> {
    const kiosk = await Kiosk.open(1, (station) => {
      station.sessionMs = 150_000;
    });
    await kiosk.logIn('09120000002');
    await kiosk.pass(50_000);
    await kiosk.tap('ticket-1');
    return kiosk;
  }

  it('is told of a minute before, once, and what was begun goes on', async () => {
    const kiosk = await lingering();
    await kiosk.pass(39_750);
    expect(kiosk.find('session-ends')).toBeNull();
    await kiosk.pass(250);
    expect(kiosk.text('session-seconds')).toBe('۶۰');
    expect(kiosk.isCovered('check-in')).toBe(true);
    await kiosk.pass(10_000);
    expect(kiosk.text('session-seconds')).toBe('۵۰');
    await kiosk.tap('go-on');
    expect(kiosk.find('session-ends')).toBeNull();
    await kiosk.tap('check-in');
    await kiosk.pass(20_000);
    expect(kiosk.find('session-ends')).toBeNull();
    expect(kiosk.screen).toBe('tickets');
  });

  it('counts its last minute on for whoever goes on', async () => {
    const kiosk = await lingering();
    expect(kiosk.find('last-minute')).toBeNull();
    await kiosk.pass(45_000);
    await kiosk.tap('go-on');
    expect(kiosk.text('last-minute')).toBe('این صفحه ۵۵ ثانیه دیگر بسته می‌شود');
    await kiosk.pass(25_000);
    await kiosk.tap('language');
    expect(kiosk.text('last-minute')).toBe('This page closes in 30 s');
    await kiosk.tap('continue');
    expect(kiosk.screen, 'the welcome counts down itself').toBe('welcome');
    expect(kiosk.find('last-minute')).toBeNull();
    await kiosk.tap('back-to-tickets');
    expect(kiosk.find('last-minute')).not.toBeNull();
    await kiosk.tap('help');
    await kiosk.pass(30_000);
    expect(kiosk.screen).toBe('trouble');
    expect(kiosk.find('last-minute')).toBeNull();
  });

  it('is said aloud at 60, 30 and 10 seconds, whether or not somebody has gone on', async () => {
    const kiosk = await lingering();
    const sixty = 'صفحه ۶۰ ثانیه دیگر پاک می‌شود';
    expect(await kiosk.hear(45)).toEqual([sixty]);
    await kiosk.tap('go-on');
    expect(await kiosk.hear(30)).toEqual(['صفحه ۳۰ ثانیه دیگر پاک می‌شود']);
    await kiosk.tap('help');
    expect(await kiosk.hear(20), 'under a notice too').toEqual(['صفحه ۱۰ ثانیه دیگر پاک می‌شود']);
  });

  it('asks nobody twice who has just said that they are there', async () => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.sessionMs = 125_000;
    });
    await kiosk.logIn('09120000002');
    await kiosk.pass(62_000);
    expect(kiosk.find('idle')).not.toBeNull();
    await kiosk.pass(5_000);
    await kiosk.tap('more-time');
    expect(kiosk.find('session-ends')).toBeNull();
    expect(kiosk.text('last-minute')).toBe('این صفحه ۵۸ ثانیه دیگر بسته می‌شود');
    await kiosk.pass(57_000);
    expect(kiosk.screen).toBe('tickets');
    await kiosk.pass(1_000);
    expect(kiosk.screen).toBe('trouble');
  });

  it('ends no later for whoever is asked whether they are there', async () => {
    const kiosk = await lingering();
    await kiosk.pass(45_000);
    await kiosk.tap('go-on');
    await kiosk.scan('VIP-00117');
    expect(kiosk.text('idle-seconds')).toBe('۲۰');
    await kiosk.tap('more-time');
    await kiosk.pass(40_000);
    await kiosk.scan('VIP-00118');
    expect(kiosk.text('idle-seconds'), 'no more than is left').toBe('۱۵');
    await kiosk.pass(15_000);
    expect(kiosk.screen).toBe('trouble');
  });

  it('says so where it was, and leaves nothing of whoever was in it', async () => {
    const kiosk = await lingering();
    await kiosk.pass(50_000);
    await kiosk.tap('go-on');
    await kiosk.pass(49_750);
    expect(kiosk.screen).toBe('tickets');
    await kiosk.pass(250);
    expect(kiosk.screen).toBe('trouble');
    expect(kiosk.title).toBe('مهلت این صفحه تمام شد');
    expect(kiosk.station.count('finish')).toBe(1);
    await kiosk.tap('start-over');
    expect(kiosk.screen).toBe('attract');
    await kiosk.pass(300_000);
    expect(kiosk.screen, 'the next one has a session of their own').toBe('attract');
  });

  it('ends the welcome no later, which says so from then on', async () => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.sessionMs = 45_000;
    });
    await kiosk.logIn();
    expect(kiosk.isDisabled('more-time')).toBe(false);
    await kiosk.tap('more-time');
    expect(document.body.textContent).toContain('این صفحه ۴۵ ثانیه دیگر بسته می‌شود');
    expect(kiosk.isDisabled('more-time')).toBe(true);
    await kiosk.pass(44_750);
    expect(kiosk.screen).toBe('welcome');
    await kiosk.pass(250);
    expect(kiosk.screen).toBe('attract');
  });
});

describe('more time', () => {
  it('takes the count-down away, gives a minute more and keeps what was begun', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.pass(79_000);
    await kiosk.tap('more-time');
    expect(kiosk.find('idle')).toBeNull();
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲');
    await kiosk.pass(59_750);
    expect(kiosk.find('idle')).toBeNull();
    await kiosk.pass(250);
    expect(kiosk.text('idle-seconds')).toBe('۲۰');
  });

  it.each(['Enter', 'Escape'])('is asked for with the key %s too', async (key) => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.pass(60_000);
    (document.activeElement as HTMLElement).blur();
    await kiosk.type(key);
    expect(kiosk.find('idle')).toBeNull();
    expect(kiosk.text('mobile')).toBe('۰۹۱۲');
  });

  it('has the focus, and the keyboard types on when it is gone', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.type('0', '9');
    await kiosk.pass(60_250);
    expect(document.activeElement).toBe(kiosk.see('more-time'));
    await kiosk.tap('more-time');
    await kiosk.type('1', '2');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲');
  });

  it('is not given by a touch beside it, nor by other keys', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.pass(70_000);
    await fireEvent.pointerDown(document.body);
    await kiosk.type('5', 'Backspace');
    await kiosk.paste('09120000001');
    await kiosk.pass(0);
    expect(kiosk.text('idle-seconds')).toBe('۱۰');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲');
  });

  it('is all that can be pressed', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    expect(kiosk.isCovered('send-code')).toBe(false);
    await kiosk.pass(60_000);
    for (const below of ['send-code', 'key-1', 'language']) {
      expect(kiosk.isCovered(below), below).toBe(true);
    }
    expect(kiosk.isCovered('more-time')).toBe(false);
    await kiosk.tap('more-time');
    expect(kiosk.isCovered('send-code')).toBe(false);
  });
});

describe('too long without a touch', () => {
  const LEFT_BEHIND: [string, number, (kiosk: Kiosk) => Promise<void>][] = [
    ['a number half typed', 1, (kiosk) => kiosk.keypad('0912000')],
    [
      'a number that was refused',
      1,
      async (kiosk) => {
        await kiosk.askForCode('0912000');
      },
    ],
    [
      'a code half typed',
      1,
      async (kiosk) => {
        await kiosk.askForCode();
        await kiosk.keypad('9876');
      },
    ],
    ['a choice of tickets', 1, (kiosk) => kiosk.logIn('09120000002')],
    [
      'a number without a ticket',
      3,
      async (kiosk) => {
        await kiosk.tap('event-1');
        await kiosk.logIn('09120000003');
      },
    ],
    ['a locked number', 1, (kiosk) => kiosk.askForCode('09120000009')],
    [
      'the notice to raise a hand',
      1,
      async (kiosk) => {
        await kiosk.askForCode('09120000009');
        // A call that has gone out stays open when whoever called has left.
        kiosk.station.refuseNext = { callStaff: new Error('no room') };
        await kiosk.tap('call-staff');
      },
    ],
    [
      'a search',
      6,
      async (kiosk) => {
        await kiosk.tap('search');
        await fireEvent.input(kiosk.see('search'), { target: { value: '0912000' } });
      },
    ],
  ];

  it.each(LEFT_BEHIND)('leaves nothing of %s', async (_, events, leaveBehind) => {
    const kiosk = await Kiosk.atTheDoor(events);
    const before = kiosk.everything;
    await kiosk.tap('language');
    if (events === 1) await kiosk.tap('begin');
    await leaveBehind(kiosk);
    // A code that is on its way is waited for.
    await kiosk.pass(kiosk.screen === 'code' ? 139_750 : 79_750);
    expect(kiosk.find('idle')).not.toBeNull();
    await kiosk.pass(250);
    expect(kiosk.screen).toBe(events === 1 ? 'attract' : 'events');
    expect(kiosk.find('idle')).toBeNull();
    expect(kiosk.everything, 'the page is as it was before anyone came').toBe(before);
    expect(kiosk.everything).not.toMatch(/0912000|9876|کامران|Holmgren/);
    expect(document.body.lang).toBe('fa');
    expect(document.body.dir).toBe('rtl');
    expect(kiosk.station.count('finish')).toBe(1);
  });

  it('leaves nothing of how somebody wanted the first screen to be', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('display-options');
    await kiosk.tap('text-largest');
    await kiosk.pass(60_000);
    expect(kiosk.find('idle'), 'whoever reads is asked').not.toBeNull();
    await kiosk.pass(20_000);
    expect(document.documentElement.dataset['text']).toBe('normal');
    await kiosk.pass(200_000);
    expect(kiosk.find('idle'), 'nobody is there').toBeNull();
  });

  it('is asked of before a welcome goes while help is on its way', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn();
    expect(kiosk.screen).toBe('welcome');
    await kiosk.tap('help');
    await kiosk.pass(59_000);
    expect(kiosk.screen).toBe('welcome');
    await kiosk.pass(2000);
    expect(kiosk.find('idle')).not.toBeNull();
  });

  it('leaves the focus on the title, not in the last search', async () => {
    const kiosk = await Kiosk.open(6);
    await kiosk.tap('search');
    kiosk.see('search').focus();
    await kiosk.pass(60_000);
    kiosk.see('search').focus();
    await kiosk.pass(20_000);
    expect(document.activeElement).toBe(document.querySelector('h1'));
  });

  it('gives the station its own language back, whichever that is', async () => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.view = { ...station.view, language: 'en' };
    });
    await kiosk.tap('language');
    expect(document.body.lang).toBe('fa');
    await kiosk.pass(80_000);
    expect(document.body.lang).toBe('en');
    expect(document.body.dir).toBe('ltr');
  });

  it('leaves no place for an answer that comes afterwards', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    kiosk.station.answersInMs = 150_000;
    await kiosk.keypad('12345');
    await kiosk.pass(140_000);
    expect(kiosk.screen).toBe('attract');
    await kiosk.pass(200_000);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.everything).not.toMatch(/0912000|نیلوفر/);
    expect(kiosk.station.calls.filter((call) => call !== 'stationState').at(-1)).toBe('finish');
  });
});
