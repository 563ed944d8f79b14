import type { Page } from 'playwright-core';
import { FIT_STATES } from './fit-states';
import {
  asked,
  begun,
  byTestId,
  keypad,
  loggedIn,
  LONGEST_CODE,
  onScreen,
  paste,
  scan,
  type State,
  tap,
} from './hands';
import { REFUSAL_STATES, refusing } from './refusal-states';
import { STAFF_STATES } from './staff-states';

/** Every screen, in every state that looks different. */
export const STATES: readonly State[] = [
  { name: 'starting', station: 'asleep', drive: (page) => onScreen(page, 'starting') },
  { name: 'attract', station: 'events=1', drive: (page) => onScreen(page, 'attract') },
  { name: 'attract-plain', station: 'events=1&from=1', drive: (page) => onScreen(page, 'attract') },
  {
    name: 'attract-camera',
    station: 'events=1&camera=works',
    drive: async (page) => {
      await page.waitForSelector(byTestId('scan-ticket'));
    },
  },
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
    name: 'ticket-code-longest',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'ticket-code');
      await paste(page, LONGEST_CODE);
    },
  },
  {
    name: 'mobile-camera',
    station: 'events=3&camera=works',
    drive: async (page) => {
      await tap(page, 'event-1');
      await page.waitForSelector(byTestId('scan-ticket'));
    },
  },
  {
    name: 'scan',
    station: 'events=1&camera=works',
    drive: async (page) => {
      await tap(page, 'scan-ticket');
      await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    },
  },
  {
    name: 'scan-failed',
    station: 'events=1&camera=broken',
    drive: async (page) => {
      await tap(page, 'scan-ticket');
      await page.waitForSelector(byTestId('error'));
    },
  },
  {
    name: 'ticket-code-camera',
    station: 'events=1&camera=works',
    drive: async (page) => {
      await tap(page, 'scan-ticket', 'ticket-code', 'letter-V');
    },
  },
  {
    name: 'ticket-code-unreadable',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await scan(page, '\u2603'.repeat(8));
      await page.waitForSelector(byTestId('error'));
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
    name: 'code-misheld',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await scan(page, 'NOBODY-1');
      await page.waitForSelector(byTestId('misheld'));
    },
  },
  {
    name: 'code-checking',
    station: 'events=1&hangs=redeemCode',
    drive: async (page) => {
      await loggedIn(page);
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
    name: 'code-again',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await page.clock.runFor(31_000);
      await tap(page, 'resend');
      await page.waitForSelector(byTestId('resent'));
    },
  },
  {
    name: 'code-no-courier',
    words: true,
    station: 'events=1&courier=down',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
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
    drive: async (page) => {
      await loggedIn(page, '09120000011');
      await tap(page, 'check-in-all');
      await page.waitForSelector(byTestId('handoff'));
    },
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
    name: 'welcome-changed',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page);
      await tap(page, 'change-mobile');
      await keypad(page, '09350000011');
      await tap(page, 'send-code');
      await page.waitForSelector(byTestId('countdown'));
      await keypad(page, '12345');
      await page.waitForSelector(byTestId('mobile-changed'));
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
  {
    name: 'no-ticket-misheld',
    words: true,
    station: 'events=3',
    drive: async (page) => {
      await tap(page, 'event-1');
      await keypad(page, '09120000003');
      await tap(page, 'send-code');
      await onScreen(page, 'code');
      await keypad(page, '12345');
      await onScreen(page, 'no-ticket');
      await scan(page, 'NOBODY-1');
      await page.waitForSelector(byTestId('misheld'));
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
    name: 'trouble-locked-hours',
    words: true,
    station: `events=1&${refusing('sendCode', { code: 'locked', retryAfterMs: 23 * 3_600_000 })}`,
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'trouble');
    },
  },
  {
    name: 'trouble-paused-over',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await asked(page, '09120000008');
      await onScreen(page, 'trouble');
      await page.clock.runFor(31_000);
    },
  },
  {
    name: 'trouble-event-over',
    words: true,
    station: `events=1&${refusing('sendCode', { code: 'event_over' })}`,
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'trouble');
    },
  },
  {
    name: 'trouble-session-over',
    words: true,
    station: `events=1&${refusing('checkIn', { code: 'session_over' })}`,
    drive: async (page) => {
      await loggedIn(page, '09120000002');
      await tap(page, 'check-in-all');
      await onScreen(page, 'trouble');
    },
  },
  {
    name: 'call-staff-unheard',
    words: true,
    station: 'events=1&link=offline',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'help');
      await page.waitForSelector(byTestId('staff-called'));
    },
  },
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
    name: 'session-ends',
    station: 'events=1&session=62000',
    drive: async (page) => {
      await loggedIn(page, '09120000002');
      await onScreen(page, 'tickets');
      await page.clock.runFor(5_000);
      await page.waitForSelector(byTestId('session-ends'));
    },
  },
  {
    name: 'change-mobile-no-sms',
    station: 'events=1',
    drive: async (page) => {
      await loggedIn(page);
      await tap(page, 'change-mobile');
      await keypad(page, '09350000011');
      await tap(page, 'send-code');
      await page.waitForSelector(byTestId('countdown'));
      await page.clock.runFor(31_000);
      await page.waitForSelector(byTestId('no-sms'));
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
    name: 'out-of-order-no-events',
    words: true,
    station: 'events=0',
    drive: (page) => onScreen(page, 'out-of-order'),
  },
  {
    name: 'out-of-order-full',
    words: true,
    station: 'events=0&full',
    drive: async (page) => {
      await page.waitForSelector(byTestId('out-of-order-full'));
    },
  },
  {
    name: 'out-of-order-revoked',
    words: true,
    station: 'events=0&link=revoked',
    drive: (page) => onScreen(page, 'out-of-order'),
  },
  {
    name: 'line-loading',
    words: true,
    station: 'events=1&loading',
    drive: async (page) => {
      await begun(page);
      await page.waitForSelector(byTestId('loading'));
    },
  },
  {
    name: 'line-wrong',
    words: true,
    station: 'events=1&link=offline&wrong&waiting=38',
    drive: begun,
  },
  {
    name: 'line-wrong-long',
    words: true,
    station: 'events=1&link=offline&wrong=long&waiting=38',
    drive: begun,
  },
  {
    name: 'out-of-order-staff',
    station: 'events=1&outoforder&calls&link=offline&waiting=12',
    drive: (page) => onScreen(page, 'out-of-order'),
  },
  ...FIT_STATES,
  ...STAFF_STATES,
  ...REFUSAL_STATES,
];
