import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { STATES } from './states';
import { settled, Visitor } from './visitor';

let visitor: Visitor;

beforeAll(async () => {
  visitor = await Visitor.begin(inject('page'));
});

afterAll(() => visitor.leave());

const SIZES = [[1024, 768], [1280, 800], [1080, 1920], [1920, 1080], [3840, 2160]] as const;

describe.each(['fa', 'en'] as const)('the line at the edge, in %s', (language) => {
  it.each(['line-apart', 'line-wrong'])('says all that there is to say: %s', async (name) => {
    const state = STATES.find((of) => of.name === name);
    if (state === undefined) throw new Error('there is no such state');
    const page = await visitor.visit(state, { language });
    for (const [width, height] of SIZES) {
      const upright = width < height;
      // Where the disk is full too, that is what asks for somebody.
      if (name === 'line-wrong' && upright) continue;
      await page.setViewportSize({ width, height });
      await settled(page);
      const line = page.locator('[data-testid="staff-line"] .said');
      const hidden = await line.evaluate((said, narrow) => {
        const { top, bottom } = said.getBoundingClientRect();
        const parts = [...said.children].filter((part) => {
          const box = part.getBoundingClientRect();
          return box.top < top - 1 || box.bottom > bottom + 1;
        });
        // What comes last waits for room: a restored database, which nobody mends there, and upright
        // what the staff's own screen says too.
        const last = narrow ? ['roster-age', 'records-waiting', 'restored'] : ['restored'];
        const left = parts.filter((part) => !last.includes(part.getAttribute('data-testid') ?? ''));
        return left.map((part) => part.textContent.trim());
      }, upright);
      expect.soft(hidden, `${String(width)} x ${String(height)}`).toEqual([]);
    }
  });
});
