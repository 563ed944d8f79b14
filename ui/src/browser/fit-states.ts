import type { Page } from 'playwright-core';
import {
  asked,
  begun,
  byTestId,
  keypad,
  largest,
  loggedIn,
  LONGEST_CODE,
  onScreen,
  paste,
  type State,
  tap,
} from './hands';

/** The same for who sits: everything that is touched lies low. */
function lowReach(states: [string, string, (page: Page) => Promise<void>][]): State[] {
  return states.map(([name, station, there]) => ({
    name: `low-reach-${name}`,
    station,
    words: true,
    drive: async (page) => {
      await there(page);
      await tap(page, 'display-options', 'low-reach', 'display-options');
    },
  }));
}

/** As somebody wants to have a screen: larger, lower, with more contrast. */
export const FIT_STATES: readonly State[] = [
  {
    name: 'attract-text-200',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await page.waitForSelector(byTestId('event-picture'));
      await largest(page);
    },
  },
  {
    name: 'attract-plain-text-200',
    words: true,
    station: 'events=1&from=1&camera=works',
    drive: async (page) => {
      await page.waitForSelector(byTestId('scan-ticket'));
      await largest(page);
    },
  },
  {
    name: 'mobile-typed-text-200',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await keypad(page, '09123456789');
      await largest(page);
    },
  },
  {
    name: 'mobile-foreign-text-200',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'key-plus');
      await keypad(page, '4915123456789012');
      await largest(page);
    },
  },
  {
    name: 'scan-text-200',
    words: true,
    station: 'events=1&camera=works',
    drive: async (page) => {
      await tap(page, 'scan-ticket');
      await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
      await largest(page);
    },
  },
  {
    name: 'ticket-code-text-200',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'ticket-code');
      for (const letter of 'VIP-00117') await tap(page, `letter-${letter}`);
      await largest(page);
    },
  },
  {
    name: 'code-typed-text-200',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await keypad(page, '1234');
      await largest(page);
    },
  },
  {
    name: 'tickets-text-200',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000011');
      await onScreen(page, 'tickets');
      await largest(page);
    },
  },
  {
    name: 'welcome-text-200',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000011');
      await tap(page, 'check-in-all');
      await page.waitForSelector(byTestId('handoff'));
      await largest(page);
    },
  },
  {
    name: 'no-ticket-text-200',
    words: true,
    station: 'events=3',
    drive: async (page) => {
      await tap(page, 'event-1');
      await keypad(page, '09120000003');
      await tap(page, 'send-code');
      await onScreen(page, 'code');
      await keypad(page, '12345');
      await onScreen(page, 'no-ticket');
      await largest(page);
    },
  },
  {
    name: 'trouble-text-200',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await asked(page, '09120000009');
      await onScreen(page, 'trouble');
      await largest(page);
    },
  },
  {
    name: 'idle-text-200',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await largest(page);
      await page.clock.runFor(63_000);
      await page.waitForSelector(byTestId('more-time'));
    },
  },
  {
    name: 'session-ends-text-200',
    words: true,
    station: 'events=1&session=62000',
    drive: async (page) => {
      await loggedIn(page, '09120000002');
      await onScreen(page, 'tickets');
      await largest(page);
      await page.clock.runFor(5_000);
      await page.waitForSelector(byTestId('session-ends'));
    },
  },
  {
    name: 'display-options',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'display-options');
    },
  },
  {
    name: 'text-200',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await largest(page);
    },
  },
  {
    name: 'code-text-200',
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await largest(page);
    },
  },
  {
    name: 'events-text-200',
    words: true,
    station: 'events=3',
    drive: async (page) => {
      await onScreen(page, 'events');
      await largest(page);
    },
  },
  {
    name: 'call-staff-text-200',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await largest(page);
      await tap(page, 'help');
      await page.waitForSelector('[data-told="true"]');
    },
  },
  {
    name: 'out-of-order-text-200',
    words: true,
    station: 'events=1&outoforder',
    drive: async (page) => {
      await onScreen(page, 'out-of-order');
      await largest(page);
    },
  },
  {
    name: 'high-contrast',
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await tap(page, 'display-options', 'high-contrast', 'display-options');
      await keypad(page, '12');
    },
  },
  {
    name: 'low-reach',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'display-options', 'low-reach', 'display-options');
    },
  },
  {
    name: 'ticket-code-longest-text-200',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'ticket-code');
      await paste(page, LONGEST_CODE);
      await largest(page);
    },
  },
  ...lowReach([
    ['attract', 'events=1', (page) => onScreen(page, 'attract')],
    ['events', 'events=3', (page) => onScreen(page, 'events')],
    [
      'ticket-code',
      'events=1',
      async (page) => {
        await begun(page);
        await tap(page, 'ticket-code');
      },
    ],
    [
      'code',
      'events=1',
      async (page) => {
        await asked(page);
        await onScreen(page, 'code');
      },
    ],
    [
      'tickets',
      'events=1',
      async (page) => {
        await loggedIn(page, '09120000002');
        await onScreen(page, 'tickets');
      },
    ],
    [
      'welcome',
      'events=1',
      async (page) => {
        await loggedIn(page);
        await page.waitForSelector(byTestId('handoff'));
      },
    ],
    [
      'no-ticket',
      'events=1',
      async (page) => {
        await loggedIn(page, '09120000004');
        await onScreen(page, 'no-ticket');
      },
    ],
    [
      'trouble',
      'events=1',
      async (page) => {
        await asked(page, '09120000009');
        await onScreen(page, 'trouble');
      },
    ],
  ]),
];
