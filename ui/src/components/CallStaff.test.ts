import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

async function called(): Promise<Kiosk> {
  const kiosk = await Kiosk.open();
  await kiosk.askForCode();
  await kiosk.keypad('123');
  await kiosk.pass(30_000);
  await kiosk.tap('call-staff');
  return kiosk;
}

describe('the way to people', () => {
  it('stays where it is, whatever else a screen offers', async () => {
    const kiosk = await Kiosk.open();
    kiosk.station.refuseNext = { sendCode: { code: 'locked', retryAfterMs: 30_000 } };
    await kiosk.askForCode();
    expect(kiosk.screen).toBe('trouble');
    expect(kiosk.find('help')).not.toBeNull();
    await kiosk.tap('other-number');
    await kiosk.tap('ticket-code');
    expect(kiosk.find('help')).not.toBeNull();
    await kiosk.tap('use-mobile');
    await kiosk.logIn('09120000004');
    expect(kiosk.screen).toBe('no-ticket');
    await kiosk.tap('help');
    expect(kiosk.find('staff-called')).not.toBeNull();
  });

  it.each([
    ['staff have put it out of service', { outOfOrder: true }],
    ['its event is over', { events: [], over: true }],
  ])('is there where the words say to ask staff: %s', async (_, view) => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.view = { ...station.view, ...view };
    });
    expect(kiosk.screen).toBe('out-of-order');
    await kiosk.tap('help');
    expect(kiosk.station.count('callStaff')).toBe(1);
    await kiosk.tap('close');
    expect(kiosk.screen).toBe('out-of-order');
  });

  it.each([
    ['has nothing to serve', { events: [] }],
    ['is not set up', { setUp: false }],
    ['is full', { outOfOrder: true, full: true }],
    ['is put out', { outOfOrder: true, link: 'revoked' as const }],
  ])('is not offered by a kiosk that can tell nobody: one that %s', async (_, view) => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.view = { ...station.view, ...view };
    });
    expect(kiosk.find('help')).toBeNull();
  });
});

describe('calling staff', () => {
  it('says to raise a hand, and which kiosk this is', async () => {
    const kiosk = await called();
    expect(kiosk.text('staff-called')).toContain('دستتان را بالا بگیرید');
    expect(kiosk.text('staff-called')).toContain('ورودی شمالی ۲');
  });

  it('promises nobody where nobody can have heard of it', async () => {
    const kiosk = await called();
    expect(kiosk.text('staff-called')).toContain('به کمک شما می‌آید');
    await kiosk.tap('close');
    kiosk.station.view = { ...kiosk.station.view, link: 'offline' };
    await kiosk.pass(2_000);
    await kiosk.tap('help');
    expect(kiosk.text('staff-called')).toContain('نمی‌تواند به همکاران ما خبر بدهد');
    expect(kiosk.text('staff-called')).not.toContain('به کمک شما می‌آید');
  });

  it('covers the screen below, for a finger and for the Tab key', async () => {
    const kiosk = await called();
    for (const below of ['resend', 'other-number', 'key-1', 'language']) {
      expect(kiosk.isCovered(below), below).toBe(true);
    }
    expect(kiosk.isCovered('close')).toBe(false);
    expect(document.activeElement).toBe(kiosk.see('close'));
  });

  it('lets no key through to the screen below', async () => {
    const kiosk = await called();
    await kiosk.type('4', '5', 'Backspace');
    await kiosk.paste('12345');
    expect(kiosk.text('code')).toBe('۱۲۳');
    expect(kiosk.station.count('redeemCode')).toBe(0);
  });

  it('closes to the screen as it was', async () => {
    const kiosk = await called();
    await kiosk.tap('close');
    expect(kiosk.find('staff-called')).toBeNull();
    expect(kiosk.isCovered('resend')).toBe(false);
    await kiosk.type('4');
    expect(kiosk.text('code')).toBe('۱۲۳۴');
  });

  it.each(['Enter', 'Escape'])('closes with %s', async (key) => {
    const kiosk = await called();
    (document.activeElement as HTMLElement).blur();
    await kiosk.type(key);
    expect(kiosk.find('staff-called')).toBeNull();
    expect(kiosk.screen).toBe('code');
  });

  it('is itself covered by the count-down, and still there after it', async () => {
    const kiosk = await called();
    await kiosk.pass(90_000);
    expect(kiosk.isCovered('close')).toBe(true);
    expect(kiosk.isCovered('more-time')).toBe(false);
    await kiosk.tap('more-time');
    expect(kiosk.isCovered('close')).toBe(false);
    expect(kiosk.isCovered('resend')).toBe(true);
    await kiosk.tap('close');
    expect(kiosk.screen).toBe('code');
  });

  it('does not stay for a screen that comes meanwhile', async () => {
    const kiosk = await Kiosk.open(3);
    await kiosk.tap('event-1');
    await kiosk.logIn('09120000003');
    kiosk.station.answersInMs = 1_000;
    await kiosk.tap('event-2');
    await kiosk.tap('call-staff');
    await kiosk.pass(1_000);
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.find('staff-called')).toBeNull();
    expect(kiosk.isCovered('done')).toBe(false);
  });
});
