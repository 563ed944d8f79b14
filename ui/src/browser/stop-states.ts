import type { Page } from 'playwright-core';
import {
  asked,
  begun,
  byTestId,
  loggedIn,
  onScreen,
  type State,
  tap,
} from './hands';
import { refusing } from './refusing';

/** How somebody wants the screen to be, before something lies over it. */
type Dress = (page: Page) => Promise<void>;

const asItIs: Dress = () => Promise.resolve();

/** Begun, and then nothing for a minute. */
export async function quiet(page: Page, dress = asItIs): Promise<void> {
  await begun(page);
  await dress(page);
  await page.clock.runFor(63_000);
  await page.waitForSelector(byTestId('more-time'));
}

/** Among the tickets, in the last minute of a session. */
export async function endsSoon(page: Page, dress = asItIs): Promise<void> {
  await loggedIn(page, '09120000002');
  await onScreen(page, 'tickets');
  await dress(page);
  await page.clock.runFor(5_000);
  await page.waitForSelector(byTestId('session-ends'));
}

/** What stops an attendee, who is called, what ends, and what the line says. */
export const STOP_STATES: readonly State[] = [
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
    drive: (page) => quiet(page),
  },
  {
    name: 'session-ends',
    station: 'events=1&session=62000',
    drive: (page) => endsSoon(page),
  },
  {
    name: 'tickets-last-minute',
    words: true,
    station: 'events=1&session=62000',
    drive: async (page) => {
      await endsSoon(page);
      await tap(page, 'go-on');
      await page.waitForSelector(byTestId('last-minute'));
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
    name: 'out-of-order-over',
    words: true,
    station: 'events=0&over',
    drive: (page) => onScreen(page, 'out-of-order'),
  },
  {
    name: 'out-of-order-not-started',
    words: true,
    station: 'events=0&fault=lossy',
    drive: async (page) => {
      await page.waitForSelector(byTestId('not-started'));
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
    name: 'line-apart',
    words: true,
    station: 'events=1&link=offline&wrong=some&waiting=38',
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
];
