import { describe, expect, it } from 'vitest';
import { drawQr } from './qr';

describe('a QR', () => {
  it('is one path of whole modules inside its quiet zone', () => {
    const { size, path } = drawQr('https://connect.example/handoff#abc');
    expect(path).toMatch(/^(M\d+ \d+h\d+v1H\d+z)+$/);
    // The first finder pattern: seven dark modules after the quiet zone of two.
    expect(path.startsWith('M2 2h7v1H2z')).toBe(true);
    expect(size).toBeGreaterThan(20);
  });
});
