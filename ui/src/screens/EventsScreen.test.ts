import { fireEvent } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

function shown(): (string | undefined)[] {
  return [...document.querySelectorAll<HTMLElement>('[data-testid^="event-"]')].map(
    (card) => card.dataset['testid'],
  );
}

const search = (kiosk: Kiosk, value: string) =>
  fireEvent.input(kiosk.see('search'), { target: { value } });

describe('the events', () => {
  it('are all shown, with their day and hours in the language', async () => {
    const kiosk = await Kiosk.open(3);
    expect(shown()).toEqual(['event-1', 'event-2', 'event-3']);
    expect(kiosk.text('event-1')).toContain('همایش ملی فناوری‌های نو');
    expect(kiosk.text('event-1')).toContain('پنجشنبه ۵ آذر ۱۴۰۵');
    expect(kiosk.text('event-1')).toContain('۰۹:۰۰ تا ۱۸:۳۰');
    await kiosk.tap('language');
    expect(kiosk.text('event-1')).toContain('Thu 26 Nov 2026');
    expect(kiosk.text('event-1')).toContain('09:00 – 18:30');
  });

  it('have the name that they have in the language, and are found by either', async () => {
    const kiosk = await Kiosk.open(8);
    await kiosk.tap('language');
    expect(kiosk.text('event-1')).toContain('National Conference on New Technologies');
    expect(kiosk.text('event-8'), 'it has one name').toBe('بازار هنرهای دستی');
    for (const typed of ['technologies', 'فناوری']) {
      await search(kiosk, typed);
      expect(shown(), typed).toEqual(['event-1']);
    }
    await kiosk.tap('event-1');
    expect(document.body.textContent).toContain('National Conference on New Technologies');
  });

  it('without a time say their name and nothing else', async () => {
    const kiosk = await Kiosk.open(8);
    expect(kiosk.text('event-8')).toBe('بازار هنرهای دستی');
  });

  it('lead to the number, and back to choose again', async () => {
    const kiosk = await Kiosk.open(3);
    await kiosk.tap('event-2');
    expect(kiosk.screen).toBe('mobile');
    expect(document.body.textContent).toContain('نشست شبانه شعر و موسیقی');
    await kiosk.tap('other-event');
    expect(kiosk.screen).toBe('events');
  });

  it('lead back in the language and the size that whoever stands here has chosen', async () => {
    const kiosk = await Kiosk.open(3);
    await kiosk.tap('language');
    await kiosk.tap('display-options');
    await kiosk.tap('text-largest');
    await kiosk.tap('display-options');
    await kiosk.tap('event-2');
    await kiosk.tap('other-event');
    expect(kiosk.screen).toBe('events');
    expect(document.body.lang).toBe('en');
    expect(document.documentElement.dataset['text']).toBe('largest');
  });
});

it('that somebody has scrolled and left are shown from the first on to the next one', async () => {
  const kiosk = await Kiosk.open(8);
  const list = () => document.querySelector('main > .text');
  const left = list();
  await kiosk.pass(300_000);
  if (left !== null) left.scrollTop = 300;
  await fireEvent.wheel(window);
  await kiosk.pass(50_000);
  expect(list()?.scrollTop, 'they may still read').toBe(300);
  await kiosk.pass(12_000);
  expect(list()?.scrollTop).toBe(0);
  expect(kiosk.screen).toBe('events');
  const finished = kiosk.station.count('finish');
  await kiosk.pass(600_000);
  expect(kiosk.station.count('finish'), 'nobody else has come').toBe(finished);
});

describe('a search', () => {
  it('is not offered with five events', async () => {
    const kiosk = await Kiosk.open(5);
    expect(shown()).toHaveLength(5);
    expect(kiosk.find('search')).toBeNull();
    await kiosk.type('R', 'u');
    expect(shown()).toHaveLength(5);
  });

  it('is offered from the sixth event on', async () => {
    const kiosk = await Kiosk.open(6);
    expect(shown()).toHaveLength(6);
    expect(kiosk.find('search')).not.toBeNull();
  });

  it('narrows the events to those with the words, in any order', async () => {
    const kiosk = await Kiosk.open(8);
    await search(kiosk, 'rust');
    expect(shown()).toEqual(['event-5']);
    await search(kiosk, 'موسیقی شعر');
    expect(shown()).toEqual(['event-2']);
  });

  it('finds what an Arabic keyboard writes, and digits in any script', async () => {
    const kiosk = await Kiosk.open(8);
    await search(kiosk, 'كودکان');
    expect(shown()).toEqual(['event-4']);
    await search(kiosk, '1405');
    expect(shown()).toEqual(['event-7']);
  });

  it('says when nothing has that name, and clears with one touch', async () => {
    const kiosk = await Kiosk.open(8);
    // It is there before it says so, or it isn't heard.
    const region = document.querySelector('main .lead[role="status"]');
    await search(kiosk, 'zzz');
    expect(shown()).toEqual([]);
    expect(region?.textContent).toBe('رویدادی با این نام پیدا نشد.');
    await kiosk.tap('search-clear');
    expect(shown()).toHaveLength(8);
    expect(kiosk.see('search')).toHaveProperty('value', '');
    expect(kiosk.find('search-clear')).toBeNull();
  });

  it('opens letters for whoever has no keyboard, in the language', async () => {
    const kiosk = await Kiosk.open(8);
    expect(kiosk.find('letters')).toBeNull();
    await kiosk.tap('search');
    expect(kiosk.text('letters')).toMatch(/^آابپ/);
    await kiosk.tap('language');
    expect(kiosk.text('letters').replace(/\s/g, '')).toMatch(/^abcdef/);
    const key = (letter: string) =>
      [...kiosk.see('letters').querySelectorAll('button')].find((b) => b.textContent === letter);
    for (const letter of 'rust') key(letter)?.click();
    await kiosk.pass(0);
    expect(kiosk.see('search')).toHaveProperty('value', 'rust');
    expect(shown()).toEqual(['event-5']);
    // A name may stand in the other letters, and with a year.
    await kiosk.tap('key-alphabet');
    expect(kiosk.text('letters')).toMatch(/^آابپ/);
    await kiosk.tap('search-clear');
    await kiosk.tap('search');
    await kiosk.tap('key-digits');
    for (const digit of '14') await kiosk.tap(`letter-${digit}`);
    expect(kiosk.see('search')).toHaveProperty('value', '14');
    expect(shown()).toEqual(['event-7']);
  });

  it('hears a keyboard without a touch, and Enter takes the only one left', async () => {
    const kiosk = await Kiosk.open(8);
    await kiosk.type('R', 'u', 's', 'x', 'Backspace', 't');
    expect(shown()).toEqual(['event-5']);
    await kiosk.type('Enter');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile')).toBe('');
  });

  it('takes no event by Enter while several are left', async () => {
    const kiosk = await Kiosk.open(8);
    await kiosk.type('Enter');
    expect(kiosk.screen).toBe('events');
  });

  it('is forgotten with the event that was chosen', async () => {
    const kiosk = await Kiosk.open(8);
    await search(kiosk, 'rust');
    await kiosk.tap('event-5');
    await kiosk.tap('other-event');
    expect(shown()).toHaveLength(8);
    expect(kiosk.find('letters')).toBeNull();
  });
});
