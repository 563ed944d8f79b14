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
import { refusing } from './refusing';

/** From the first screen to the code: a number, a ticket, what keeps somebody from their code. */
export const WAY_IN_STATES: readonly State[] = [
  { name: 'starting', station: 'asleep', drive: (page) => onScreen(page, 'starting') },
  {
    name: 'attract',
    station: 'events=1',
    drive: async (page) => {
      await page.waitForSelector(byTestId('event-picture'));
    },
  },
  { name: 'attract-plain', station: 'events=1&from=1', drive: (page) => onScreen(page, 'attract') },
  {
    name: 'attract-camera',
    station: 'events=1&camera=works',
    drive: async (page) => {
      await page.waitForSelector(byTestId('scan-ticket'));
    },
  },
  {
    name: 'attract-again',
    words: true,
    station: 'events=1&camera=works',
    drive: async (page) => {
      await scan(page, 'VIP-00117');
      await tap(page, 'other-number', 'back');
      await onScreen(page, 'attract');
      await scan(page, 'VIP-00117');
      await page.waitForSelector(byTestId('misheld'));
    },
  },
  {
    name: 'events-again',
    words: true,
    station: 'events=3',
    drive: async (page) => {
      await scan(page, 'VIP-00117');
      await tap(page, 'other-number', 'other-event');
      await onScreen(page, 'events');
      await scan(page, 'VIP-00117');
      await page.waitForSelector(byTestId('misheld'));
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
    name: 'mobile-misheld',
    words: true,
    station: `events=1&${refusing('sendCodeToTicket', { code: 'station_paused', retryAfterMs: 30_000 })}`,
    drive: async (page) => {
      await begun(page);
      await keypad(page, '0912');
      await scan(page, 'NOBODY-1');
      await page.waitForSelector(byTestId('misheld'));
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
    name: 'scan-misheld',
    words: true,
    station: 'events=1&camera=works',
    drive: async (page) => {
      await tap(page, 'scan-ticket');
      await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
      await scan(page, 'NOBODY-1');
      await page.waitForSelector(byTestId('misheld'));
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
    name: 'ticket-code-again',
    words: true,
    station: 'events=1',
    drive: async (page) => {
      await scan(page, 'VIP-00117');
      await onScreen(page, 'code');
      await tap(page, 'ticket-code');
      await scan(page, 'VIP-00117');
      await page.waitForSelector(byTestId('misheld'));
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
    name: 'code-fault',
    words: true,
    station: `events=1&${refusing('sendCodeToTicket', { code: 'station_fault', reference: 'A7-3F21' })}`,
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await scan(page, 'VIP-00117');
      await page.waitForSelector(byTestId('reference'));
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
    name: 'code-no-more',
    words: true,
    station: 'events=1&resend=86400000',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
    },
  },
  {
    name: 'code-no-more-expired',
    words: true,
    station: 'events=1&resend=86400000&expires=20000',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await page.clock.runFor(21_000);
      await page.waitForSelector(byTestId('error'));
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
];
