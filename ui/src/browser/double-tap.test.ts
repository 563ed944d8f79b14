import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { byTestId, onScreen, tap } from './hands';
import { founded } from './setup-states';
import { onDuty } from './staff-hands';
import { Visitor } from './visitor';

let visitor: Visitor;

beforeAll(async () => {
  visitor = await Visitor.begin(inject('page'));
});

afterAll(() => visitor.leave());

async function open(station: string, drive: (page: Page) => Promise<void>): Promise<Page> {
  const viewport = { width: 800, height: 1280 };
  const page = await visitor.visit({ name: 'start', station, drive }, { language: 'fa', viewport });
  await page.clock.resume();
  return page;
}

/** Where staff do what isn't about a guest. */
const atMore = (station: string) =>
  open(station, async (page) => {
    await onDuty(page);
    await tap(page, 'nav-more');
  });

/** Near the lower edge of a button; the second half comes down when the first has done its work. */
async function doubleTap(page: Page, testid: string, done: () => Promise<unknown>): Promise<void> {
  const place = await page.locator(byTestId(testid)).boundingBox();
  if (place === null) throw new Error(`${testid} is not to be seen`);
  const [x, y] = [place.x + place.width / 2, place.y + place.height * 0.9];
  await page.mouse.click(x, y);
  await done();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await page.clock.runFor(100);
}

const gone = (page: Page, testid: string) =>
  page.waitForSelector(byTestId(testid), { state: 'detached' });

describe('a double tap of staff', () => {
  it('answers one call, not the next one that moves up', async () => {
    const page = await atMore('events=1&calls=2');
    await doubleTap(page, 'answer-0193', () => gone(page, 'answer-0193'));
    expect(await page.locator(byTestId('answer-0194')).count()).toBe(1);
  });

  it('unlocks the kiosk and calls nobody', async () => {
    const page = await atMore('events=1&locked');
    await doubleTap(page, 'unlock-station', () => gone(page, 'unlock-station'));
    expect(await page.locator(byTestId('call-staff')).count()).toBe(1);
    expect(await page.locator(byTestId('help-called')).count()).toBe(0);
  });

  it('begins an export that goes on', async () => {
    const page = await atMore('events=1&writes');
    await tap(page, 'export');
    await doubleTap(page, 'drive-1', () => page.waitForSelector(byTestId('stop-export')));
    expect(await page.locator(byTestId('writing')).count()).toBe(1);
  });
});

describe('a double tap of whoever sets a kiosk up', () => {
  it('leads from the guest list to what is chosen, and not past it', async () => {
    const page = await open('events=1&fresh', async (at) => {
      await onScreen(at, 'setup');
      await founded(at);
    });
    await page.waitForSelector(byTestId('file-1'));
    await doubleTap(page, 'next', () => page.waitForSelector(byTestId('step-choices')));
    expect(await page.locator(byTestId('step-choices')).count()).toBe(1);
  });
});
