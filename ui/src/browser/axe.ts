import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { type Theme, THEMES, wear } from './states';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds on the page, in every theme. */
export async function violations(page: Page): Promise<string[]> {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(await readFile(source, 'utf8'));
  const found: string[] = [];
  for (const theme of Object.keys(THEMES) as Theme[]) {
    await wear(page, theme);
    const results = await page.evaluate(
      async (tags) =>
        (
          window as unknown as { axe: { run: (o: object) => Promise<AxeResults> } }
        ).axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }),
      RULES,
    );
    for (const { id, nodes } of results.violations) {
      for (const { target, failureSummary } of nodes) {
        found.push(`${theme}: ${id}: ${target.join(' ')}\n${failureSummary ?? ''}`);
      }
    }
  }
  return found;
}
