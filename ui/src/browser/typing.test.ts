import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { byTestId, tap } from './hands';
import { Visitor } from './visitor';

let visitor: Visitor;

beforeAll(async () => {
  visitor = await Visitor.begin(inject('page'));
});

afterAll(() => visitor.leave());

/** Before the text of a centre and the name of the kiosk. */
async function joining(language: 'fa' | 'en'): Promise<Page> {
  const start = { name: 'start', station: 'events=1&fresh', drive: () => Promise.resolve() };
  const page = await visitor.visit(start, { language });
  await page.clock.resume();
  await tap(page, 'way-join');
  return page;
}

/** How much of a text lies beyond its field, and how much of that behind its first and its last letter. */
async function beyond(page: Page, testid: string) {
  return page.locator(byTestId(testid)).evaluate((field) => {
    const all = field.scrollWidth - field.clientWidth;
    const first = Math.abs(field.scrollLeft);
    return { all, first, last: all - first };
  });
}

describe.each(['fa', 'en'] as const)('what a finger types beyond its field, in %s', (language) => {
  it.each([
    ['join-code', 'en', 'letter-M'],
    ['station-name', 'en', 'letter-M'],
    ['station-name', 'fa', 'letter-س'],
  ] as const)('is followed to its end: %s in %s', async (testid, letters, key) => {
    const page = await joining(language);
    await tap(page, testid);
    if (testid === 'station-name' && letters !== language) await tap(page, 'key-alphabet');
    await tap(page, ...Array<string>(50).fill(key));
    const { all, last } = await beyond(page, testid);
    expect(all, 'it has no room').toBeGreaterThan(50);
    expect(last).toBeLessThanOrEqual(1);
  });
});

describe.each(['fa', 'en'] as const)('a caret that a finger sets, in %s', (language) => {
  const field = (page: Page) => page.locator(byTestId('station-name'));
  const caret = (page: Page) =>
    field(page).evaluate((of: HTMLInputElement) => [of.selectionStart, of.selectionEnd]);

  /** Moves its start there, and waits until the browser has told of that. */
  async function move(page: Page, to: number, how: () => Promise<void>): Promise<void> {
    const told = await field(page).evaluateHandle((of: HTMLInputElement, there) => ({
      by: new Promise<void>((tell) => {
        // What was typed before is told of as late.
        document.addEventListener('selectionchange', () => {
          if (of.selectionStart === there) tell();
        });
      }),
    }), to);
    await how();
    await told.evaluate(({ by }) => by);
  }

  /** Touches the edge of the field where what is read first stands. */
  async function tapFirst(page: Page): Promise<void> {
    const place = await field(page).boundingBox();
    if (place === null) throw new Error('there is no field');
    const fromRight = await field(page).evaluate((of) => getComputedStyle(of).direction === 'rtl');
    const x = fromRight ? place.x + place.width - 1 : place.x + 1;
    await move(page, 0, () => page.mouse.click(x, place.y + place.height / 2));
  }

  it('is where the keys of the screen and of a keyboard type and erase', async () => {
    const page = await joining(language);
    const letter = language === 'fa' ? 'letter-ر' : 'letter-R';
    const other = language === 'fa' ? 'letter-د' : 'letter-D';
    await tap(page, 'station-name');
    await tap(page, letter, letter, letter);
    await tapFirst(page);
    expect(await caret(page)).toEqual([0, 0]);
    await tap(page, other);
    expect(await caret(page)).toEqual([1, 1]);
    await tap(page, other, 'key-back');
    expect(await field(page).inputValue()).toBe(language === 'fa' ? 'دررر' : 'drrr');
    await page.keyboard.type('1');
    await tap(page, other);
    expect(await field(page).inputValue()).toBe(language === 'fa' ? 'د1دررر' : 'd1drrr');
    await page.keyboard.press('Backspace');
    await move(page, 5, () => page.keyboard.press('End'));
    await tap(page, 'key-back');
    expect(await field(page).inputValue()).toBe(language === 'fa' ? 'د1رر' : 'd1rr');
    await move(page, 0, () => field(page).selectText());
    await tap(page, other);
    expect(await field(page).inputValue()).toBe(language === 'fa' ? 'د' : 'd');
  });

  it('is seen where it is in a text that is longer than its field', async () => {
    const page = await joining(language);
    const letter = language === 'fa' ? 'letter-س' : 'letter-M';
    await tap(page, 'station-name', ...Array<string>(60).fill(letter));
    await move(page, 0, () => page.keyboard.press('Home'));
    await tap(page, letter);
    const { all, first } = await beyond(page, 'station-name');
    expect(all).toBeGreaterThan(50);
    expect(first).toBeLessThanOrEqual(1);
    // From there into what lay beyond the edge, and not to the end.
    await tap(page, ...Array<string>(55).fill(letter));
    const later = await beyond(page, 'station-name');
    expect(later.first).toBeGreaterThan(50);
    expect(later.last).toBeGreaterThan(50);
    expect(await caret(page)).toEqual([56, 56]);
  });
});
