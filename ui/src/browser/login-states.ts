import type { Page } from 'playwright-core';
import {
  byTestId,
  keypad,
  loggedIn,
  onScreen,
  scan,
  type State,
  tap,
} from './hands';

/** Welcomed, with the way to the phone. */
async function welcomed(page: Page): Promise<void> {
  await loggedIn(page);
  await page.waitForSelector(byTestId('handoff'));
}

/** The same with four tickets. */
async function family(page: Page): Promise<void> {
  await loggedIn(page, '09120000011');
  await tap(page, 'check-in-all');
  await page.waitForSelector(byTestId('handoff'));
}

/** Logged in, with another number asked for. */
async function changing(page: Page, mobile: string): Promise<void> {
  await loggedIn(page);
  await tap(page, 'change-mobile');
  await keypad(page, mobile);
  await tap(page, 'send-code');
}

/** The same, with a code on its way to it. */
async function moving(page: Page, mobile: string): Promise<void> {
  await changing(page, mobile);
  await page.waitForSelector(byTestId('countdown'));
}

/** With a number that has tickets to other events of this station. */
async function elsewhere(page: Page): Promise<void> {
  await tap(page, 'event-1');
  await keypad(page, '09120000003');
  await tap(page, 'send-code');
  await onScreen(page, 'code');
  await keypad(page, '12345');
  await onScreen(page, 'no-ticket');
}

/** Then what is nobody's ticket is held under the scanner. */
async function misheld(page: Page): Promise<void> {
  await scan(page, 'NOBODY-1');
  await page.waitForSelector(byTestId('misheld'));
}

/** From a right code on: the tickets, the welcome, the change of mobile, no ticket. */
export const LOGIN_STATES: readonly State[] = [
  {
    name: 'tickets',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000002');
      await onScreen(page, 'tickets');
    },
  },
  {
    name: 'tickets-again',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000017');
      await onScreen(page, 'tickets');
    },
  },
  {
    name: 'tickets-chosen',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000002');
      await tap(page, 'ticket-1', 'check-in');
      await page.waitForSelector('[data-testid="entry-1"].now');
      await tap(page, 'ticket-2');
    },
  },
  {
    name: 'tickets-one-left',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000002');
      await tap(page, 'ticket-1', 'ticket-3', 'check-in');
      await page.waitForSelector('[data-testid="entry-1"].now');
    },
  },
  {
    name: 'change-mobile-often',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page);
      await tap(page, 'change-mobile');
      await keypad(page, '09120000012');
      await tap(page, 'send-code');
      await page.waitForSelector(byTestId('error'));
    },
  },
  {
    name: 'welcome',
    station: 'events=1',
    drive: welcomed,
  },
  {
    name: 'welcome-wait',
    station: 'events=1&hangs=handOff',
    drive: async (page) => {
      await loggedIn(page);
      await onScreen(page, 'welcome');
    },
  },
  {
    name: 'welcome-open',
    station: 'events=1&nohandoff',
    drive: async (page) => {
      await loggedIn(page, '09120000002');
      await tap(page, 'continue');
      await page.waitForSelector(byTestId('no-handoff'));
    },
  },
  {
    name: 'welcome-family',
    station: 'events=1',
    drive: family,
  },
  {
    name: 'welcome-three',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000002');
      await tap(page, 'check-in-all');
      await page.waitForSelector(byTestId('handoff'));
    },
  },
  {
    name: 'welcome-family-open',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000011');
      await tap(page, 'ticket-1', 'ticket-2', 'check-in');
      await page.waitForSelector('[data-testid="entry-2"].now');
      await tap(page, 'continue');
      await page.waitForSelector(byTestId('handoff'));
    },
  },
  {
    name: 'welcome-misheld',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await welcomed(page);
      await misheld(page);
    },
  },
  {
    name: 'welcome-family-misheld',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await family(page);
      await misheld(page);
    },
  },
  {
    name: 'welcome-before',
    station: 'events=1&from=1',
    drive: async (page) => {
      await loggedIn(page, '09120000005');
      await page.waitForSelector(byTestId('handoff'));
    },
  },
  {
    name: 'welcome-nameless',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000016');
      await page.waitForSelector(byTestId('handoff'));
    },
  },
  // Not let in: the ticket opens later, its time is over, it was cancelled.
  ...(
    [
      ['welcome-not-yet', '09120000013'],
      ['welcome-over', '09120000014'],
      ['welcome-cancelled', '09120000015'],
    ] as const
  ).map(([name, mobile]) => ({
    name,
    words: true as const,
    station: 'events=1',
    drive: async (page: Page) => {
      await loggedIn(page, mobile);
      await page.waitForSelector(byTestId('not-let-in'));
      await page.waitForSelector(byTestId('handoff'));
    },
  })),
  {
    name: 'change-mobile',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page);
      await tap(page, 'change-mobile');
      await keypad(page, '0935');
    },
  },
  {
    name: 'change-mobile-code',
    station: 'events=1',
    drive: async (page) => {
      await moving(page, '09350000011');
    },
  },
  {
    name: 'change-mobile-no-sms',
    station: 'events=1',
    drive: async (page) => {
      await moving(page, '09350000011');
      await page.clock.runFor(31_000);
      await page.waitForSelector(byTestId('no-sms'));
    },
  },
  {
    name: 'welcome-changed',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await moving(page, '09350000011');
      await keypad(page, '12345');
      await page.waitForSelector(byTestId('mobile-changed'));
    },
  },
  {
    name: 'change-mobile-locked',
    station: 'events=1',
    drive: async (page) => {
      await changing(page, '09120000009');
      await onScreen(page, 'trouble');
    },
  },
  {
    name: 'change-mobile-taken',
    station: 'events=1',
    drive: async (page) => {
      await moving(page, '09120000002');
      await keypad(page, '12345');
      await page.waitForSelector(byTestId('error'));
    },
  },
  {
    name: 'no-ticket',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000004');
      await onScreen(page, 'no-ticket');
    },
  },
  {
    name: 'no-ticket-others',
    station: 'events=3',
    drive: elsewhere,
  },
  {
    name: 'no-ticket-misheld',
    words: true,
    station: 'events=3',
    drive: async (page) => {
      await elsewhere(page);
      await misheld(page);
    },
  },
];
