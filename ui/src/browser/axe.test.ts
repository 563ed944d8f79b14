import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { violations } from './axe';
import { openChromium } from './chromium';
import { goTo, settled, STATES, wear } from './states';

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser.close());

describe.each(['fa', 'en'] as const)('in %s', (language) => {
  it.each(STATES.map((state) => [state.name, state] as const))('%s', async (_, state) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await wear(page, 'light');
    await goTo(page, inject('page'), state, language);
    await settled(page);
    // The page's clock is the test's, and axe waits by it.
    await page.clock.resume();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});

it('axe finds what it is there to find', async () => {
  const page = await browser.newPage();
  await page.setContent('<html><body><p style="color:#aaa;background:#fff">pale</p></body></html>');
  expect((await violations(page)).join()).toContain('color-contrast');
  await page.close();
});
