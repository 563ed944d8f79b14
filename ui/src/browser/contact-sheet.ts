import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';

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

/** All pictures on one sheet: in full for whoever looks closely, and small for the README. */
export async function contactSheet(
  browser: Browser,
  shots: readonly Shot[],
): Promise<{ png: Buffer; webp: Buffer }> {
  const page = await browser.newPage({ viewport: { width: 2400, height: 1000 } });
  const figures = await Promise.all(
    shots.map(async (shot) => ({
      label: shot.state,
      way: shot.way,
      url: `data:image/png;base64,${(await readFile(shot.file)).toString('base64')}`,
    })),
  );
  await page.setContent('<style>body{margin:0;background:#59635f}</style><main></main>');
  // Drawn one after another on one canvas: hundreds of large pictures at once are too many.
  const draw = async (scale: number, quality: number | undefined) =>
    page.evaluate(
      async ({ all, to, webp }) => {
        const wide = { w: Math.round(320 * to), h: Math.round(200 * to) };
        const tall = { w: Math.round(200 * to), h: Math.round(320 * to) };
        const gap = Math.max(2, Math.round(10 * to));
        const rows = [all.filter((s) => s.way === 'landscape'), all.filter((s) => s.way !== 'landscape')];
        const width = Math.round(2_640 * to);
        const places: { x: number; y: number; w: number; h: number; url: string }[] = [];
        let y = gap;
        for (const [i, row] of rows.entries()) {
          const { w, h } = i === 0 ? wide : tall;
          let x = gap;
          for (const shot of row) {
            if (x + w + gap > width) {
              x = gap;
              y += h + gap;
            }
            places.push({ x, y, w, h, url: shot.url });
            x += w + gap;
          }
          y += h + gap;
        }
        const canvas = document.createElement('canvas');
        canvas.width = width;
        canvas.height = y;
        const pen = canvas.getContext('2d');
        if (pen === null) throw new Error('no canvas');
        pen.fillStyle = '#59635f';
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.imageSmoothingQuality = 'high';
        for (const place of places) {
          const image = new Image();
          image.src = place.url;
          await image.decode();
          pen.drawImage(image, place.x, place.y, place.w, place.h);
        }
        return webp === undefined ? canvas.toDataURL('image/png') : canvas.toDataURL('image/webp', webp);
      },
      { all: figures, to: scale, webp: quality },
    );
  const bytes = (url: string) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  const png = bytes(await draw(1, undefined));
  for (const [scale, quality] of [[0.6, 0.5], [0.5, 0.45], [0.45, 0.4], [0.4, 0.35], [0.35, 0.3], [0.3, 0.25]] as const) {
    const webp = bytes(await draw(scale, quality));
    if (webp.length < MOST_BYTES) return { png, webp };
  }
  throw new Error(`the contact sheet does not fit ${String(MOST_BYTES)} bytes`);
}
