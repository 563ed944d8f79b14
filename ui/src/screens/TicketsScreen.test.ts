import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

async function withThree(): Promise<Kiosk> {
  const kiosk = await Kiosk.open();
  await kiosk.logIn('09120000002');
  expect(kiosk.screen).toBe('tickets');
  return kiosk;
}

describe('one ticket', () => {
  it('leads straight to the welcome', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn('09120000001');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.station.count('checkIn')).toBe(0);
  });
});

describe('several tickets', () => {
  it('are all shown, with whom each is for', async () => {
    const kiosk = await withThree();
    expect(kiosk.title).toBe('کامران اعتمادی، خوش آمدید');
    expect(kiosk.text('ticket-1')).toContain('کامران اعتمادی');
    expect(kiosk.text('ticket-2')).toContain('Sara Holmgren');
    expect(kiosk.text('ticket-3')).toContain('آوا اعتمادی');
    expect(kiosk.text('ticket-3')).toContain('کودک');
    expect(kiosk.find('ticket-4')).toBeNull();
    for (const n of [1, 2, 3]) {
      expect(kiosk.text(`entry-${String(n)}`)).toBe('هنوز وارد نشده است');
    }
    expect(document.body.textContent).toContain('۳ بلیت مانده است');
  });

  it('check nobody in until one is chosen and committed', async () => {
    const kiosk = await withThree();
    expect(kiosk.isDisabled('check-in')).toBe(true);
    await kiosk.tap('check-in');
    await kiosk.tap('ticket-2');
    expect(kiosk.see('ticket-2').getAttribute('aria-pressed')).toBe('true');
    expect(kiosk.station.count('checkIn')).toBe(0);
    expect(kiosk.text('check-in')).toBe('ثبت ورود Sara Holmgren');
    await kiosk.tap('check-in');
    expect(kiosk.station.count('checkIn')).toBe(1);
    expect(kiosk.text('entry-2')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
    expect(kiosk.text('entry-1')).toBe('هنوز وارد نشده است');
    expect(document.body.textContent).toContain('۲ بلیت مانده است');
  });

  it('choose another one with another touch', async () => {
    const kiosk = await withThree();
    await kiosk.tap('ticket-1');
    await kiosk.tap('ticket-3');
    expect(kiosk.see('ticket-1').getAttribute('aria-pressed')).toBe('false');
    expect(kiosk.text('check-in')).toBe('ثبت ورود آوا اعتمادی');
  });

  it('ask anew after each check-in, and lead to the welcome with the last', async () => {
    const kiosk = await withThree();
    for (const ticket of ['ticket-1', 'ticket-2']) {
      await kiosk.tap(ticket);
      await kiosk.tap('check-in');
      expect(kiosk.screen).toBe('tickets');
      expect(kiosk.isDisabled('check-in')).toBe(true);
      expect(kiosk.see(ticket).tagName, 'what is used is no button').not.toBe('BUTTON');
    }
    await kiosk.tap('ticket-3');
    await kiosk.tap('check-in');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.text('entry-3')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
  });

  it('may be left for those who come later', async () => {
    const kiosk = await withThree();
    await kiosk.tap('ticket-1');
    await kiosk.tap('check-in');
    await kiosk.tap('continue');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.text('entry-1')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
    expect(kiosk.text('entry-2')).toBe('هنوز وارد نشده است');
    expect(kiosk.station.count('checkIn')).toBe(1);
  });

  it('are chosen with a keyboard too: the digit, then Enter', async () => {
    const kiosk = await withThree();
    await kiosk.type('Enter', '9', 'Enter');
    expect(kiosk.station.count('checkIn')).toBe(0);
    await kiosk.type('2', 'Enter');
    expect(kiosk.text('entry-2')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
    await kiosk.type('Escape');
    expect(kiosk.screen).toBe('welcome');
  });

  it('say it when one can no longer be used, and keep the others', async () => {
    const kiosk = await withThree();
    kiosk.station.refuseNext = { checkIn: { code: 'ticket_closed' } };
    await kiosk.tap('ticket-2');
    await kiosk.tap('check-in');
    expect(kiosk.screen).toBe('tickets');
    expect(kiosk.text('error')).toBe('این بلیت اکنون پذیرش نمی‌شود. از همکاران ما بپرسید.');
    await kiosk.tap('ticket-1');
    await kiosk.tap('check-in');
    expect(kiosk.find('error')).toBeNull();
    expect(kiosk.text('entry-1')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
  });

  it('are told in English as well', async () => {
    const kiosk = await withThree();
    await kiosk.tap('language');
    expect(kiosk.title).toBe('Welcome, کامران اعتمادی');
    expect(kiosk.text('entry-1')).toBe('Not checked in yet');
    expect(kiosk.text('check-in')).toBe('Choose a ticket');
    await kiosk.tap('ticket-2');
    expect(kiosk.text('check-in')).toBe('Check in Sara Holmgren');
  });
});
