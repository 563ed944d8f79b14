import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { type Theme, THEMES, wear } from './visitor';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that look at colours. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** The rules that look at sizes: where more contrast is asked for, a border is wider. */
const OF_SIZES = ['target-size', 'scrollable-region-focusable'];

/** What of a theme can differ from the light one, which all rules look at. */
const DIFFERS: Record<Theme, readonly string[] | undefined> = {
  light: undefined,
  dark: OF_COLOURS,
  contrast: [...OF_COLOURS, ...OF_SIZES],
  'dark-contrast': OF_COLOURS,
};

export const EVERY_THEME = Object.keys(THEMES) as Theme[];

/** What axe-core finds on the page in some themes, with or without a look at its colours. */
export async function violations(
  page: Page,
  themes = EVERY_THEME,
  colours: 'colours-too' | 'no-colours' = 'colours-too',
): Promise<string[]> {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // It waits by the machine's clock, where the page's is the test's.
  const script = await readFile(source, 'utf8');
  await page.evaluate(`(setTimeout => { ${script} })(window.machineTimeout ?? setTimeout)`);
  const found: string[] = [];
  const off = colours === 'no-colours' ? OF_COLOURS : [];
  const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]));
  for (const theme of themes) {
    await wear(page, theme);
    const results = await page.evaluate(
      async (options) =>
        (
          window as unknown as { axe: { run: (o: object) => Promise<AxeResults> } }
        ).axe.run({ ...options, resultTypes: ['violations'] }),
      DIFFERS[theme] === undefined
        ? { runOnly: { type: 'tag', values: RULES }, rules }
        : { runOnly: { type: 'rule', values: DIFFERS[theme] } },
    );
    for (const { id, nodes } of results.violations) {
      for (const { target, failureSummary } of nodes) {
        found.push(`${theme}: ${id}: ${target.join(' ')}\n${failureSummary ?? ''}`);
      }
    }
  }
  await wear(page, 'light');
  return found;
}
