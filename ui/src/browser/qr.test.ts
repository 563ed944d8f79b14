import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { OPTIONS } from '../lib/ticket-reader';
import { STATES } from './states';
import { settled, type Theme, Visitor, wear } from './visitor';

let visitor: Visitor;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = (await readFile(wasm)).buffer as ArrayBuffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  visitor = await Visitor.begin(inject('page'));
});

afterAll(() => visitor.leave());

const SIZES = [[1024, 768], [768, 1024], [1280, 800], [800, 1280], [1920, 1080], [2160, 3840]] as const;
const WORN: readonly Theme[] = ['light', 'dark', 'dark-contrast'];

describe.each(['welcome', 'welcome-family', 'welcome-text-200', 'welcome-family-text-200'])('the QR on %s', (name) => {
  it('is read as the address behind it, as it is drawn on every screen', async () => {
    const state = STATES.find((of) => of.name === name);
    if (state === undefined) throw new Error(`no state is called ${name}`);
    const page = await visitor.visit(state, { language: 'fa' });
    const qr = page.locator('[data-testid="handoff"]');
    const address = await qr.getAttribute('data-url');
    expect(address).toContain('/handoff#');
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      for (const theme of WORN) {
        await wear(page, theme);
        await settled(page);
        await qr.evaluate((drawing) => {
          drawing.scrollIntoView({ block: 'center' });
        });
        // With what stands around it: a phone sees that too.
        const picture = await page.screenshot();
        const found = await readBarcodes(new Blob([new Uint8Array(picture)]), OPTIONS);
        const read = found.map(({ text }) => text);
        expect(read, `${String(width)} x ${String(height)}, ${theme}`).toEqual([address]);
      }
    }
  });
});
