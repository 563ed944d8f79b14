import { readFile } from 'node:fs/promises';
import type { Browser, Locator } from 'playwright-core';

export interface Shot {
  name: string;
  file: string;
  state: string;
  language: string;
  theme: string;
  way: string;
}

/** The small picture in the repository stays below this. */
const MOST_BYTES = 500_000;

/** How wide the whole sheet is, and one picture of each way on it. */
const WIDTH = 1_325;
const LANDSCAPE = { w: 160, h: 100 };
const PORTRAIT = { w: 100, h: 160 };
const GAP = 5;

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Where each picture stands, row after row: those of screens that lie first, then the upright ones. */
function laidOut(shots: readonly Shot[]): { places: [Shot, Place][]; height: number } {
  const places: [Shot, Place][] = [];
  let y = GAP;
  for (const lies of [true, false]) {
    const { w, h } = lies ? LANDSCAPE : PORTRAIT;
    let x = GAP;
    for (const shot of shots.filter(({ way }) => (way === 'landscape') === lies)) {
      if (x + w + GAP > WIDTH) {
        x = GAP;
        y += h + GAP;
      }
      places.push([shot, { x, y, w, h }]);
      x += w + GAP;
    }
    y += h + GAP;
  }
  return { places, height: y };
}

const bytes = (url: string) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');

/** A sheet with pictures on it. */
async function drawn(
  browser: Browser,
  places: readonly (readonly [Shot, Place])[],
  size: { width: number; height: number },
): Promise<Locator> {
  const page = await browser.newPage();
  await page.setContent('<canvas></canvas>');
  const sheet = page.locator('canvas');
  await sheet.evaluate((canvas: HTMLCanvasElement, size) => {
    Object.assign(canvas, size);
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    pen.fillStyle = '#59635f';
    pen.fillRect(0, 0, size.width, size.height);
    pen.imageSmoothingQuality = 'high';
  }, size);
  // One after another: more than a thousand large pictures at once are too many for a page.
  for (const [shot, place] of places) {
    const url = `data:image/png;base64,${(await readFile(shot.file)).toString('base64')}`;
    await sheet.evaluate(
      async (canvas: HTMLCanvasElement, { url, place: { x, y, w, h } }) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        canvas.getContext('2d')?.drawImage(image, x, y, w, h);
      },
      { url, place },
    );
  }
  return sheet;
}

/** All pictures on one sheet: in full for whoever looks closely, and small for the README. */
export async function contactSheet(
  browser: Browser,
  shots: readonly Shot[],
): Promise<{ png: Buffer; webp: Buffer }> {
  const { places, height } = laidOut(shots);
  const sheet = await drawn(browser, places, { width: WIDTH, height });
  const scaled = async (scale: number, type: string, quality: number) =>
    bytes(
      await sheet.evaluate(
        (whole: HTMLCanvasElement, { scale, type, quality }) => {
          const small = document.createElement('canvas');
          small.width = Math.round(whole.width * scale);
          small.height = Math.round(whole.height * scale);
          const pen = small.getContext('2d');
          if (pen === null) throw new Error('no canvas');
          pen.imageSmoothingQuality = 'high';
          pen.drawImage(whole, 0, 0, small.width, small.height);
          return small.toDataURL(type, quality);
        },
        { scale, type, quality },
      ),
    );
  const png = await scaled(1, 'image/png', 1);
  for (const [scale, quality] of [[0.7, 0.5], [0.6, 0.45], [0.6, 0.35], [0.6, 0.25], [0.5, 0.25], [0.5, 0.15]] as const) {
    const webp = await scaled(scale, 'image/webp', quality);
    // Empty where it is higher than the 16,383 pixels that the format holds.
    if (webp.length > 0 && webp.length < MOST_BYTES) return { png, webp };
  }
  throw new Error(`the contact sheet does not fit ${String(MOST_BYTES)} bytes`);
}

const STEP = { w: 640, h: 400 };
const BETWEEN = 8;

/** Four steps of somebody's way on one picture, in two rows that are read from the left. */
export async function walk(browser: Browser, steps: readonly Shot[]): Promise<Buffer> {
  const places = steps.map((shot, at): [Shot, Place] => {
    const [column, row] = [at % 2, Math.floor(at / 2)];
    return [shot, { x: column * (STEP.w + BETWEEN), y: row * (STEP.h + BETWEEN), ...STEP }];
  });
  const size = { width: 2 * STEP.w + BETWEEN, height: 2 * STEP.h + BETWEEN };
  const sheet = await drawn(browser, places, size);
  return bytes(await sheet.evaluate((whole: HTMLCanvasElement) => whole.toDataURL('image/webp', 0.8)));
}
