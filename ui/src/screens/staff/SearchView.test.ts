import { describe, expect, it } from 'vitest';
import type { SearchResults } from '../../lib/bindings/SearchResults';
import { Kiosk } from '../../testing/kiosk';

async function searching(): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor();
  await kiosk.enterAsStaff();
  await kiosk.tap('nav-search');
  return kiosk;
}

const value = (kiosk: Kiosk) => (kiosk.see('search') as HTMLInputElement).value;

describe('the search', () => {
  it('answers while it is typed, once the typing rests', async () => {
    const kiosk = await searching();
    expect(kiosk.text('search-said')).toContain('بخشی از نام');
    await kiosk.fill('search', 'کریم');
    await kiosk.fill('search', 'کریمی');
    await kiosk.pass(140);
    expect(kiosk.station.count('searchAttendees')).toBe(0);
    await kiosk.pass(10);
    expect(kiosk.station.count('searchAttendees')).toBe(1);
    expect(kiosk.text('hit-1')).toContain('علی‌رضا كريمي');
    expect(kiosk.find('hit-3')).not.toBeNull();
    expect(kiosk.find('hit-4')).toBeNull();
  });

  it('offers to write down whose whole number nobody has', async () => {
    const kiosk = await searching();
    await kiosk.fill('search', '0935000');
    await kiosk.pass(200);
    expect(kiosk.find('new-guest'), 'part of a number').toBeNull();
    await kiosk.fill('search', '09350001122');
    await kiosk.pass(200);
    expect(kiosk.text('search-said')).toBe('مهمانی با این شماره نیست.');
    await kiosk.tap('new-guest');
    expect(kiosk.view).toBe('walk-in');
    expect((kiosk.see('walk-in-mobile') as HTMLInputElement).value).toBe('۰۹۳۵۰۰۰۱۱۲۲');
    await kiosk.tap('nav-search');
    await kiosk.tap('nav-walk-in');
    expect((kiosk.see('walk-in-mobile') as HTMLInputElement).value, 'the next one').toBe('');
  });

  it('shows the number masked, the kind of ticket and whether they are in', async () => {
    const kiosk = await searching();
    await kiosk.fill('search', 'نیلوفر');
    await kiosk.pass(200);
    expect(kiosk.text('hit-1')).toMatch(/۰۹•• ••• ••۰۰/);
    expect(kiosk.text('hit-1')).toContain('عادی');
    expect(kiosk.text('hit-1')).toContain('وارد شده');
    expect(kiosk.everything).not.toContain('09123000000');
  });

  it('says in words that a guest has no name', async () => {
    const kiosk = await searching();
    await kiosk.fill('search', '09123316760');
    await kiosk.pass(200);
    expect(kiosk.text('hit-1')).toContain('مهمان بی‌نام');
  });

  it('is typed with the keys of the screen, in both alphabets and digits', async () => {
    const kiosk = await searching();
    for (const letter of 'سارا') await kiosk.tap(`letter-${letter}`);
    expect(value(kiosk)).toBe('سارا');
    await kiosk.tap('key-back');
    await kiosk.tap('key-space');
    await kiosk.tap('key-alphabet');
    await kiosk.tap('letter-A');
    await kiosk.tap('key-digits');
    await kiosk.tap('letter-7');
    expect(value(kiosk)).toBe('سار a7');
    await kiosk.tap('key-digits');
    expect(kiosk.find('letter-A')).not.toBeNull();
    await kiosk.tap('search-clear');
    expect(value(kiosk)).toBe('');
  });

  it('is typed with a keyboard, wherever the focus is', async () => {
    const kiosk = await searching();
    (document.activeElement as HTMLElement).blur();
    await kiosk.type('S', 'a', 'r', 'x', 'Backspace', 'a');
    expect(value(kiosk)).toBe('Sara');
    await kiosk.pass(200);
    await kiosk.type('Enter');
    expect(kiosk.view, 'several are found: none is opened').toBe('search');
    await kiosk.type('Escape');
    expect(value(kiosk)).toBe('');
  });

  it('never shows what was found for an earlier text', async () => {
    const kiosk = await searching();
    const later: (() => void)[] = [];
    const real = kiosk.station.searchAttendees.bind(kiosk.station);
    kiosk.station.searchAttendees = async (text) => {
      const answer: SearchResults = await real(text);
      return new Promise((answered) => later.push(() => { answered(answer); }));
    };
    await kiosk.fill('search', 'سارا');
    await kiosk.pass(200);
    await kiosk.fill('search', 'بابک');
    await kiosk.pass(200);
    expect(later).toHaveLength(2);
    later[1]?.();
    await kiosk.pass(0);
    expect(kiosk.text('hit-1')).toContain('بابک');
    later[0]?.();
    await kiosk.pass(0);
    expect(kiosk.text('hit-1'), 'the older answer came last').toContain('بابک');
  });

  it('says when nobody is found, when there are more, and when it is too short', async () => {
    const kiosk = await searching();
    await kiosk.fill('search', 'ا');
    await kiosk.pass(200);
    expect(kiosk.text('search-said')).toBe('کمی بیشتر بنویسید.');
    await kiosk.fill('search', 'زززز');
    await kiosk.pass(200);
    expect(kiosk.text('search-said')).toContain('کسی پیدا نشد');
    await kiosk.fill('search', 'CON');
    await kiosk.pass(200);
    expect(kiosk.text('search-said')).toContain('دقیق‌تر بنویسید');
  });

  it('says that the list is still being prepared, and looks again by itself', async () => {
    const kiosk = await searching();
    kiosk.station.door.preparing = true;
    await kiosk.fill('search', 'زززز');
    await kiosk.pass(200);
    expect(kiosk.text('search-said')).toContain('هنوز آماده می‌شود');
    kiosk.station.door.preparing = false;
    await kiosk.pass(2_000);
    expect(kiosk.text('search-said')).toContain('کسی پیدا نشد');
    const asked = kiosk.station.count('searchAttendees');
    await kiosk.pass(10_000);
    expect(kiosk.station.count('searchAttendees'), 'and then no more').toBe(asked);
  });

  it('that fails says so and keeps what was typed', async () => {
    const kiosk = await searching();
    kiosk.station.refuseNext = { searchAttendees: new Error('busy') };
    await kiosk.fill('search', 'سارا');
    await kiosk.pass(200);
    expect(kiosk.text('error')).toBe('انجام نشد. دوباره امتحان کنید.');
    expect(value(kiosk)).toBe('سارا');
    await kiosk.fill('search', 'سارا م');
    await kiosk.pass(200);
    expect(kiosk.find('error')).toBeNull();
    expect(kiosk.find('hit-1')).not.toBeNull();
  });

  it('is still there after a card', async () => {
    const kiosk = await searching();
    await kiosk.fill('search', 'کریمی');
    await kiosk.pass(200);
    await kiosk.tap('hit-2');
    expect(kiosk.view).toBe('card');
    await kiosk.tap('back');
    expect(value(kiosk)).toBe('کریمی');
    expect(kiosk.find('hit-2')).not.toBeNull();
  });

  it('says after a card who has come in by it', async () => {
    const kiosk = await searching();
    await kiosk.fill('search', 'سارا');
    await kiosk.pass(200);
    expect(kiosk.text('hit-1')).toContain('وارد نشده');
    await kiosk.tap('hit-1');
    await kiosk.tap('staff-check-in-1');
    await kiosk.tap('back');
    expect(kiosk.text('hit-1')).toContain('وارد شده');
  });
});

describe('a ticket under the scanner', () => {
  it.each(['today', 'search', 'more'])('leads from %s to the card of its attendee', async (view) => {
    const kiosk = await searching();
    await kiosk.tap(`nav-${view}`);
    await kiosk.scan('CON-00200');
    expect(kiosk.view).toBe('card');
    expect(kiosk.text('card-name')).toBe('Sara Holmgren');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(0);
  });

  it('leads to its attendee though its code stands in others', async () => {
    const kiosk = await Kiosk.atTheDoor();
    const { door } = kiosk.station;
    const real = door.search.bind(door);
    // As of a list with the codes T-1 to T-300.
    door.search = () => {
      const all = real('CON');
      return { ...all, only: all.hits[3]?.attendee ?? null };
    };
    await kiosk.enterAsStaff();
    await kiosk.scan('T-1');
    expect(kiosk.view).toBe('card');
    expect(kiosk.text('card-name')).toBe('علی‌رضا كريمي');
    await kiosk.tap('back');
    await kiosk.type('Enter');
    expect(kiosk.view, 'typed, too').toBe('card');
  });

  it('that a guest has left there takes staff nowhere again, at any pace', async () => {
    const kiosk = await searching();
    await kiosk.scan('CON-00200');
    for (const view of ['today', 'walk-in', 'more']) {
      for (const pace of [1_500, 4_000, 8_000]) {
        await kiosk.pass(pace);
        await kiosk.scan('CON-00200');
      }
      await kiosk.tap(`nav-${view}`);
      await kiosk.pass(4_000);
      await kiosk.scan('CON-00200');
      expect(kiosk.view).toBe(view);
    }
    expect(kiosk.station.count('attendeeCard')).toBe(1);
    await kiosk.pass(10_001);
    await kiosk.scan('CON-00200');
    expect(kiosk.view, 'it was taken away, and is held there again').toBe('card');
  });

  it.each([
    ['back', 'back'],
    ['nav-today', 'nav-search'],
  ])('is held there again by whoever has left its card: %s', async (...ways) => {
    const kiosk = await searching();
    await kiosk.scan('CON-00200');
    await kiosk.pass(1_000);
    await kiosk.scan('CON-00200');
    expect(kiosk.station.count('attendeeCard'), 'some send a code twice').toBe(1);
    for (const way of new Set(ways)) await kiosk.tap(way);
    await kiosk.pass(1_000);
    await kiosk.scan('CON-00200');
    expect(kiosk.view).toBe('card');
  });

  it('beside another leads to each once, while nobody touches anything', async () => {
    const kiosk = await searching();
    for (let i = 0; i < 4; i += 1) {
      for (const code of ['CON-00200', 'CON-00100']) {
        await kiosk.scan(code);
        await kiosk.pass(1_500);
      }
    }
    expect(kiosk.station.count('attendeeCard')).toBe(2);
    await kiosk.tap('nav-today');
    for (const code of ['CON-00200', 'CON-00100']) await kiosk.scan(code);
    expect(kiosk.view).toBe('today');
  });

  it('of nobody is shown as what was searched for', async () => {
    const kiosk = await searching();
    await kiosk.scan('CON-99999');
    expect(kiosk.view).toBe('search');
    expect(value(kiosk)).toBe('CON-99999');
    expect(kiosk.text('search-said')).toContain('کسی پیدا نشد');
  });

  it('is a text where one is asked for', async () => {
    const kiosk = await searching();
    await kiosk.tap('nav-walk-in');
    await kiosk.scan('NIKA-7');
    expect(kiosk.view).toBe('walk-in');
    expect((kiosk.see('walk-in-name') as HTMLInputElement).value).toBe('NIKA-7');
    expect(kiosk.station.count('registerWalkIn'), 'the Enter of a scanner commits nothing').toBe(0);
  });

  it('adds nothing to a number, unless it is one', async () => {
    const kiosk = await searching();
    await kiosk.tap('nav-walk-in');
    kiosk.see('walk-in-mobile').focus();
    await kiosk.fill('walk-in-mobile', '0912');
    for (const code of ['CON-00200', '00200117', 'T-1']) await kiosk.scan(code);
    const typed = () => (kiosk.see('walk-in-mobile') as HTMLInputElement).value;
    expect(typed()).toBe('۰۹۱۲');
    await kiosk.scan('3456789');
    expect(typed()).toBe('۰۹۱۲۳۴۵۶۷۸۹');
  });
});
