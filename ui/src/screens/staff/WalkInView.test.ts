import { describe, expect, it } from 'vitest';
import type { EventView } from '../../lib/bindings/EventView';
import { EVENTS, firstEvent } from '../../lib/fake-events';
import { SEVERAL } from '../../lib/fake-guests';
import type { FakeStation } from '../../lib/fake-station';
import { POLL_MS } from '../../lib/station-watch';
import { Kiosk } from '../../testing/kiosk';

async function walkIn(prepare?: (station: FakeStation) => void): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor(1, prepare);
  await kiosk.enterAsStaff(2);
  await kiosk.tap('nav-walk-in');
  return kiosk;
}

const field = (kiosk: Kiosk, testid: string) => kiosk.see(testid) as HTMLInputElement;

describe('a new guest', () => {
  it('needs a name, and leads to their card', async () => {
    const kiosk = await walkIn();
    expect(kiosk.isDisabled('register')).toBe(true);
    await kiosk.fill('walk-in-name', 'نیکا رستگار');
    await kiosk.fill('walk-in-mobile', '09350001122');
    await kiosk.tap('walk-in-type-4');
    await kiosk.tap('register');
    expect(kiosk.view).toBe('card');
    expect(kiosk.text('card-name')).toBe('نیکا رستگار');
    expect(kiosk.see('history-1').dataset['act']).toBe('walk_in');
    expect(document.body.textContent).toContain('میهمان ویژه');
    expect(document.body.textContent).toMatch(/WALK-IN-…[0-9a-f]{8}/);
    await kiosk.tap('staff-check-in-1');
    expect(kiosk.text('entry-1')).toContain('داخل است');
  });

  it('keeps the kind of ticket that was chosen while the station is asked how it is', async () => {
    const kiosk = await walkIn();
    await kiosk.fill('walk-in-name', 'Nika Rastegar');
    await kiosk.tap('walk-in-type-4');
    const asked = kiosk.station.count('today');
    await kiosk.pass(3 * POLL_MS);
    expect(kiosk.see('walk-in-type-4').getAttribute('aria-pressed')).toBe('true');
    expect(kiosk.station.count('today'), 'its kinds are asked for once').toBe(asked);
    await kiosk.tap('register');
    expect(document.body.textContent).toContain('میهمان ویژه');
  });

  it('may get a kind of ticket that nobody has yet', async () => {
    const kiosk = await walkIn();
    await kiosk.fill('walk-in-name', 'Nika Rastegar');
    expect(kiosk.station.door.today(firstEvent()).byType.map(({ name }) => name)).not.toContain(SEVERAL);
    const kinds = [...document.querySelectorAll('[data-testid^="walk-in-type-"]')];
    const several = kinds.find((kind) => kind.textContent.includes(SEVERAL)) as HTMLElement;
    await kiosk.tap(several.dataset['testid'] ?? '');
    await kiosk.tap('register');
    expect(kiosk.view).toBe('card');
    expect(document.body.textContent).toContain(SEVERAL);
  });

  it('is offered the kinds of tickets where their letters have their place', async () => {
    const kiosk = await walkIn((station) => {
      const real = station.door.today.bind(station.door);
      station.door.today = (event) => ({ ...real(event), ticketTypes: ['ورزشی', 'پشتیبان', 'گروهی'] });
    });
    const kinds = [1, 2, 3].map((at) => kiosk.text(`walk-in-type-${String(at)}`));
    expect(kinds).toEqual(['پشتیبان', 'گروهی', 'ورزشی']);
  });

  it('is offered the kinds of tickets though they were not told at once', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.enterAsStaff(2);
    kiosk.station.refuseNext = { today: new Error('restarts') };
    await kiosk.tap('nav-walk-in');
    expect(kiosk.find('walk-in-type-1')).toBeNull();
    await kiosk.pass(2_000);
    expect(kiosk.find('walk-in-type-1')).not.toBeNull();
  });

  it('is written down at no other event than the one that staff have seen', async () => {
    const kiosk = await Kiosk.atTheDoor(2);
    await kiosk.enterAsStaff(2);
    await kiosk.tap('nav-walk-in');
    await kiosk.fill('walk-in-name', 'Nika Rastegar');
    const [first, second] = EVENTS.slice(0, 2) as [EventView, EventView];
    const pressed = (id: number) => kiosk.see(`event-${String(id)}`).getAttribute('aria-pressed');
    const serve = (...events: EventView[]) => {
      kiosk.station.view = { ...kiosk.station.view, events };
      return kiosk.pass(POLL_MS);
    };
    // The organiser moves the other one to an earlier hour.
    await serve(second, first);
    expect([first, second].map(({ id }) => pressed(id))).toEqual(['true', 'false']);
    // And this one ends.
    await serve(second);
    expect(kiosk.text('event-gone')).toContain('رویدادی را انتخاب کنید');
    expect(kiosk.isDisabled('register')).toBe(true);
    expect(field(kiosk, 'walk-in-name').value, 'it stays').toBe('Nika Rastegar');
    await kiosk.tap(`event-${String(second.id)}`);
    expect(kiosk.find('event-gone')).toBeNull();
    await kiosk.tap('register');
    expect(kiosk.view).toBe('card');
  });

  it('may have no phone', async () => {
    const kiosk = await walkIn();
    await kiosk.fill('walk-in-name', 'Nika Rastegar');
    await kiosk.tap('register');
    expect(kiosk.text('card')).toContain('بدون موبایل');
  });

  it('is typed with the keys of the screen, names with capitals and numbers with digits', async () => {
    const kiosk = await walkIn();
    await kiosk.tap('key-alphabet');
    for (const letter of 'NI') await kiosk.tap(`letter-${letter}`);
    await kiosk.tap('key-space');
    await kiosk.tap('letter-R');
    expect(field(kiosk, 'walk-in-name').value).toBe('Ni R');
    field(kiosk, 'walk-in-mobile').focus();
    await kiosk.pass(0);
    for (const digit of '0912') await kiosk.tap(`letter-${digit}`);
    expect(field(kiosk, 'walk-in-mobile').value).toBe('۰۹۱۲');
    expect(kiosk.find('letter-N'), 'a number has no letters').toBeNull();
  });

  it.each([
    [{ code: 'not_a_mobile', why: 'too_short' }, 'شماره کامل نیست.'],
    [{ code: 'number_taken' }, 'همین شماره را جست‌وجو کنید.'],
  ] as const)('that is refused loses nothing of what was typed: %j', async (reason, words) => {
    const kiosk = await walkIn();
    await kiosk.fill('walk-in-name', 'نیکا رستگار');
    await kiosk.fill('walk-in-mobile', '0935');
    kiosk.station.refuseNext = { registerWalkIn: reason };
    await kiosk.tap('register');
    expect(kiosk.text('error')).toContain(words);
    expect(kiosk.view).toBe('walk-in');
    expect(field(kiosk, 'walk-in-name').value).toBe('نیکا رستگار');
    expect(field(kiosk, 'walk-in-mobile').value).toBe('۰۹۳۵');
    await kiosk.fill('walk-in-mobile', '09351');
    expect(kiosk.find('error'), 'something else stands there now').toBeNull();
  });
});
