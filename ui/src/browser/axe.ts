import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { type Theme, THEMES, wear } from './visitor';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that look at colours. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Themes that differ from the one before in nothing but colours: a border is as wide. */
const ONLY_COLOURS: ReadonlySet<Theme> = new Set(['dark', 'dark-contrast']);

/** What axe-core finds on the page, in every theme. */
export async function violations(page: Page): Promise<string[]> {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // It waits by the machine's clock, where the page's is the test's.
  const script = await readFile(source, 'utf8');
  await page.evaluate(`(setTimeout => { ${script} })(window.machineTimeout ?? setTimeout)`);
  const found: string[] = [];
  for (const theme of Object.keys(THEMES) as Theme[]) {
    await wear(page, theme);
    const results = await page.evaluate(
      async (runOnly) =>
        (
          window as unknown as { axe: { run: (o: object) => Promise<AxeResults> } }
        ).axe.run({ runOnly, resultTypes: ['violations'] }),
      ONLY_COLOURS.has(theme)
        ? { type: 'rule', values: OF_COLOURS }
        : { type: 'tag', values: RULES },
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
