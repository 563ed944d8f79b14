import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { contactSheet, type Shot, walk } from './contact-sheet';
import { serve } from './serve';
import { STATES } from './states';
import { settled, Visitor, wear } from './visitor';

const FOLDER = join('..', 'target', 'shots-ui');
const PICTURES = 'pictures';

/** From the first touch to the welcome. */
const WALK = ['attract', 'mobile', 'code', 'welcome'];

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
  const visitor = await Visitor.begin(address);
  const sizes = size === undefined ? SIZES : { [`${String(size.width)}x${String(size.height)}`]: size };
  const taken: Shot[] = [];
  try {
    for (const state of STATES) {
      for (const language of LANGUAGES) {
        const wanted = THEMES.flatMap((theme) =>
          Object.entries(sizes).map(([way, viewport]) => {
            const name = `${state.name}-${language}-${theme}-${way}`;
            return { name, file: join(FOLDER, `${name}.png`), state: state.name, language, theme, way, viewport };
          }),
        ).filter(({ name }) => name.includes(only));
        const [first] = wanted;
        if (first === undefined) continue;
        try {
          const { theme, viewport } = first;
          const page = await visitor.visit(state, { language, theme, viewport });
          for (const { viewport: size, ...shot } of wanted) {
            await wear(page, shot.theme);
            await page.setViewportSize(size);
            await settled(page);
            await page.screenshot({ path: shot.file });
            taken.push(shot);
          }
        } catch (error) {
          throw new Error(`${first.name}: ${String(error)}`, { cause: error });
        }
      }
    }
    if (only === '' && size === undefined) await writePictures(visitor.browser, taken);
  } finally {
    await visitor.leave();
    await close();
  }
  process.stdout.write(`${String(taken.length)} pictures in ${FOLDER}\n`);
}

/** Those that the README shows. */
async function writePictures(browser: Browser, taken: readonly Shot[]): Promise<void> {
  const { png, webp } = await contactSheet(browser, taken);
  await writeFile(join(FOLDER, 'contact-sheet.png'), png);
  await mkdir(PICTURES, { recursive: true });
  await writeFile(join(PICTURES, 'contact-sheet.webp'), webp);
  for (const language of LANGUAGES) {
    const steps = WALK.flatMap((step) =>
      taken.filter(
        (shot) =>
          [shot.state, shot.language, shot.theme, shot.way].join() ===
          [step, language, 'light', 'landscape'].join(),
      ),
    );
    await writeFile(join(PICTURES, `walk-${language}.webp`), await walk(browser, steps));
  }
}
