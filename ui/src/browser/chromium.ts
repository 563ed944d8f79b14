import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The machine's own Chromium; none is downloaded. */
export async function openChromium(more: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error('no Chromium: install the package chromium, or name one in $CHROMIUM');
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb', ...more] });
}
