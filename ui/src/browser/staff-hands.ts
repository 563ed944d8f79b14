import type { Page } from 'playwright-core';
import { byTestId, holdCorner, keypad, onScreen, tap } from './hands';

/** By the corner and the PIN to the staff's screens. */
export async function onDuty(page: Page): Promise<void> {
  await holdCorner(page);
  if (await page.isVisible(byTestId('staff-member-2'))) await tap(page, 'staff-member-1');
  await keypad(page, '4711');
  await tap(page, 'enter-pin');
  await onScreen(page, 'staff');
}

export async function search(page: Page, text: string): Promise<void> {
  await tap(page, 'nav-search');
  await page.fill(byTestId('search'), text);
  await page.clock.runFor(300);
}

/** To the card of the first whom a text finds. */
export async function card(page: Page, text: string): Promise<void> {
  await search(page, text);
  await tap(page, 'hit-1');
  await page.waitForSelector(byTestId('card'));
}
