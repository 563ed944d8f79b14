import { describe, expect, it } from 'vitest';
import { drawQr, wholeModules } from './qr';

describe('a QR', () => {
  it('is one path of whole modules inside its quiet zone', () => {
    const { size, path } = drawQr('https://connect.example/handoff#abc');
    expect(path).toMatch(/^(M\d+ \d+h\d+v1H\d+z)+$/);
    // The first finder pattern: seven dark modules after the quiet zone of two.
    expect(path.startsWith('M2 2h7v1H2z')).toBe(true);
    expect(size).toBeGreaterThan(20);
  });

  it.each([
    [400, 77, 1, 385],
    [400, 77, 2, 385],
    [400, 77, 1.5, (8 * 77) / 1.5],
    [400, 81, 1, 405],
    [77, 77, 1, 77],
    [30, 77, 1, 30],
    [302, 85, 1, 255],
    [0, 77, 1, 0],
  ])('in %d px with %d modules at a ratio of %d is %d px wide', (room, modules, ratio, side) => {
    expect(wholeModules(room, modules, ratio)).toBe(side);
  });
});
