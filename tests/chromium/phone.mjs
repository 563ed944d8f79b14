// A real Chromium that stands for an attendee's phone. Reads one JSON command a line, answers with
// one line: {"done": value} or {"failed": why}. Ends when its input does.
// Usage: node phone.mjs '{"locale": "fa-IR", "width": 360, "scheme": "light"}'
import { chromium } from 'playwright-core';
import axe from 'axe-core';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const { locale, width, scheme } = JSON.parse(process.argv[2]);
const PATIENCE_MS = 15_000;

// The reader would fetch its web assembly from afar.
const reader = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: await readFile(reader) } });

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
const context = await browser.newContext({
  locale,
  colorScheme: scheme,
  viewport: { width, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  // Not the event's: what is shown must not depend on it.
  timezoneId: 'America/New_York',
  reducedMotion: 'reduce',
});
context.setDefaultTimeout(PATIENCE_MS);
const page = await context.newPage();
const complaints = [];

// Refusals of the server are the tests' own doing; the page must not make mistakes of its own.
page.on('console', (message) => {
  const refusal = message.text().startsWith('Failed to load resource');
  if (message.type() === 'error' && !refusal) complaints.push(message.text());
});
page.on('pageerror', (error) => complaints.push(String(error)));
await page.exposeFunction('complain', (what) => complaints.push(what));
await page.addInitScript(() => {
  addEventListener('securitypolicyviolation', (event) => {
    window.complain(`the policy forbids ${event.violatedDirective} ${event.blockedURI}`);
  });
});

async function codesIn(picture) {
  const found = await readBarcodes(new Blob([picture]), { formats: ['QRCode'] });
  return found.map((one) => one.text);
}

const commands = {
  go: ({ url }) => page.goto(url),
  reload: () => page.reload(),
  read: ({ what }) => page.locator(what).first().innerText(),
  expect: ({ what, text }) => page.locator(what).filter({ hasText: text }).waitFor(),
  touch: ({ what }) => page.locator(what).tap(),
  type: ({ text }) => page.keyboard.type(text),
  press: ({ key }) => page.keyboard.press(key),
  evaluate: ({ script }) => page.evaluate(script),
  block: ({ path, on }) =>
    on
      ? context.route(`**${path}`, (call) => call.abort('connectionfailed'))
      : context.unroute(`**${path}`),
  lose: ({ path, on }) =>
    on
      ? context.route(`**${path}`, async (call) => {
          await call.fetch();
          await call.abort('connectionfailed');
        })
      : context.unroute(`**${path}`),
  /** As something answers that stands before the centre. */
  intercept: ({ path, status }) =>
    status === null
      ? context.unroute(`**${path}`)
      : context.route(`**${path}`, (call) =>
          call.fulfill({ status, contentType: 'text/html', body: '<h1>No</h1>' }),
        ),
  keepNothing: () =>
    context.addInitScript(() => {
      Object.defineProperty(window, 'sessionStorage', {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
    }),
  speak: async ({ languages }) => {
    const userAgent = await page.evaluate(() => navigator.userAgent);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setUserAgentOverride', { userAgent, acceptLanguage: languages });
  },
  offline: ({ on }) => context.setOffline(on),
  scheme: ({ to }) => page.emulateMedia({ colorScheme: to }),
  resize: ({ to }) => page.setViewportSize({ width: to, height: 740 }),
  cookies: () => context.cookies(),
  complaints: () => complaints,
  picture: async ({ file }) => {
    await page.evaluate(() => document.fonts.ready.then(() => true));
    await page.screenshot({ path: file, fullPage: true });
  },
  /** What a scanner reads in front of an element, or nothing. */
  scan: async ({ what }) => codesIn(await page.locator(what).screenshot()),
  /** What its camera reads off a picture of a screen. */
  readPicture: async ({ file }) => codesIn(await readFile(file)),
  /** What axe-core finds against WCAG 2.2 AA and its own good practice. */
  axe: async () => {
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => window.axe.run());
    return found.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.html} ${node.failureSummary}`),
    );
  },
};

console.log('{"done":null}');
for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...options } = JSON.parse(line);
  try {
    const value = await commands[command](options);
    const plain = ['go', 'reload', 'keepNothing'].includes(command) ? null : (value ?? null);
    console.log(JSON.stringify({ done: plain }));
  } catch (error) {
    console.log(JSON.stringify({ failed: String(error) }));
  }
}
await browser.close();
