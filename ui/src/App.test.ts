import { describe, expect, it } from 'vitest';
import { EVENTS } from './lib/fake-events';
import { Kiosk } from './testing/kiosk';

describe('the first screen', () => {
  it('attracts with the event where the station serves one, and a touch begins', async () => {
    const kiosk = await Kiosk.atTheDoor(1);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.title).toBe('همایش ملی فناوری‌های نو');
    await kiosk.tap('begin');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.find('other-event')).toBeNull();
    await kiosk.tap('back');
    expect(kiosk.screen).toBe('attract');
  });

  it('is the events where it serves several', async () => {
    const kiosk = await Kiosk.open(2);
    expect(kiosk.screen).toBe('events');
  });

  it('follows a station that is given events while nobody is here', async () => {
    const kiosk = await Kiosk.open(0);
    expect(kiosk.screen).toBe('out-of-order');
    kiosk.station.view = { ...kiosk.station.view, events: EVENTS.slice(0, 1) };
    await kiosk.pass(2_000);
    expect(kiosk.screen).toBe('attract');
    kiosk.station.view = { ...kiosk.station.view, events: EVENTS.slice(0, 3) };
    await kiosk.pass(2_000);
    expect(kiosk.screen).toBe('events');
  });

  it('says what to do instead while the station does not answer, and comes back by itself', async () => {
    const kiosk = await Kiosk.atTheDoor();
    kiosk.station.refuseNext = { stationState: new Error('gone') };
    await kiosk.pass(2_000);
    expect(kiosk.screen).toBe('out-of-order');
    expect(kiosk.title).toBe('این دستگاه اکنون پذیرش ندارد');
    await kiosk.tap('language');
    expect(kiosk.title).toBe('This kiosk is not in use right now');
    await kiosk.pass(2_000);
    expect(kiosk.screen).toBe('attract');
  });

  it('goes on in the language that was set while the station does not answer', async () => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.view = { ...station.view, language: 'en' };
    });
    kiosk.station.refuseNext = { stationState: new Error('gone') };
    await kiosk.pass(2_000);
    expect(kiosk.title).toBe('This kiosk is not in use right now');
  });
});

describe('a station without events', () => {
  it('says that none is set up', async () => {
    const kiosk = await Kiosk.open(0);
    expect(document.body.textContent).toContain('هنوز رویدادی برای این دستگاه آماده نشده است.');
    await kiosk.tap('language');
    expect(document.body.textContent).toContain('No event has been set up for this kiosk yet.');
  });

  it('because its permission was withdrawn says that instead', async () => {
    const kiosk = await Kiosk.open(0, (station) => {
      station.view = { ...station.view, link: 'revoked' };
    });
    const said = () => document.querySelector('main')?.textContent;
    expect(said()).toContain('اجازه کار این دستگاه پس گرفته شده است.');
    expect(said()).not.toContain('هنوز رویدادی');
    await kiosk.tap('language');
    expect(said()).toContain("This kiosk's permission to check in was withdrawn.");
  });
});

describe('someone who stands here', () => {
  it('loses nothing when the station does not answer for a moment', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    kiosk.station.refuseNext = { stationState: new Error('gone') };
    await kiosk.pass(2_000);
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲');
  });

  it('loses nothing when the station is given another event', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    await kiosk.keypad('123');
    kiosk.station.view = { ...kiosk.station.view, events: EVENTS.slice(0, 3) };
    await kiosk.pass(2_000);
    expect(kiosk.screen).toBe('code');
    expect(kiosk.text('code')).toBe('۱۲۳');
  });

  it('hears each new screen from its title on', async () => {
    const kiosk = await Kiosk.open(3);
    const title = () => document.querySelector('h1');
    expect(document.activeElement).toBe(title());
    await kiosk.tap('event-1');
    expect(kiosk.screen).toBe('mobile');
    expect(document.activeElement).toBe(title());
    await kiosk.askForCode();
    expect(kiosk.screen).toBe('code');
    expect(document.activeElement).toBe(title());
  });
});

describe('a second touch while the first is answered', () => {
  it('asks for one code', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('09120000001');
    kiosk.station.answersInMs = 1_000;
    await kiosk.tapTwice('send-code');
    expect(kiosk.isDisabled('send-code')).toBe(true);
    expect(kiosk.isDisabled('key-back')).toBe(true);
    await kiosk.tap('send-code');
    await kiosk.type('Enter', '5', 'Backspace');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
    await kiosk.pass(1_000);
    expect(kiosk.screen).toBe('code');
    expect(kiosk.text('code')).toBe('');
    expect(kiosk.station.count('sendCode')).toBe(1);
  });

  it('tries a code once', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    kiosk.station.answersInMs = 1_000;
    await kiosk.keypad('00000');
    expect(kiosk.isDisabled('key-0')).toBe(true);
    await kiosk.type('1', '2', 'Backspace', 'Enter');
    await kiosk.paste('54321');
    await kiosk.pass(1_000);
    expect(kiosk.station.count('redeemCode')).toBe(1);
    expect(kiosk.see('tries-left').dataset['tries']).toBe('4');
  });

  it('sends once more, not twice', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    await kiosk.pass(30_000);
    kiosk.station.answersInMs = 1_000;
    await kiosk.tapTwice('resend');
    expect(kiosk.isDisabled('resend')).toBe(true);
    await kiosk.pass(1_000);
    expect(kiosk.station.count('resendCode')).toBe(1);
  });

  it('checks one ticket in', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn('09120000002');
    await kiosk.tap('ticket-1');
    kiosk.station.answersInMs = 1_000;
    await kiosk.tapTwice('check-in');
    expect(kiosk.isDisabled('ticket-2')).toBe(true);
    expect(kiosk.isDisabled('continue')).toBe(true);
    await kiosk.pass(1_000);
    expect(kiosk.station.count('checkIn')).toBe(1);
    expect(kiosk.screen).toBe('tickets');
  });

  it('chooses one event', async () => {
    const kiosk = await Kiosk.open(3);
    await kiosk.tap('event-1');
    await kiosk.logIn('09120000003');
    kiosk.station.answersInMs = 1_000;
    await kiosk.tapTwice('event-2');
    expect(kiosk.isDisabled('event-3')).toBe(true);
    await kiosk.pass(1_000);
    expect(kiosk.station.count('chooseEvent')).toBe(1);
    expect(kiosk.screen).toBe('welcome');
  });
});
