import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { STATES } from './states';
import { settled, Visitor } from './visitor';

let visitor: Visitor;

beforeAll(async () => {
  visitor = await Visitor.begin(inject('page'));
});

afterAll(() => visitor.leave());

async function at(state: string, language: 'fa' | 'en'): Promise<Page> {
  const found = STATES.find(({ name }) => name === state);
  if (found === undefined) throw new Error(`no state is called ${state}`);
  const page = await visitor.visit(found, { language });
  await settled(page);
  return page;
}

async function resize(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await settled(page);
}

async function box(page: Page, testid: string) {
  const found = await page.locator(`[data-testid="${testid}"]`).boundingBox();
  if (found === null) throw new Error(`${testid} is not to be seen`);
  return found;
}

const USUAL = [[1280, 800], [800, 1280]] as const;
const SMALL = [[1024, 768], [768, 1024]] as const;

describe.each(['fa', 'en'] as const)('in %s', (language) => {
  it.each([
    ['what is wrong with the kiosk', 'staff-today-wrong', '[data-testid^="light-"]'],
    ['what is wrong with a ticket', 'ticket-code-unknown', '[data-testid="error"]'],
    ['how long a PIN waits', 'pin-wait', '[data-testid="countdown"]'],
    ['what is typed of a guest, among many events', 'staff-walk-in-many', 'input'],
  ])('%s is read without scrolling', async (_, state, what) => {
    const page = await at(state, language);
    for (const [width, height] of [...USUAL, ...SMALL]) {
      await resize(page, width, height);
      const hidden = await page.evaluate(
        (of) =>
          [...document.querySelectorAll(of)].filter((part) => {
            const { left, top, right, bottom } = part.getBoundingClientRect();
            const place = part.closest('.text, .content')?.getBoundingClientRect();
            const there = document.elementFromPoint((left + right) / 2, bottom - 3);
            return !part.contains(there) || place === undefined || top < place.top || bottom > place.bottom;
          }).length,
        what,
      );
      expect(hidden, `${String(width)} x ${String(height)}`).toBe(0);
    }
  });

  it.each([
    'welcome',
    'welcome-family',
    'welcome-family-open',
    'tickets',
    'tickets-chosen',
    'staff-walk-in',
  ])('%s has nothing below an edge, on a small screen neither', async (state) => {
    const page = await at(state, language);
    for (const [width, height] of [...USUAL, ...SMALL]) {
      await resize(page, width, height);
      const hidden = await page.evaluate(() =>
        [...document.querySelectorAll('main, .text, .content')].map(
          (part) => part.scrollHeight - part.clientHeight,
        ),
      );
      expect(Math.max(...hidden), `${String(width)} x ${String(height)}`).toBeLessThanOrEqual(1);
    }
  });

  it('the corner for staff is as large as a finger and to the left', async () => {
    const page = await at('mobile', language);
    for (const [width, height] of [[1024, 768], [1280, 800], [800, 1280]] as const) {
      await resize(page, width, height);
      const corner = await box(page, 'staff-entry');
      expect(Math.min(corner.width, corner.height)).toBeGreaterThanOrEqual(44);
      expect(corner.x + corner.width).toBeLessThan(width / 4);
      expect(corner.y + corner.height).toBe(height);
    }
  });

  it.each(['attract', 'mobile', 'code', 'tickets', 'welcome', 'text-200'])(
    'the way to people is within reach on %s of an upright screen',
    async (state) => {
      const page = await at(state, language);
      for (const [width, height] of [[800, 1280], [1080, 1920], [2160, 3840]] as const) {
        await resize(page, width, height);
        const help = await box(page, 'help');
        expect(help.y, `${String(width)} x ${String(height)}`).toBeGreaterThan(height / 2);
      }
    },
  );

  it('the digits on the keys grow with the text', async () => {
    const size = async (state: string) => {
      const page = await at(state, language);
      const [key] = await page
        .locator('[data-testid="key-5"]')
        .evaluateAll((keys) => keys.map((of) => parseFloat(getComputedStyle(of).fontSize)));
      return key ?? 0;
    };
    const usual = await size('mobile');
    expect((await size('text-200')) / usual).toBeGreaterThanOrEqual(1.5);
  });
});
