import type { Page } from 'playwright-core';
import { byTestId, keypad, onScreen, type State, tap } from './hands';
import { STAFF_STATES } from './staff-states';

const begun = (page: Page) => tap(page, 'begin');

async function asked(page: Page, mobile = '09120000001'): Promise<void> {
  await begun(page);
  await keypad(page, mobile);
  await tap(page, 'send-code');
}

async function loggedIn(page: Page, mobile = '09120000001'): Promise<void> {
  await asked(page, mobile);
  await onScreen(page, 'code');
  await keypad(page, '12345');
}

/** Every screen, in every state that looks different. */
export const STATES: readonly State[] = [
  { name: 'attract', station: 'events=1', drive: (page) => onScreen(page, 'attract') },
  { name: 'attract-plain', station: 'events=1&from=1', drive: (page) => onScreen(page, 'attract') },
  { name: 'events', station: 'events=3', drive: (page) => onScreen(page, 'events') },
  { name: 'events-many', station: 'events=8', drive: (page) => onScreen(page, 'events') },
  {
    name: 'events-search',
    station: 'events=8',
    drive: async (page) => {
      await tap(page, 'search');
      await page.waitForSelector(byTestId('letters'));
    },
  },
  { name: 'mobile', station: 'events=1', drive: begun },
  {
    name: 'mobile-typed',
    station: 'events=1&courier=down',
    drive: async (page) => {
      await begun(page);
      await keypad(page, '09123456789');
    },
  },
  {
    name: 'mobile-refused',
    station: 'events=3',
    drive: async (page) => {
      await tap(page, 'event-2');
      await keypad(page, '0912000');
      await tap(page, 'send-code');
      await page.waitForSelector(byTestId('error'));
    },
  },
  {
    name: 'ticket-code',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'ticket-code');
      await tap(page, 'letter-V', 'letter-I', 'letter-P', 'letter--', 'letter-0', 'letter-7');
    },
  },
  {
    name: 'ticket-code-unknown',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'ticket-code', 'letter-Z', 'letter-9', 'send-code');
      await page.waitForSelector(byTestId('error'));
    },
  },
  {
    name: 'code',
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await keypad(page, '123');
    },
  },
  {
    name: 'code-wrong',
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await keypad(page, '00000');
      await page.waitForSelector(byTestId('error'));
    },
  },
  {
    name: 'code-no-sms',
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await page.clock.runFor(31_000);
      await page.waitForSelector(byTestId('no-sms'));
    },
  },
  {
    name: 'code-expired',
    station: 'events=1&expires=20000',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await page.clock.runFor(21_000);
      await page.waitForSelector(byTestId('error'));
    },
  },
  {
    name: 'code-spent',
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      for (let i = 0; i < 5; i += 1) {
        await keypad(page, '00000');
        await page.waitForSelector(`[data-tries="${String(4 - i)}"]`, { state: 'attached' });
      }
    },
  },
  {
    name: 'code-of-ticket',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'ticket-code');
      for (const letter of 'VIP-00117') await tap(page, `letter-${letter}`);
      await tap(page, 'send-code');
      await onScreen(page, 'code');
    },
  },
  {
    name: 'tickets',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000002');
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
    name: 'tickets-text-200',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000011');
      await onScreen(page, 'tickets');
      await tap(page, 'display-options', 'text-largest', 'display-options');
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
    drive: async (page) => {
      await loggedIn(page);
      await page.waitForSelector(byTestId('handoff'));
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
    drive: async (page) => {
      await loggedIn(page, '09120000011');
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
    name: 'welcome-text-200',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page, '09120000011');
      await tap(page, 'check-in-all');
      await page.waitForSelector(byTestId('handoff'));
      await tap(page, 'display-options', 'text-largest', 'display-options');
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
      await loggedIn(page);
      await tap(page, 'change-mobile');
      await keypad(page, '09350000011');
      await tap(page, 'send-code');
      await page.waitForSelector(byTestId('countdown'));
    },
  },
  {
    name: 'change-mobile-taken',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page);
      await tap(page, 'change-mobile');
      await keypad(page, '09120000002');
      await tap(page, 'send-code');
      await page.waitForSelector(byTestId('countdown'));
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
    drive: async (page) => {
      await tap(page, 'event-1');
      await keypad(page, '09120000003');
      await tap(page, 'send-code');
      await onScreen(page, 'code');
      await keypad(page, '12345');
      await onScreen(page, 'no-ticket');
    },
  },
  ...(
    [
      ['locked', '09120000009'],
      ['paused', '09120000008'],
      ['staff-needed', '09120000007'],
      ['fault', '09120000006'],
    ] as const
  ).map(([name, mobile]) => ({
    name: `trouble-${name}`,
    station: 'events=1',
    drive: async (page: Page) => {
      await asked(page, mobile);
      await onScreen(page, 'trouble');
    },
  })),
  {
    name: 'call-staff',
    station: 'events=1',
    drive: async (page) => {
      await asked(page, '09120000009');
      await tap(page, 'call-staff');
      await page.waitForSelector('[data-told="true"]');
    },
  },
  {
    name: 'idle',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await page.clock.runFor(63_000);
      await page.waitForSelector(byTestId('more-time'));
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
      await tap(page, 'display-options', 'text-largest', 'display-options');
    },
  },
  {
    name: 'code-text-200',
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await tap(page, 'display-options', 'text-largest', 'display-options');
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
    name: 'out-of-order',
    station: 'events=1&down',
    drive: async (page) => {
      await page.clock.runFor(2_500);
      await onScreen(page, 'out-of-order');
    },
  },
  {
    name: 'out-of-order-staff',
    station: 'events=1&outoforder&calls&link=offline&waiting=12',
    drive: (page) => onScreen(page, 'out-of-order'),
  },
  ...STAFF_STATES,
];
