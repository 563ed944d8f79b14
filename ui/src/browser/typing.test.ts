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
