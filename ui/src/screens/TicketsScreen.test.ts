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
    expect(kiosk.title).toBe('خوش آمدید');
    expect(kiosk.text('attendee-name')).toBe('کامران اعتمادی');
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

  it('are chosen together, and let go with another touch', async () => {
    const kiosk = await withThree();
    await kiosk.tap('ticket-1');
    await kiosk.tap('ticket-3');
    expect(kiosk.text('check-in')).toBe('ثبت ورود ۲ نفر');
    await kiosk.tap('ticket-1');
    expect(kiosk.see('ticket-1').getAttribute('aria-pressed')).toBe('false');
    expect(kiosk.text('check-in')).toBe('ثبت ورود آوا اعتمادی');
    await kiosk.tap('ticket-2');
    await kiosk.tap('check-in');
    expect(kiosk.station.count('checkIn')).toBe(1);
    expect(kiosk.text('entry-1')).toBe('هنوز وارد نشده است');
    expect(kiosk.find('check-in-all'), 'one is left').toBeNull();
  });

  it('are checked in all at once with one touch', async () => {
    const kiosk = await withThree();
    expect(kiosk.text('check-in-all')).toBe('ثبت ورود هر ۳ نفر');
    await kiosk.tap('check-in-all');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.station.count('checkIn')).toBe(1);
    for (const n of [1, 2, 3]) {
      expect(kiosk.text(`entry-${String(n)}`)).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
    }
  });

  it('are read by the voice of each name', async () => {
    const kiosk = await withThree();
    const voice = (testid: string) => kiosk.see(testid).querySelector('bdi')?.lang;
    expect(voice('ticket-1')).toBe('fa');
    expect(voice('ticket-2')).toBe('en');
    await kiosk.tap('ticket-2');
    expect(voice('check-in')).toBe('en');
  });

  it('ask anew after each check-in, and lead to the welcome with the last', async () => {
    const kiosk = await withThree();
    for (const ticket of ['ticket-1', 'ticket-2']) {
      await kiosk.tap(ticket);
      await kiosk.tap('check-in');
      expect(kiosk.screen).toBe('tickets');
      expect(kiosk.isDisabled('check-in'), 'nobody has chosen another').toBe(true);
      expect(kiosk.see(ticket).tagName, 'what is used is no button').not.toBe('BUTTON');
    }
    await kiosk.tap('ticket-3');
    await kiosk.tap('check-in');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.text('entry-3')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
  });

  it('of which one is left check nobody in by the Enter that led back to them', async () => {
    const kiosk = await withThree();
    for (const ticket of ['ticket-1', 'ticket-2']) {
      await kiosk.tap(ticket);
      await kiosk.tap('check-in');
    }
    await kiosk.tap('continue');
    await kiosk.tap('back-to-tickets');
    await kiosk.type('Enter');
    expect(kiosk.station.count('checkIn')).toBe(2);
    await kiosk.pass(2_000);
    await kiosk.type('Enter');
    expect(kiosk.station.count('checkIn')).toBe(3);
    expect(kiosk.screen).toBe('welcome');
  });

  it('of which one is left ask for that one, which waits for one touch', async () => {
    const kiosk = await withThree();
    await kiosk.tap('ticket-1');
    await kiosk.tap('ticket-2');
    await kiosk.tap('check-in');
    const lead = 'ورود بلیتی را که مانده است ثبت کنید، یا بدون آن ادامه دهید.';
    expect(document.body.textContent).toContain(lead);
    // However long after the first: nobody has chosen who is left.
    await kiosk.pass(600);
    await kiosk.tap('check-in');
    expect(kiosk.text('entry-3')).toBe('هنوز وارد نشده است');
    expect(kiosk.station.count('checkIn')).toBe(1);
    await kiosk.tap('ticket-3');
    expect(kiosk.text('check-in')).toBe('ثبت ورود آوا اعتمادی');
    await kiosk.tap('check-in');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.text('entry-3')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
  });

  it('of which one is left are not checked in by one Enter too many', async () => {
    const kiosk = await withThree();
    await kiosk.type('1', '2', 'Enter', 'Enter');
    expect(kiosk.screen).toBe('tickets');
    expect(kiosk.text('entry-3')).toBe('هنوز وارد نشده است');
    await kiosk.type('3', 'Enter');
    expect(kiosk.screen).toBe('welcome');
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
    kiosk.station.cancelled.add(2);
    await kiosk.tap('ticket-2');
    await kiosk.tap('check-in');
    expect(kiosk.screen).toBe('tickets');
    expect(kiosk.text('error')).toBe('بلیتی که اکنون باز نیست پذیرش نشد. از همکاران ما بپرسید.');
    expect(kiosk.text('entry-2')).toBe('این بلیت لغو شده است');
    expect(kiosk.text('check-in-all')).toBe('ثبت ورود هر دو نفر');
    await kiosk.tap('ticket-1');
    await kiosk.tap('check-in');
    expect(kiosk.find('error')).toBeNull();
    expect(kiosk.text('entry-1')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
  });

  it('keep nobody else of a family out', async () => {
    const kiosk = await withThree();
    kiosk.station.cancelled.add(2);
    await kiosk.tap('check-in-all');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.text('entry-1')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
    expect(kiosk.text('entry-2')).toBe('این بلیت لغو شده است');
    expect(kiosk.text('entry-3')).toBe('ورود در ساعت ۰۹:۱۲ ثبت شد');
  });

  it('are told in English as well', async () => {
    const kiosk = await withThree();
    await kiosk.tap('language');
    expect(kiosk.title).toBe('Welcome');
    expect(kiosk.text('entry-1')).toBe('Not checked in yet');
    expect(kiosk.text('check-in')).toBe('Choose a ticket');
    await kiosk.tap('ticket-2');
    expect(kiosk.text('check-in')).toBe('Check in Sara Holmgren');
  });
});
