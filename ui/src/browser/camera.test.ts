import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { encode } from 'uqr';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { violations } from './axe';
import { openChromium } from './chromium';

const TICKET = 'VIP-00117';
const WIDTH = 640;
const HEIGHT = 480;

/** A film of one picture: QRs, side by side before a grey wall, as a camera sees them. */
function film(...texts: string[]): Buffer {
  const light = Buffer.alloc(WIDTH * HEIGHT, 128);
  const room = WIDTH / texts.length;
  texts.forEach((text, nth) => {
    const { data, size } = encode(text, { ecc: 'M', border: 4 });
    const module = Math.floor(Math.min(HEIGHT * 0.7, room * 0.9) / size);
    const left = Math.floor(nth * room + (room - size * module) / 2);
    const top = Math.floor((HEIGHT - size * module) / 2);
    for (let y = 0; y < size * module; y += 1) {
      for (let x = 0; x < size * module; x += 1) {
        const dark = data[Math.floor(y / module)]?.[Math.floor(x / module)] === true;
        light[(top + y) * WIDTH + left + x] = dark ? 20 : 235;
      }
    }
  });
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const head = `YUV4MPEG2 W${String(WIDTH)} H${String(HEIGHT)} F10:1 Ip A1:1 C420jpeg\n`;
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colour]);
  return Buffer.concat([Buffer.from(head), frame, frame]);
}

const FAKE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

let folder: string;
/** The film that the next browser's camera shows. */
const file = () => join(folder, 'ticket.y4m');
let browser: Browser;
/** Its camera sees no ticket. */
let blind: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connect-ui-'));
  await writeFile(file(), film(TICKET));
  browser = await openChromium([...FAKE, `--use-file-for-fake-video-capture=${file()}`]);
  blind = await openChromium(FAKE);
});

afterAll(async () => {
  await browser.close();
  await blind.close();
  await rm(folder, { recursive: true });
});

/** A page that remembers its cameras. */
async function open(by: Browser): Promise<Page> {
  const page = await by.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const real = devices.getUserMedia.bind(devices);
    const streams: MediaStream[] = [];
    Object.assign(window, { streams });
    devices.getUserMedia = async (wish) => {
      const stream = await real(wish);
      streams.push(stream);
      return stream;
    };
  });
  await page.clock.install();
  await page.goto(`${inject('page')}?events=1&lang=en`);
  return page;
}

async function tracks(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (window as unknown as { streams: MediaStream[] }).streams
      .flatMap((stream) => stream.getTracks())
      .map(({ readyState }) => readyState),
  );
}

it('a ticket before the camera leads to its code, and the camera is off again', async () => {
  const page = await open(browser);
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.click('[data-testid="begin"]');
  const loaded = asked.some((url) => url.endsWith('.wasm'));
  expect(loaded, 'the decoder is loaded when it is asked for').toBe(false);
  await page.click('[data-testid="scan-ticket"]');
  await page.waitForSelector('[data-screen="code"]', { timeout: 30_000 });
  expect(await page.textContent('[data-testid="sent-to"]')).toBe('09•• ••• ••01');
  expect(await tracks(page)).toEqual(['ended']);
  const { origin } = new URL(inject('page'));
  expect(asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toEqual([]);
  expect(refused).toEqual([]);
  await page.close();
});

it('the camera shows, and is off for who would rather type', async () => {
  const page = await open(blind);
  await page.click('[data-testid="scan-ticket"]');
  await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
  expect(await tracks(page)).toEqual(['live']);
  expect(await violations(page)).toEqual([]);
  await page.click('[data-testid="use-mobile"]');
  await page.waitForSelector('[data-screen="mobile"]');
  expect(await tracks(page)).toEqual(['ended']);
  await page.close();
});

async function saysThatItFails(page: Page): Promise<void> {
  await page.waitForSelector('[data-testid="error"]');
  expect(await page.textContent('h1')).toContain("The camera can't be used");
  expect(await page.textContent('[data-testid="error"]')).toContain('Type your ticket code');
}

it('a camera that is pulled out is said so, and shows no last picture', async () => {
  const page = await open(blind);
  await page.click('[data-testid="scan-ticket"]');
  await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
  await page.evaluate(() => {
    for (const stream of (window as unknown as { streams: MediaStream[] }).streams) {
      for (const track of stream.getTracks()) track.dispatchEvent(new Event('ended'));
    }
  });
  await saysThatItFails(page);
  expect(await page.locator('video').count()).toBe(0);
  expect(await tracks(page)).toEqual(['ended']);
  await page.close();
});

it('a camera that may not be used is said so, and the other ways are there', async () => {
  const page = await open(blind);
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no'));
  });
  await page.click('[data-testid="scan-ticket"]');
  await saysThatItFails(page);
  expect(await page.locator('video').count()).toBe(0);
  await page.click('[data-testid="ticket-code"]');
  await page.waitForSelector('[data-screen="ticket-code"]');
  await page.close();
});

it('a camera that never answers is said so after a while, and is off should it answer yet', async () => {
  const page = await open(blind);
  // The time that the decoder takes is none of the camera's: here it is ready before.
  await page.click('[data-testid="scan-ticket"]');
  await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
  await page.click('[data-testid="use-mobile"]');
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1));
  await page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const real = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wish) => {
      await new Promise((answer) => {
        Object.assign(window, { answer });
      });
      return real(wish);
    };
  });
  await page.click('[data-testid="scan-ticket"]');
  await page.waitForFunction(() => 'answer' in window);
  await page.clock.runFor(9_900);
  expect(await page.locator('video').count()).toBe(1);
  await page.clock.runFor(200);
  await page.clock.resume();
  await saysThatItFails(page);
  await page.evaluate(() => {
    (window as unknown as { answer: () => void }).answer();
  });
  await expect.poll(() => tracks(page)).toEqual(['ended', 'ended']);
  await page.close();
});

/** What somebody wears, or what hangs behind them. */
const FOREIGN = 'https://example.org';

describe('a code that is no ticket', () => {
  let other: Browser | undefined;

  async function filmed(...texts: string[]): Promise<Page> {
    await writeFile(file(), film(...texts));
    other = await openChromium([...FAKE, `--use-file-for-fake-video-capture=${file()}`]);
    const page = await open(other);
    await page.click('[data-testid="begin"]');
    await page.click('[data-testid="scan-ticket"]');
    return page;
  }

  afterEach(() => other?.close());

  it('is said so, and the camera goes on', async () => {
    const page = await filmed(FOREIGN);
    await page.waitForSelector('[data-testid="misheld"]', { timeout: 30_000 });
    expect(await page.textContent('[data-testid="misheld"]')).toContain('do not know the code');
    const video = page.locator('[data-screen="scan"] video');
    const shown = () => video.evaluate((of: HTMLVideoElement) => of.currentTime);
    const before = await shown();
    await expect.poll(shown).toBeGreaterThan(before);
    expect(await tracks(page)).toEqual(['live']);
  });

  it('is in nobody’s way who holds a ticket beside it', async () => {
    const page = await filmed(FOREIGN, TICKET);
    await page.waitForSelector('[data-screen="code"]', { timeout: 30_000 });
    expect(await page.textContent('[data-testid="sent-to"]')).toBe('09•• ••• ••01');
  });
});
