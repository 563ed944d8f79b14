import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openChromium } from './chromium';
import { goTo, settled, STATES, wear } from './states';

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser.close());

async function at(state: string, language: 'fa' | 'en', width: number, height: number): Promise<Page> {
  const found = STATES.find(({ name }) => name === state);
  if (found === undefined) throw new Error(`no state is called ${state}`);
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await wear(page, 'light');
  await goTo(page, inject('page'), found, language);
  await settled(page);
  return page;
}

async function box(page: Page, testid: string) {
  const found = await page.locator(`[data-testid="${testid}"]`).boundingBox();
  if (found === null) throw new Error(`${testid} is not to be seen`);
  return found;
}

describe.each(['fa', 'en'] as const)('in %s', (language) => {
  it.each(['welcome', 'welcome-family', 'welcome-family-open', 'tickets', 'tickets-chosen'])(
    '%s has nothing below an edge at 1280 x 800',
    async (state) => {
      const page = await at(state, language, 1280, 800);
      const hidden = await page.evaluate(() =>
        [...document.querySelectorAll('main, .text')].map(
          (part) => part.scrollHeight - part.clientHeight,
        ),
      );
      expect(Math.max(...hidden)).toBeLessThanOrEqual(1);
      await page.context().close();
    },
  );

  it.each([
    [1024, 768],
    [1280, 800],
    [800, 1280],
  ])('the corner for staff is as large as a finger and to the left at %d x %d', async (width, height) => {
    const page = await at('mobile', language, width, height);
    const corner = await box(page, 'staff-entry');
    expect(Math.min(corner.width, corner.height)).toBeGreaterThanOrEqual(44);
    expect(corner.x + corner.width).toBeLessThan(width / 4);
    expect(corner.y + corner.height).toBe(height);
    await page.context().close();
  });

  it.each([
    [800, 1280],
    [1080, 1920],
    [2160, 3840],
  ])('the way to people is within reach at %d x %d', async (width, height) => {
    for (const state of ['attract', 'mobile', 'code', 'tickets', 'welcome', 'text-200']) {
      const page = await at(state, language, width, height);
      const help = await box(page, 'help');
      expect(help.y, state).toBeGreaterThan(height / 2);
      await page.context().close();
    }
  });

  it('the digits on the keys grow with the text', async () => {
    const size = async (state: string) => {
      const page = await at(state, language, 1280, 800);
      const [key] = await page
        .locator('[data-testid="key-5"]')
        .evaluateAll((keys) => keys.map((of) => parseFloat(getComputedStyle(of).fontSize)));
      await page.context().close();
      return key ?? 0;
    };
    expect((await size('text-200')) / (await size('mobile'))).toBeGreaterThanOrEqual(1.5);
  });
});
