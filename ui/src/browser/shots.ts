import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openChromium } from './chromium';
import { contactSheet, type Shot } from './contact-sheet';
import { serve } from './serve';
import { goTo, settled, STATES } from './states';

const FOLDER = join('..', 'target', 'shots-ui');
const SHEET = join('pictures', 'contact-sheet.webp');

const SIZES = {
  landscape: { width: 1280, height: 800 },
  portrait: { width: 800, height: 1280 },
} as const;

const LANGUAGES = ['fa', 'en'] as const;
const THEMES = ['light', 'dark'] as const;

/** Pictures of every state, language, theme and way up; `only` takes a part of their names. */
export async function shots(only: string, size?: { width: number; height: number }): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const { address, close } = await serve();
  const browser = await openChromium();
  const sizes = size === undefined ? SIZES : { [`${String(size.width)}x${String(size.height)}`]: size };
  const taken: Shot[] = [];
  try {
    for (const state of STATES) {
      for (const language of LANGUAGES) {
        for (const theme of THEMES) {
          for (const [way, viewport] of Object.entries(sizes)) {
            const name = `${state.name}-${language}-${theme}-${way}`;
            if (!name.includes(only)) continue;
            const context = await browser.newContext({
              viewport,
              colorScheme: theme,
              reducedMotion: 'reduce',
            });
            const page = await context.newPage();
            page.setDefaultTimeout(15_000);
            try {
              await goTo(page, address, state, language);
              await settled(page);
            } catch (error) {
              throw new Error(`${name}: ${String(error)}`, { cause: error });
            }
            const file = join(FOLDER, `${name}.png`);
            await page.screenshot({ path: file });
            taken.push({ name, file, state: state.name, language, theme, way });
            await context.close();
          }
        }
      }
    }
    if (only === '' && size === undefined) await writeSheet(browser, taken);
  } finally {
    await browser.close();
    await close();
  }
  process.stdout.write(`${String(taken.length)} pictures in ${FOLDER}\n`);
}

async function writeSheet(browser: Browser, taken: readonly Shot[]): Promise<void> {
  const { png, webp } = await contactSheet(browser, taken);
  await writeFile(join(FOLDER, 'contact-sheet.png'), png);
  await mkdir('pictures', { recursive: true });
  await writeFile(SHEET, webp);
}
