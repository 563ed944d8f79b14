import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TIGHT } from './layout';
import { motion } from './motion';
import { keypad, largest, LONGEST_CODE, paste, scan, tap } from './hands';
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

/** The lines of something that nobody can read, as it is `found` or once each is `brought` to the top. */
async function linesOutOfSight(page: Page, what: string, how: 'found' | 'brought'): Promise<string[]> {
  return page.locator(what).evaluate((part, bring) => {
    const hidden: string[] = [];
    const words = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (words.nextNode() !== null) {
      const range = document.createRange();
      range.selectNodeContents(words.currentNode);
      for (let at = 0; at < range.getClientRects().length; at += 1) {
        const line = () => range.getClientRects()[at] ?? new DOMRect();
        const main = part.closest('main');
        if (bring && main !== null) main.scrollTop += line().top - main.getBoundingClientRect().top - 8;
        const { left, right, top, bottom, height } = line();
        // A line is higher than its letters.
        const [x, inset] = [(left + right) / 2, height / 5];
        const seen = [top + inset, bottom - inset].every((y) =>
          part.contains(document.elementFromPoint(x, y)),
        );
        if (!seen) hidden.push(`${String(Math.round(top))}: ${range.toString().trim()}`);
      }
    }
    return hidden;
  }, how === 'brought');
}

const USUAL = [[1280, 800], [800, 1280]] as const;
const SMALL = [[1024, 768], [768, 1024]] as const;

describe.each(['fa', 'en'] as const)('in %s', (language) => {
  it.each([
    ['what is wrong with the kiosk', 'staff-today-wrong', '[data-testid^="light-"]'],
    ['what is wrong with a ticket', 'ticket-code-unknown', '[data-testid="error"]'],
    ['how long a PIN waits', 'pin-wait', '[data-testid="countdown"]'],
    ['what is typed of a guest, among many events', 'staff-walk-in-many', 'input'],
    ['each of three events', 'events', '[data-testid^="event-"]'],
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
    'welcome-three',
    'welcome-changed',
    'welcome-not-yet',
    'welcome-over',
    'tickets',
    'tickets-chosen',
    'events-again',
    'ticket-code',
    'ticket-code-unknown',
    'low-reach',
    'setup-join-refused',
    'setup-founder',
    'setup-event-times',
    'staff-today',
    'staff-today-many',
    'staff-walk-in',
    'staff-walk-in-many',
    'staff-set-up',
  ])('%s has nothing below an edge, on a small screen neither', async (state) => {
    const page = await at(state, language);
    for (const [width, height] of [...USUAL, ...SMALL]) {
      await resize(page, width, height);
      const hidden = await page.evaluate(() =>
        [...document.querySelectorAll('main, .text, .content')]
          .filter((part) => getComputedStyle(part).overflowY !== 'visible')
          .map((part) => part.scrollHeight - part.clientHeight),
      );
      expect(Math.max(0, ...hidden), `${String(width)} x ${String(height)}`).toBeLessThanOrEqual(1);
    }
  });

  it.each([
    ['events-many', '[data-testid^="event-"]'],
    ['no-ticket-others', '[data-testid^="event-"]'],
    ['staff-export-locked', '[data-testid^="drive-"]'],
  ])('on %s what stands side by side is of one height', async (state, what) => {
    const page = await at(state, language);
    const rows = await page.locator(what).evaluateAll((all) => {
      const heights = new Map<number, Set<number>>();
      for (const part of all) {
        const { top, height } = part.getBoundingClientRect();
        const row = heights.get(Math.round(top)) ?? new Set();
        heights.set(Math.round(top), row.add(Math.round(height)));
      }
      return { rows: heights.size, of: all.length, uneven: [...heights.values()].filter(({ size }) => size > 1).length };
    });
    expect(rows.rows, 'some stand side by side').toBeLessThan(rows.of);
    expect(rows.uneven).toBe(0);
  });

  it.each(['scan', 'scan-text-200', 'scan-misheld', 'scan-misheld-text-200'])('on %s the picture of the camera is seen whole', async (state) => {
    const page = await at(state, language);
    for (const [width, height] of [...USUAL, ...SMALL]) {
      await resize(page, width, height);
      const corners = await page.locator('video').evaluate((video) => {
        const { left, right, top, bottom } = video.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        const edges = [[left + 2, y], [right - 2, y], [x, top + 2], [x, bottom - 2]] as const;
        return edges.map(([across, down]) => document.elementFromPoint(across, down) === video);
      });
      expect(corners, `${String(width)} x ${String(height)}`).toEqual([true, true, true, true]);
    }
  });

  it('where the camera fails, nobody is asked to hold a ticket to it', async () => {
    const page = await at('scan', language);
    const asked = await page.textContent('h1');
    const failed = await at('scan-failed', language);
    expect(await failed.textContent('h1')).not.toBe(asked);
    expect(await failed.locator('.lead').count()).toBe(0);
  });

  it('what says that there is no way to the phone stands in the middle', async () => {
    const page = await at('welcome-open', language);
    for (const [width, height] of USUAL) {
      await resize(page, width, height);
      const off = await page.locator('section:has(> .none)').evaluate((card) => {
        const middle = (of: Element | null) => {
          const { left = 0, right = 0 } = of?.getBoundingClientRect() ?? {};
          return (left + right) / 2;
        };
        return Math.abs(middle(card) - middle(card.querySelector('svg')));
      });
      expect(off, `${String(width)} x ${String(height)}`).toBeLessThan(1);
    }
  });

  it('the figures of the day stand in one row, beside what is wrong too', async () => {
    for (const state of ['staff-today', 'staff-today-in-the-way']) {
      const page = await at(state, language);
      for (const [width, height] of [...USUAL, ...SMALL]) {
        await resize(page, width, height);
        const tops = await page
          .locator('.big p > span')
          .evaluateAll((all) => all.map((of) => Math.round(of.getBoundingClientRect().top)));
        expect(new Set(tops).size, `${state}, ${String(width)} x ${String(height)}`).toBe(1);
      }
    }
  });

  it('what says that a duty ends lies from edge to edge of what it hides', async () => {
    const page = await at('staff-ends', language);
    const ends = await box(page, 'duty-ends');
    const header = await page.locator('.content > .page').boundingBox();
    expect(Math.abs(ends.x - (header?.x ?? 0))).toBeLessThan(1);
    expect(Math.abs(ends.width - (header?.width ?? 0))).toBeLessThan(1);
  });

  it.each(['staff-search', 'staff-search-many', 'staff-undo-typed', 'staff-name', 'setup-join-refused', 'staff-walk-in-refused'])(
    'on %s what is typed begins where its caption does',
    async (state) => {
      const page = await at(state, language);
      const sides = await page
        .locator('label input')
        .evaluateAll((all) => all.map((of) => getComputedStyle(of).textAlign));
      expect(new Set(sides)).toEqual(new Set([language === 'fa' ? 'right' : 'left']));
    },
  );

  it('the edge of a field that is refused has one colour', async () => {
    const page = await at('staff-walk-in-refused', language);
    const [border, inner] = await page.locator('label:has([data-testid="walk-in-mobile"])').evaluate((field) => {
      const { borderTopColor, boxShadow } = getComputedStyle(field);
      return [borderTopColor, boxShadow];
    });
    expect(inner).toContain(border);
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

  const WAYS_TO_PEOPLE = [
    ...['attract', 'mobile', 'ticket-code', 'code', 'tickets', 'welcome', 'no-ticket', 'mobile-text-200'],
    ...['trouble-locked', 'out-of-order-staff', 'out-of-order-over'],
  ];

  it.each(WAYS_TO_PEOPLE)('the way to people is within reach on %s of an upright screen', async (state) => {
    const page = await at(state, language);
    for (const [width, height] of [[800, 1280], [1080, 1920], [2160, 3840]] as const) {
      await resize(page, width, height);
      const help = await box(page, 'help');
      expect(help.y, `${String(width)} x ${String(height)}`).toBeGreaterThan(height / 2);
    }
  });

  it.each(['ticket-code', 'no-ticket', 'trouble-locked'])('no second one stands beside it on %s', async (state) => {
    const page = await at(state, language);
    await resize(page, 800, 1280);
    expect(await page.locator('[data-testid="call-staff"]').isVisible()).toBe(false);
    await resize(page, 1280, 800);
    expect(await page.locator('[data-testid="call-staff"]').isVisible(), 'it is above').toBe(true);
  });

  it.each(['attract', 'attract-plain', 'attract-camera', 'events', 'events-many'])(
    'who sits reaches what makes all of it lower, on %s',
    async (state) => {
      const page = await at(state, language);
      for (const [width, height] of [...USUAL, ...SMALL, [1080, 1920]] as const) {
        await resize(page, width, height);
        const lower = await box(page, 'lower');
        expect(lower.y, `${String(width)} x ${String(height)}`).toBeGreaterThan(height * 0.75);
      }
    },
  );

  it.each([
    ['the digits on the keys', 'mobile', 'mobile-text-200', '[data-testid="key-5"]', 1.5],
    ['a number that is typed', 'mobile-typed', 'mobile-typed-text-200', '[data-testid="mobile"]', 2],
    ['a code that is typed', 'code', 'code-text-200', '[data-testid="code"] .filled', 2],
    ['the code of a ticket', 'ticket-code', 'ticket-code-text-200', '[data-testid="ticket-code-field"]', 2],
    ['the letters on the keys', 'ticket-code', 'ticket-code-text-200', '[data-testid="letter-K"]', 1.5],
    ['the words on the keys of an alphabet', 'events-search', 'events-search-text-200', '[data-testid="key-alphabet"]', 2],
    ['the words on keys in a row of their own', 'staff-walk-in', 'staff-walk-in-text-200', '[data-testid="key-space"]', 2],
  ])('%s: they grow with the text', async (_, usual, larger, what, times) => {
    const size = async (state: string) => {
      const page = await at(state, language);
      const [first] = await page
        .locator(what)
        .evaluateAll((all) => all.map((of) => parseFloat(getComputedStyle(of).fontSize)));
      return first ?? 0;
    };
    expect((await size(larger)) / (await size(usual))).toBeGreaterThanOrEqual(times);
  });

  it.each([
    ['attract', 'begin'],
    ['attract-plain', 'begin'],
    ['attract-camera', 'begin'],
    ['attract-text-200', 'begin'],
    ['attract-plain-text-200', 'begin'],
    ['tickets-text-200', 'check-in-all'],
    ['welcome-text-200', 'more-time'],
    ['welcome-text-200', 'done'],
    ['welcome-family-text-200', 'more-time'],
    ['welcome-family-text-200', 'done'],
    ['no-ticket-text-200', 'other-number'],
    ['no-ticket-text-200', 'start-over'],
    ['no-ticket-others-text-200', 'start-over'],
    ['trouble-text-200', 'call-staff'],
  ])('on %s, what is most wanted is seen whole: %s', async (state, act) => {
    const page = await at(state, language);
    for (const [width, height] of [...USUAL, ...SMALL]) {
      await resize(page, width, height);
      // Upright the way to people is the one below the screen.
      const below = act === 'call-staff' && !(await page.locator(`[data-testid="${act}"]`).isVisible());
      if (below) {
        const help = await box(page, 'help');
        expect(help.y + help.height, `${String(width)} x ${String(height)}`).toBeLessThanOrEqual(height);
        continue;
      }
      const button = await box(page, act);
      const main = await page.locator('main').boundingBox();
      const end = (main?.y ?? 0) + (main?.height ?? 0);
      expect(button.y + button.height, `${String(width)} x ${String(height)}`).toBeLessThanOrEqual(end);
    }
  });

  it.each(['normal', 'large', 'largest'])('while a code is awaited nothing moves under a finger, in %s text', async (text) => {
    const page = await at('code', language);
    await tap(page, 'display-options', `text-${text}`, 'display-options');
    const boxes = async () => {
      const found: string[] = [];
      for (const [width, height] of TIGHT) {
        await resize(page, width, height);
        for (const button of ['resend', 'other-number', 'ticket-code', 'key-5']) {
          const { x, y } = await box(page, button);
          found.push(`${String(width)} x ${String(height)}: ${button} at ${x.toFixed()}, ${y.toFixed()}`);
        }
      }
      return found;
    };
    const before = await boxes();
    await page.clock.runFor(31_000);
    await page.waitForSelector('[data-testid="no-sms"]');
    expect(await boxes()).toEqual(before);
  });

  it.each([
    ['mobile-typed-text-200', '[data-testid="mobile"]'],
    ['mobile-foreign-text-200', '[data-testid="mobile"]'],
    ['code-text-200', '[data-testid="code"] .filled'],
    ['ticket-code-text-200', '[data-testid="ticket-code-field"]'],
    ['ticket-code-longest', '[data-testid="ticket-code-field"]'],
  ])('on %s what is typed is seen whole', async (state, what) => {
    const page = await at(state, language);
    for (const [width, height] of [...USUAL, ...SMALL]) {
      await resize(page, width, height);
      const cut = await page.evaluate(
        (of) =>
          [...document.querySelectorAll(of)].filter((part) => {
            const range = document.createRange();
            range.selectNodeContents(part);
            const text = range.getBoundingClientRect();
            const place = part.closest('.field');
            const field = (place ?? part).getBoundingClientRect();
            const across = (a: DOMRect, b: DOMRect) => a.left >= b.left && a.right <= b.right;
            const screen = new DOMRect(0, 0, innerWidth, innerHeight);
            const seen = field.top >= 0 && field.bottom <= innerHeight;
            const scrolls = place !== null && getComputedStyle(place).overflowY === 'auto';
            const whole = !scrolls || place.scrollHeight <= place.clientHeight + 1;
            return !across(text, field) || !across(field, screen) || !seen || !whole;
          }).length,
        what,
      );
      expect(cut, `${String(width)} x ${String(height)}`).toBe(0);
    }
  });

  it.each([
    ['code-text-200', 'h1'],
    ['code-wrong-text-200', '[data-testid="error"]'],
    ['code-spent-text-200', '[data-testid="error"]'],
    ['code-misheld-text-200', '[data-testid="misheld"]'],
    ['code-no-sms-text-200', '[data-testid="no-sms"] p'],
    ['ticket-code-text-200', 'h1'],
    ['ticket-code-text-200', '.lead'],
    ['ticket-code-unknown-text-200', '[data-testid="error"]'],
    ['mobile-text-200', 'h1'],
    ['mobile-text-200', '.lead'],
    ['low-reach-text-200', 'h1'],
    ['low-reach-text-200', '.lead'],
  ])('on %s every line can be brought into sight: %s', async (state, what) => {
    const page = await at(state, language);
    for (const [width, height] of [...USUAL, ...SMALL]) {
      await resize(page, width, height);
      expect(await linesOutOfSight(page, what, 'brought'), `${String(width)} x ${String(height)}`).toEqual([]);
    }
  });

  it.each([
    ['code-text-200', (page: Page) => keypad(page, '99')],
    ['ticket-code-text-200', (page: Page) => tap(page, 'send-code')],
    [
      'mobile-text-200',
      async (page: Page) => {
        await keypad(page, '0912');
        await tap(page, 'send-code');
      },
    ],
  ])('on %s, scrolled to its end, what went wrong is seen at once', async (state, err) => {
    for (const [width, height] of [...USUAL, ...SMALL]) {
      const page = await at(state, language);
      await resize(page, width, height);
      await page.locator('main').evaluate((main) => {
        main.scrollTop = main.scrollHeight;
      });
      await err(page);
      await page.waitForSelector('[data-testid="error"]');
      await settled(page);
      const size = `${String(width)} x ${String(height)}`;
      expect(await linesOutOfSight(page, '[data-testid="error"]', 'found'), size).toEqual([]);
    }
  });

  it.each([
    ['mobile-refused', '[data-testid="error"]'],
    ['mobile-misheld', '[data-testid="misheld"]'],
    ['code-wrong', '[data-testid="error"]'],
    ['ticket-code-unknown', '[data-testid="error"]'],
    ['change-mobile-taken', '[data-testid="error"]'],
  ])('on %s, whoever asks for larger text to read what went wrong sees it', async (state, what) => {
    for (const [width, height] of [...USUAL, ...SMALL]) {
      const page = await at(state, language);
      await resize(page, width, height);
      await largest(page);
      await settled(page);
      const size = `${String(width)} x ${String(height)}`;
      expect(await linesOutOfSight(page, what, 'found'), size).toEqual([]);
    }
  });

  it.each([
    [
      'mobile',
      '[data-testid="misheld"]',
      async (page: Page) => {
        await keypad(page, '0912');
        await scan(page, 'NOBODY-1');
      },
    ],
    [
      'change-mobile',
      '[data-testid="error"]',
      async (page: Page) => {
        await tap(page, 'key-back', 'key-back', 'key-back', 'key-back');
        await keypad(page, '09120000002');
        await tap(page, 'send-code');
        await page.waitForSelector('[data-testid="code"]');
        await keypad(page, '12345');
      },
    ],
  ])('on %s, what comes of it is seen in the largest text at once', async (state, what, act) => {
    for (const [width, height] of [...USUAL, ...SMALL]) {
      const page = await at(state, language);
      await resize(page, width, height);
      await largest(page);
      await act(page);
      await page.waitForSelector(what);
      await settled(page);
      const size = `${String(width)} x ${String(height)}`;
      expect(await linesOutOfSight(page, what, 'found'), size).toEqual([]);
    }
  });

  it.each([
    ['mobile-refused-text-200', (page: Page) => tap(page, 'send-code')],
    ['ticket-code-unknown-text-200', (page: Page) => tap(page, 'send-code')],
    ['code-wrong-text-200', (page: Page) => keypad(page, '00000')],
  ])('on %s, what goes wrong again is seen again', async (state, again) => {
    for (const [width, height] of [...USUAL, ...SMALL]) {
      const page = await at(state, language);
      await resize(page, width, height);
      for (const end of ['start', 'end'] as const) {
        await page.locator('main').evaluate((main, to) => {
          main.scrollTop = to === 'end' ? main.scrollHeight : 0;
        }, end);
        await again(page);
        await settled(page);
        const size = `${String(width)} x ${String(height)}, from its ${end}`;
        expect(await linesOutOfSight(page, '[data-testid="error"]', 'found'), size).toEqual([]);
      }
    }
  });
});

describe('a code as long as any', () => {
  const boxes = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('main :is(button, .field)')].map((of) => {
        const { left, top, width, height } = of.getBoundingClientRect();
        return [left, top, width, height].join();
      }),
    );

  it('moves nothing around it, and its end is seen in the largest text too', async () => {
    const page = await at('ticket-code', 'en');
    const before = await boxes(page);
    await paste(page, LONGEST_CODE);
    await settled(page);
    expect(await page.textContent('[data-testid="ticket-code-field"]')).toHaveLength(128);
    expect(await boxes(page)).toEqual(before);
    const larger = await at('ticket-code-longest-text-200', 'en');
    const seen = await larger.evaluate(() => {
      const field = document.querySelector('.field .field, .field:has(.caret)')?.getBoundingClientRect();
      const caret = document.querySelector('.caret')?.getBoundingClientRect();
      return field !== undefined && caret !== undefined && caret.bottom <= field.bottom + 1;
    });
    expect(seen).toBe(true);
  });
});

describe('where nobody asks for less motion', () => {
  it.each(['attract', 'mobile', 'code-wrong', 'welcome', 'pin'])('%s moves', async (state) => {
    const page = await at(state, 'en');
    expect(await motion(page)).toEqual([]);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await motion(page)).not.toEqual([]);
  });

  it.each(['attract', 'mobile', 'ticket-code', 'code', 'welcome'])(
    'nothing on %s moves by itself for longer than five seconds',
    async (state) => {
      const page = await at(state, 'en');
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      const lasting = await page.evaluate(() =>
        document.getAnimations().flatMap((animation) => {
          const { endTime } = animation.effect?.getComputedTiming() ?? {};
          const named = animation instanceof CSSAnimation ? animation.animationName : 'another';
          return Number(endTime) > 5_000 ? [named] : [];
        }),
      );
      expect(lasting).toEqual([]);
    },
  );
});
