import type { Page } from 'playwright-core';
import { LONGEST } from '../lib/scanner';

/** One state of one screen, and how a person gets there. */
export interface State {
  name: string;
  /** What the station is: see `stationFromAddress`. */
  station: string;
  /**
   * Nothing but its words, or their size, differs from another state, which is looked at in every
   * theme and on the largest screens.
   */
  words?: true;
  drive: (page: Page) => Promise<void>;
}

export const byTestId = (testid: string) => `[data-testid="${testid}"]`;

/** In the page: waits for each of these to be free to touch, and says where; or touches it at once. */
async function reach({ testids, atOnce }: { testids: string[]; atOnce: boolean }): Promise<[number, number]> {
  const rest = window.machineTimeout ?? setTimeout;
  const free = (testid: string) => {
    const found = document.querySelector<HTMLButtonElement>(`[data-testid="${testid}"]`);
    if (found === null || found.disabled) return undefined;
    found.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const { left, top, width, height } = found.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    return found.contains(document.elementFromPoint(x, y)) ? { found, x, y } : undefined;
  };
  let at: [number, number] = [0, 0];
  for (const testid of testids) {
    let there = free(testid);
    for (let waits = 0; there === undefined; waits += 1) {
      if (waits > 1_500) throw new Error(`${testid} can't be touched`);
      await new Promise((again) => rest(again, 10));
      there = free(testid);
    }
    at = [there.x, there.y];
    if (!atOnce) continue;
    there.found.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    there.found.click();
    await new Promise((again) => rest(again, 0));
  }
  return at;
}

/** Touches one thing after the other, as a finger does. */
export async function tap(page: Page, ...testids: string[]): Promise<void> {
  for (const testid of testids) {
    await page.mouse.click(...(await page.evaluate(reach, { testids: [testid], atOnce: false })));
  }
}

/** Touches one key after the other, as soon as each can be touched. */
export async function keypad(page: Page, digits: string): Promise<void> {
  const testids = [...digits].map((digit) => `key-${digit}`);
  await page.evaluate(reach, { testids, atOnce: true });
}

export async function onScreen(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`[data-screen="${name}"]`);
}

/** The first touch. */
export const begun = (page: Page) => tap(page, 'begin');

export async function asked(page: Page, mobile = '09120000001'): Promise<void> {
  await begun(page);
  await keypad(page, mobile);
  await tap(page, 'send-code');
}

export async function loggedIn(page: Page, mobile = '09120000001'): Promise<void> {
  await asked(page, mobile);
  await onScreen(page, 'code');
  await keypad(page, '12345');
}

/** Larger text, from the display options. */
export async function largest(page: Page): Promise<void> {
  await tap(page, 'display-options', 'text-largest', 'display-options');
}

/** What a scanner types, as fast as it can. */
export async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate((keys) => {
    for (const key of keys) {
      window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    }
  }, [...text, 'Enter']);
}

/** As long as a code may be, of letters as wide as most. */
export const LONGEST_CODE = 'WALK-IN-0198C7E2-'.repeat(8).slice(0, LONGEST);

/** What somebody has copied elsewhere. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', copied);
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
  }, text);
}

/** Holds the quiet corner until staff are asked for their PIN. */
export async function holdCorner(page: Page): Promise<void> {
  await page.hover(byTestId('staff-entry'));
  await page.mouse.down();
  await page.clock.runFor(3_100);
  await page.mouse.up();
  await onScreen(page, 'pin');
}
