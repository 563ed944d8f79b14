import type { Page } from 'playwright-core';

/** One state of one screen, and how a person gets there. */
export interface State {
  name: string;
  /** What the station is: see `stationFromAddress`. */
  station: string;
  drive: (page: Page) => Promise<void>;
}

export const byTestId = (testid: string) => `[data-testid="${testid}"]`;

export async function tap(page: Page, ...testids: string[]): Promise<void> {
  for (const testid of testids) await page.click(byTestId(testid));
}

export async function keypad(page: Page, digits: string): Promise<void> {
  for (const digit of digits) await tap(page, `key-${digit}`);
}

export async function onScreen(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`[data-screen="${name}"]`);
}

/** Holds the quiet corner until staff are asked for their PIN. */
export async function holdCorner(page: Page): Promise<void> {
  await page.hover(byTestId('staff-entry'));
  await page.mouse.down();
  await page.clock.runFor(3_100);
  await page.mouse.up();
  await onScreen(page, 'pin');
}
