import type { Page } from 'playwright-core';
import { byTestId, holdCorner, keypad, onScreen, type State, tap } from './hands';

async function onDuty(page: Page): Promise<void> {
  await holdCorner(page);
  if (await page.isVisible(byTestId('staff-member-2'))) await tap(page, 'staff-member-1');
  await keypad(page, '4711');
  await tap(page, 'enter-pin');
  await onScreen(page, 'staff');
}

/** A way through the staff's screens from Today on. */
function duty(name: string, station: string, drive: (page: Page) => Promise<void>): State {
  return {
    name: `staff-${name}`,
    station,
    drive: async (page) => {
      await onDuty(page);
      await drive(page);
    },
  };
}

async function refuseThrice(page: Page): Promise<void> {
  for (let i = 0; i < 3; i += 1) {
    await keypad(page, '0000');
    await tap(page, 'enter-pin');
    await page.waitForSelector(byTestId('error'));
  }
}

/** Every screen for staff, in every state that looks different. */
export const STAFF_STATES: readonly State[] = [
  {
    name: 'pin',
    station: 'events=1',
    drive: async (page) => {
      await holdCorner(page);
      await tap(page, 'staff-member-2');
      await keypad(page, '471');
    },
  },
  { name: 'pin-one', station: 'events=1&staff=one', drive: holdCorner },
  { name: 'pin-nobody', station: 'events=1&staff=none', drive: holdCorner },
  {
    name: 'pin-wrong',
    station: 'events=1',
    drive: async (page) => {
      await holdCorner(page);
      await tap(page, 'staff-member-1');
      await refuseThrice(page);
    },
  },
  {
    name: 'pin-wait',
    station: 'events=1',
    drive: async (page) => {
      await holdCorner(page);
      await tap(page, 'staff-member-1');
      await refuseThrice(page);
      await keypad(page, '0000');
      await tap(page, 'enter-pin');
      await keypad(page, '0000');
      await tap(page, 'enter-pin');
      await page.waitForSelector(byTestId('countdown'));
    },
  },
  duty('ends', 'events=1', async (page) => {
    await page.clock.runFor(52_000);
    await page.waitForSelector(byTestId('duty-ends'));
  }),
  duty('more', 'events=1&calls', (page) => tap(page, 'nav-more')),
  duty('more-steward', 'events=1&staff=steward', (page) => tap(page, 'nav-more')),
];
