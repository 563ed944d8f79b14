import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { EVERY_THEME, violations } from './axe';
import { controls, focused } from './focus';
import { faultsOnEverySize, SIZES, TIGHT } from './layout';
import { motion } from './motion';
import { showing } from './shown';
import { STATES } from './states';
import { settled, Visitor } from './visitor';

const VIEWPORT = { width: 1280, height: 800 };

/** A duty's count-down is over with the first key. */
const PASSING = 'staff-ends';

/** Where there are several fields, the keys of the screen follow the one that has the focus. */
const FOLLOWED = /^setup-|^staff-(set-up-|walk-in(-many)?$)/;

/**
 * Visits each state of a half once in a language, and looks at it in every way; or at that alone which
 * its words can change: colours, the way of the Tab key and how all of it grows are the same in each.
 * Halves are for two cores, neither of which is to wait for the other at the end.
 */
export function everyState(
  language: 'fa' | 'en',
  looks: 'in-every-way' | 'at-its-words',
  half: 'even' | 'odd',
): void {
  const states = STATES.filter((_, at) => at % 2 === (half === 'even' ? 0 : 1));
  const inEveryWay = looks === 'in-every-way';
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await Visitor.begin(inject('page'));
  });
  afterAll(() => visitor.leave());

  describe.each(states.map((state) => [state.name, state] as const))(
    `%s in ${language}`,
    (name, state) => {
      const wordsAlone = !inEveryWay || state.words === true;
      let page: Page;
      beforeAll(async () => {
        page = await visitor.visit(state, { language, viewport: VIEWPORT });
      });

      it('fits every screen', async () => {
        for (const what of showing(name)) {
          expect(await page.locator(what).count(), what).toBe(1);
        }
        expect(await faultsOnEverySize(page, name, wordsAlone ? TIGHT : SIZES)).toEqual([]);
      });

      it('stands still where the system asks for less motion', async () => {
        expect(await motion(page)).toEqual([]);
      });

      it('has nothing that axe finds', async () => {
        await page.setViewportSize(VIEWPORT);
        await settled(page);
        const found = wordsAlone
          ? violations(page, ['light'], 'no-colours')
          : violations(page, EVERY_THEME);
        expect(await found).toEqual([]);
      });

      it.runIf(!wordsAlone && name !== PASSING)(
        'has no control that the Tab key misses: each comes in sight and with a ring',
        async () => {
          await page.setViewportSize(VIEWPORT);
          await settled(page);
          const keysFollow = FOLLOWED.test(name);
          const counts = (of: string) => !keysFollow || !/^(letter|key)-/.test(of);
          const all = await controls(page);
          const met = new Set<string>();
          for (let i = 0; i < all.length + (keysFollow ? 120 : 8); i += 1) {
            await page.keyboard.press('Tab');
            const at = await focused(page);
            // What is scrolled can have the focus too.
            if (at?.control !== true) continue;
            expect(at, at.name).toMatchObject({ ring: true, inSight: true });
            met.add(at.name);
          }
          expect([...met].filter(counts).sort()).toEqual([...new Set(all)].filter(counts).sort());
        },
      );
    },
  );
}
