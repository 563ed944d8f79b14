import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { focused } from './focus';
import { tap } from './hands';
import { STATES } from './states';
import { settled, Visitor } from './visitor';

let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  visitor = await Visitor.begin(inject('page'));
});

afterAll(() => visitor.leave());

/** Presses Tab until a control has the focus, as a person without a pointer does. */
async function tabTo(testid: string): Promise<void> {
  for (let i = 0; i < 80; i += 1) {
    const at = await focused(page);
    if (at?.name === testid) {
      expect(at, `the focus shows on ${testid}`).toMatchObject({ ring: true, inSight: true });
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${testid}`);
}

async function press(testid: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(testid);
  await page.keyboard.press(key);
}

/** Types at a person's speed, by the page's own clock. */
async function type(text: string): Promise<void> {
  for (const key of text) {
    await page.keyboard.press(key);
    await page.clock.runFor(100);
  }
}

async function open(station: string, language: 'fa' | 'en'): Promise<void> {
  const start = { name: 'start', station, drive: () => Promise.resolve() };
  page = await visitor.visit(start, { language });
  await page.clock.resume();
}

it('what is typed into stays above the keys when the text is enlarged under it', async () => {
  const found = STATES.find(({ name }) => name === 'setup-founder-text-200');
  if (found === undefined) throw new Error('there is no such state');
  page = await visitor.visit(found, { language: 'en' });
  await settled(page);
  const field = await page.locator('[data-typed-into]').boundingBox();
  const keys = await page.locator('main > .acts').boundingBox();
  if (field === null || keys === null) throw new Error('there is nothing to type into, or with');
  expect(field.y + field.height).toBeLessThanOrEqual(keys.y);
});

const screen = (name: string) => page.waitForSelector(`[data-screen="${name}"]`);

describe.each(['fa', 'en'] as const)('with the keyboard alone, in %s', (language) => {
  it('a family comes in, changes its number and leaves', async () => {
    await open('events=1', language);
    await press('begin');
    await screen('mobile');
    await type('09120000002');
    await press('send-code');
    await screen('code');
    for (const digit of '12345') await press(`key-${digit}`, 'Space');
    await screen('tickets');
    await press('ticket-2', 'Space');
    await press('check-in');
    await page.waitForSelector('[data-testid="entry-2"].now');
    await press('check-in-all');
    await screen('welcome');
    await press('change-mobile');
    await screen('change-mobile');
    await type('09350000011');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid="countdown"]');
    await type('12345');
    await page.waitForSelector('[data-testid="mobile-changed"]');
    await press('done');
    await screen('attract');
  });

  it('a guest of one of many events comes in by the code of a ticket', async () => {
    await open('events=8', language);
    await tabTo('search');
    await type('2026');
    await press('event-3');
    await screen('mobile');
    await press('ticket-code');
    await screen('ticket-code');
    await type('VIP-00117');
    await press('send-code');
    await screen('code');
    await type('12345');
    await screen('welcome');
  });

  it('the display is made to fit, help is called, more time is asked for', async () => {
    await open('events=1', language);
    await press('begin');
    await press('display-options');
    await press('text-largest');
    await press('high-contrast', 'Space');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toMatchObject({ name: 'display-options', ring: true });
    const root = page.locator('html');
    expect(await root.getAttribute('data-text')).toBe('largest');
    expect(await root.getAttribute('data-contrast')).toBe('more');
    await type('09120000009');
    await press('send-code');
    await screen('trouble');
    await press('call-staff');
    await page.waitForSelector('[data-testid="staff-called"]');
    await press('close');
    expect(await focused(page)).toMatchObject({ name: 'call-staff', ring: true });
    await page.clock.runFor(61_000);
    await press('more-time');
    expect(await focused(page)).toMatchObject({ name: 'call-staff', ring: true });
    await screen('trouble');
    await press('start-over');
    await screen('attract');
    expect(await root.getAttribute('data-text'), 'they are still here').toBe('largest');
    await page.clock.runFor(81_000);
    expect(await root.getAttribute('data-text')).toBe('normal');
  });

  it('a touch on what only changes how it reads leaves Enter to the screen', async () => {
    await open('events=1', language);
    await tap(page, 'language');
    await page.keyboard.press('Enter');
    await screen('mobile');
    await type('09120000001');
    await tap(page, 'language', 'display-options', 'text-large', 'high-contrast', 'display-options');
    await page.keyboard.press('Enter');
    await screen('code');
    expect(await page.locator('body').getAttribute('lang')).toBe(language);
    // A key of the screen closes what lay beside it, too.
    await tap(page, 'display-options', 'key-1');
    await type('2345');
    await page.keyboard.press('Enter');
    await screen('welcome');
  });

  it('what lay over the screen gives the focus back, whichever key took it away', async () => {
    await open('events=1', language);
    await press('begin');
    for (const key of ['Enter', 'Escape']) {
      await press('help');
      await page.waitForSelector('[data-testid="staff-called"]');
      await page.keyboard.press(key);
      expect((await focused(page))?.name, key).toBe('help');
    }
    await tabTo('key-5');
    await page.clock.runFor(61_000);
    await page.waitForSelector('[data-testid="idle"]');
    await page.keyboard.press('Escape');
    expect((await focused(page))?.name).toBe('key-5');
    // A finger leads nobody's focus: keys go to the screen.
    await page.click('[data-testid="help"]');
    await page.click('[data-testid="close"]');
    expect((await focused(page))?.name).toBe('h1');
  });

  it('staff set the kiosk up', async () => {
    await open('events=1&fresh', language);
    await press('way-join');
    await type('https://centre.example/enrol#1.ABCD-EFGH');
    await tabTo('station-name');
    await type('Door');
    await press('join');
    await press('keep');
    await press('run-test');
    await page.waitForSelector('[data-testid="tested"]');
    await press('finish');
    await screen('attract');
  });

  it('staff take the kiosk out of service', async () => {
    await open('events=1', language);
    await tabTo('staff-entry');
    await page.keyboard.down('Enter');
    await page.clock.runFor(3_100);
    await page.keyboard.up('Enter');
    await press('staff-member-1', 'Space');
    await type('4711');
    await page.keyboard.press('Enter');
    await screen('staff');
    await press('nav-more');
    await press('set-out-of-order');
    await screen('out-of-order');
  });
});

describe('what is counted down', () => {
  /** All that a voice says, wherever in the page it stands. */
  async function listen(): Promise<void> {
    await page.evaluate(() => {
      const LIVE = '[role="alert"], [role="status"], [aria-live="polite"], [aria-live="assertive"]';
      const said: string[] = [];
      Object.assign(window, { said });
      const hear = (region: Element | null | undefined) => {
        const text = region?.textContent.trim() ?? '';
        if (text !== '' && said.at(-1) !== text) said.push(text);
      };
      new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
          const at = target instanceof Element ? target : target.parentElement;
          const within = at?.closest(LIVE);
          if (within !== null) hear(within);
          else for (const node of addedNodes) {
            if (node instanceof Element) for (const of of [node, ...node.querySelectorAll('*')]) {
              if (of.matches(LIVE)) hear(of);
            }
          }
        }
      }).observe(document.body, { childList: true, characterData: true, subtree: true });
    });
  }

  const heard = () => page.evaluate(() => (window as unknown as { said: string[] }).said);

  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 2) {
      await page.clock.runFor(2_000);
      // Somebody is there.
      await page.mouse.click(5, 400);
    }
  }

  it('of a code is said aloud at 60, 30 and 10 seconds, and at no other', async () => {
    await open('events=1', 'en');
    await page.click('[data-testid="begin"]');
    await type('09120000001');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid="countdown"]');
    await listen();
    await pass(118);
    expect(await heard()).toEqual(['60 seconds left', '30 seconds left', '10 seconds left']);
  });

  it('until codes are sent again, too: what was refused is said once', async () => {
    await open('events=1', 'en');
    await page.click('[data-testid="begin"]');
    await type('09120000010');
    await listen();
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid="again-in"]');
    await pass(422);
    expect(await heard()).toEqual([
      'No more codes can be sent to this number now.',
      'You can try again in 60 seconds',
      'You can try again in 30 seconds',
      'You can try again in 10 seconds',
      'You can try again now.',
    ]);
  });
});
