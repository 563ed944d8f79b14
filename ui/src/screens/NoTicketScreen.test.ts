import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

const OTHERS_HEADING = 'با این شماره می‌توانید به رویدادهای زیر وارد شوید. کدام را می‌خواهید؟';

async function without(mobile: string): Promise<Kiosk> {
  const kiosk = await Kiosk.open(3);
  await kiosk.tap('event-1');
  await kiosk.logIn(mobile);
  expect(kiosk.screen).toBe('no-ticket');
  return kiosk;
}

describe('a number without a ticket to this event', () => {
  it('is told so, with the event, and what to do next', async () => {
    const kiosk = await without('09120000004');
    expect(kiosk.title).toBe('برای این شماره بلیتی پیدا نشد');
    expect(document.body.textContent).toContain('همایش ملی فناوری‌های نو');
    expect(kiosk.text('other-number')).toBe('شماره دیگر');
    expect(kiosk.text('call-staff')).toBe('کمک می‌خواهم');
    await kiosk.tap('language');
    expect(kiosk.title).toBe('We found no ticket for this number');
  });

  it('is offered no other events when it has none', async () => {
    const kiosk = await without('09120000004');
    expect(document.querySelectorAll('[data-testid^="event-"]')).toHaveLength(0);
    expect(document.querySelector('h2')).toBeNull();
    expect(kiosk.find('other-number')).not.toBeNull();
  });

  it('is offered its own other events, and one touch checks in there', async () => {
    const kiosk = await without('09120000003');
    expect(document.body.textContent).toContain(OTHERS_HEADING);
    expect(kiosk.title).toBe('این شماره برای این رویداد بلیت ندارد');
    expect(kiosk.find('event-1')).toBeNull();
    expect(kiosk.find('event-3')).not.toBeNull();
    await kiosk.tap('event-2');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.text('attendee-name')).toBe('مهسا یوسفی');
    expect(document.body.textContent).toContain('نشست شبانه شعر و موسیقی');
  });

  it('may be another one: the event stays, the number goes', async () => {
    const kiosk = await without('09120000004');
    await kiosk.tap('other-number');
    expect(kiosk.screen).toBe('mobile');
    expect(document.body.textContent).toContain('همایش ملی فناوری‌های نو');
    expect(kiosk.text('mobile')).toBe('');
    expect(kiosk.station.count('finish')).toBe(1);
  });

  it.each(['start-over', 'Escape'])('begins again with %s', async (by) => {
    const kiosk = await without('09120000004');
    await (by === 'Escape' ? kiosk.type(by) : kiosk.tap(by));
    expect(kiosk.screen).toBe('events');
    expect(kiosk.station.count('finish')).toBe(1);
  });
});

describe('the proof of a number without a ticket', () => {
  it('is told of a minute before its end, and then counted down', async () => {
    const kiosk = await without('09120000003');
    await kiosk.pass(30_000);
    await kiosk.tap('language');
    await kiosk.tap('language');
    await kiosk.pass(29_750);
    expect(kiosk.find('session-ends')).toBeNull();
    await kiosk.pass(250);
    expect(kiosk.text('session-seconds')).toBe('۶۰');
    await kiosk.tap('go-on');
    expect(kiosk.screen).toBe('no-ticket');
    expect(kiosk.text('last-minute')).toBe('این صفحه ۶۰ ثانیه دیگر بسته می‌شود');
    await kiosk.tap('event-2');
    expect(kiosk.screen).toBe('welcome');
    await kiosk.tap('more-time');
    await kiosk.pass(55_000);
    expect(kiosk.screen, 'who is logged in has a session of their own').toBe('welcome');
  });

  it('gives nobody more time than it lasts: no event is offered that can’t be chosen', async () => {
    const kiosk = await without('09120000003');
    await kiosk.pass(60_000);
    await kiosk.tap('more-time');
    expect(kiosk.find('session-ends'), 'whoever has answered is asked nothing more').toBeNull();
    await kiosk.pass(59_000);
    expect(kiosk.find('event-2')).not.toBeNull();
    await kiosk.pass(1_000);
    expect(kiosk.screen).toBe('trouble');
    expect(kiosk.title).toBe('مهلت این صفحه تمام شد');
    expect(kiosk.station.count('finish')).toBe(1);
  });
});

describe('a number without a ticket to anything', () => {
  it('has no end to be told of: whoever has called staff waits for them', async () => {
    const kiosk = await without('09120000004');
    await kiosk.tap('call-staff');
    for (let minute = 0; minute < 3; minute += 1) {
      await kiosk.pass(65_000);
      expect(kiosk.find('session-ends')).toBeNull();
      await kiosk.tap('more-time');
      expect(kiosk.find('staff-called')).not.toBeNull();
    }
    await kiosk.tap('close');
    expect(kiosk.screen).toBe('no-ticket');
  });
});
