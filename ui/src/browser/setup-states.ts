import type { Page } from 'playwright-core';
import { byTestId, largest, onScreen, type State, tap } from './hands';

const TEXT = 'https://centre.example/enrol#1.ABCD-EFGH';

const fill = (page: Page, testid: string, text: string) => page.fill(byTestId(testid), text);
const step = (page: Page, name: string) => page.waitForSelector(byTestId(`step-${name}`));

/** A way through the set-up from its first question on. */
function setup(name: string, drive: (page: Page) => Promise<unknown>, station = 'events=3&fresh'): State {
  return {
    name: `setup${name}`,
    station,
    drive: async (page) => {
      await onScreen(page, 'setup');
      await drive(page);
    },
  };
}

export async function joined(page: Page, text = TEXT): Promise<void> {
  await tap(page, 'way-join');
  await fill(page, 'join-code', text);
  await fill(page, 'station-name', 'ورودی شمالی');
  await tap(page, 'join');
}

/** To the guest list of an event of its own, or as far as the station lets one. */
export async function founded(page: Page): Promise<void> {
  await tap(page, 'way-event');
  await fill(page, 'event-name', 'شب شعر');
  await tap(page, 'next');
  await fill(page, 'station-name', 'ورودی');
  await fill(page, 'staff-name', 'نیکا رستگار');
  await fill(page, 'staff-pin', '2468');
  await tap(page, 'found');
}

async function tested(page: Page): Promise<void> {
  await joined(page);
  await tap(page, 'keep');
  await fill(page, 'test-mobile', '09121234567');
  await tap(page, 'run-test');
  await page.waitForSelector(byTestId('tested'));
}

/** Every step of the set-up, in every state that looks different. */
export const SETUP_STATES: readonly State[] = [
  setup('', (page) => step(page, 'way')),
  setup('-join', (page) => tap(page, 'way-join')),
  setup('-join-refused', async (page) => {
    await joined(page, 'connect');
    await page.waitForSelector(byTestId('error'));
  }),
  setup('-event', (page) => tap(page, 'way-event')),
  setup('-event-times', async (page) => {
    await tap(page, 'way-event');
    await fill(page, 'event-name', 'شب شعر');
    await tap(page, 'starts-set', 'ends-set');
  }),
  setup('-founder', async (page) => {
    await tap(page, 'way-event');
    await fill(page, 'event-name', 'شب شعر');
    await tap(page, 'next');
    await step(page, 'founder');
  }),
  {
    ...setup('-founder-text-200', async (page) => {
      await tap(page, 'way-event');
      await fill(page, 'event-name', 'شب شعر');
      await tap(page, 'next');
      await step(page, 'founder');
      await largest(page);
    }),
    words: true,
  },
  setup('-roster', async (page) => {
    await founded(page);
    await page.waitForSelector(byTestId('file-1'));
  }),
  setup('-roster-none', async (page) => {
    await founded(page);
    await page.waitForSelector(byTestId('no-file'));
  }, 'events=1&fresh&drives=none'),
  setup('-roster-read', async (page) => {
    await founded(page);
    await tap(page, 'file-2');
    await page.waitForSelector(byTestId('imported'));
  }),
  setup('-roster-nothing', async (page) => {
    await founded(page);
    await fill(page, 'roster-path', '/media/USB/code-page.csv');
    await tap(page, 'import');
    await page.waitForSelector(byTestId('imported'));
  }),
  setup('-roster-empty', async (page) => {
    await founded(page);
    await tap(page, 'file-3');
    await page.waitForSelector(byTestId('error'));
  }),
  setup('-choices', async (page) => {
    await joined(page);
    await step(page, 'choices');
  }),
  setup('-choices-second', async (page) => {
    await joined(page);
    await step(page, 'choices');
    await tap(page, 'sms-then-kavenegar');
  }),
  setup('-account', async (page) => {
    await founded(page);
    await tap(page, 'next', 'sms-kavenegar', 'keep');
    await step(page, 'account');
  }),
  setup('-choices-file', async (page) => {
    await founded(page);
    await tap(page, 'next', 'sms-file');
  }),
  setup('-test', tested),
  setup('-test-key', tested, 'events=3&fresh&key=broken'),
  setup('-test-text-200', async (page) => {
    await tested(page);
    await largest(page);
  }),
];
