import { encode } from 'uqr';

interface QrDrawing {
  /** Side of the drawing in modules, the quiet zone included. */
  size: number;
  /** The dark modules as one path. */
  path: string;
}

/** So much larger than its room a drawing may be: the padding around takes that in. */
const MOST_OVER = 1.08;

/**
 * The side nearest to `room`, both in CSS pixels, on which every module is as many of the screen's
 * pixels as the next: modules of uneven sizes are harder to read for a phone.
 */
export function wholeModules(room: number, modules: number, pixelRatio: number): number {
  const fit = (room * pixelRatio) / modules;
  const pixels = Math.round(fit) > fit * MOST_OVER ? Math.floor(fit) : Math.round(fit);
  return pixels > 0 ? (pixels * modules) / pixelRatio : room;
}

/**
 * A QR as one SVG path: presentation attributes only, as the content policy asks. A screen has
 * no scratches, so the lowest correction, which leaves the largest modules, serves phones best.
 */
export function drawQr(text: string): QrDrawing {
  const { data, size } = encode(text, { ecc: 'L', border: 2 });
  let path = '';
  data.forEach((row, y) => {
    let x = 0;
    while (x < size) {
      if (row[x] !== true) {
        x += 1;
        continue;
      }
      const from = x;
      while (row[x] === true) x += 1;
      path += `M${String(from)} ${String(y)}h${String(x - from)}v1H${String(from)}z`;
    }
  });
  return { size, path };
}
