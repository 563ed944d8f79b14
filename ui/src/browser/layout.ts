import type { Page } from 'playwright-core';
import { laidOut, settled } from './visitor';

type Size = readonly [width: number, height: number];

/** The smallest screens, those that most kiosks have, and those on which words have the least room. */
export const TIGHT: readonly Size[] = [
  [1024, 768],
  [768, 1024],
  [1280, 800],
  [800, 1280],
  [1920, 1080],
  [1080, 1920],
];

/** And larger ones, on which everything is as much larger. */
export const SIZES: readonly Size[] = [...TIGHT, [3840, 2160], [2160, 3840]];

/** What is wrong with how the page lies on the screen. */
async function faults(page: Page, low: boolean): Promise<string[]> {
  return page.evaluate((keysLow) => {
    const found: string[] = [];
    const visible = (element: Element) =>
      element.closest('[inert], [hidden]') === null &&
      element.checkVisibility({ visibilityProperty: true }) &&
      element.closest('.visually-hidden') === null &&
      // Read, not seen.
      getComputedStyle(element).clipPath !== 'inset(50%)';
    const name = (element: Element) =>
      element.getAttribute('data-testid') ??
      element.querySelector('input')?.getAttribute('data-testid') ??
      element.className;
    const scrolls = (how: string) => how === 'auto' || how === 'scroll';
    /** A box as far as it can be scrolled to: what is scrolled away is no fault, what is cut off is. */
    const seen = (element: Element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const box = { left, top, right, bottom };
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        const clip = at.getBoundingClientRect();
        if (scrolls(overflowX)) {
          box.left = Math.max(box.left, clip.left);
          box.right = Math.min(box.right, clip.right);
        }
        if (scrolls(overflowY)) {
          box.top = Math.max(box.top, clip.top);
          box.bottom = Math.min(box.bottom, clip.bottom);
        }
      }
      return box;
    };
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page is too wide');
    // A field is its label, with all that stands in it.
    const controls = [...document.querySelectorAll('button, label')].filter(visible);
    const boxes = controls.map((control) => ({ name: name(control), control, box: seen(control) }));
    const standing = boxes.filter(
      ({ box }) => box.bottom - box.top > 1 && box.right - box.left > 1,
    );
    for (const { name: of, control, box } of standing) {
      if (box.left < -0.5 || box.right > innerWidth + 0.5) found.push(`${of} leaves the screen`);
      if (box.top < -0.5 || box.bottom > innerHeight + 0.5) found.push(`${of} leaves the screen`);
      if (control.scrollWidth > control.clientWidth + 1) found.push(`${of} cuts its words`);
      // A digit stands alone in its line, which is as high as the digit and lower than the type.
      const digit = control.closest('.keypad, .letters') !== null;
      if (!digit && control.scrollHeight > control.clientHeight + 1) found.push(`${of} cuts its words`);
    }
    // In larger text the screen is scrolled under what stays, and some things open over the screen.
    const sticky = (element: Element) => {
      if (element.closest('.panel, [data-testid="duty-ends"]') !== null) return true;
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        if (getComputedStyle(at).position === 'sticky') return true;
      }
      return false;
    };
    for (const [i, a] of standing.entries()) {
      for (const b of standing.slice(i + 1)) {
        if (a.control.contains(b.control)) continue;
        const left = Math.max(a.box.left, b.box.left);
        const top = Math.max(a.box.top, b.box.top);
        const across = Math.min(a.box.right, b.box.right) - left;
        const down = Math.min(a.box.bottom, b.box.bottom) - top;
        if (across <= 0.5 || down <= 0.5) continue;
        // What stays in place, and what opens over the screen, lies over what is scrolled.
        const [over, under] = sticky(a.control) ? [a, b] : [b, a];
        const seenThere = document.elementFromPoint(left + across / 2, top + down / 2);
        if (sticky(over.control) && !sticky(under.control) && !under.control.contains(seenThere)) continue;
        found.push(`${a.name} lies over ${b.name}`);
      }
    }
    // Words pass under what stays, and stay over what passes; else nothing lies over words.
    const words = [...document.querySelectorAll('h1, h2, h3, p, output, strong, dt, dd, li')];
    for (const part of words.filter((of) => visible(of) && of.closest('button') === null)) {
      const range = document.createRange();
      range.selectNodeContents(part);
      const within = seen(part);
      const own = part.querySelector('button') === null ? [...range.getClientRects()] : [];
      for (const { name: of, control, box } of standing) {
        if (sticky(control) !== sticky(part)) continue;
        const covered = own.some((line) => {
          const left = Math.max(line.left, within.left, box.left);
          const right = Math.min(line.right, within.right, box.right);
          const top = Math.max(line.top, within.top, box.top);
          const bottom = Math.min(line.bottom, within.bottom, box.bottom);
          return right - left > 0.5 && bottom - top > 0.5;
        });
        if (covered) found.push(`${of} lies over ${part.textContent.trim().slice(0, 30)}`);
      }
    }
    const keys = standing.filter(({ control }) => control.closest('.keypad, .letters') !== null);
    for (const [i, { name: of, control }] of keys.entries()) {
      const box = control.getBoundingClientRect();
      if (box.width < 71.9 || box.height < 71.9) {
        found.push(`${of} is ${box.width.toFixed(0)} by ${box.height.toFixed(0)}`);
      }
      if (keysLow && box.top < innerHeight / 2 - 0.5) found.push(`${of} lies above the middle`);
      for (const { name: to, control: other } of keys.slice(i + 1)) {
        const b = other.getBoundingClientRect();
        const across = Math.max(b.left - box.right, box.left - b.right);
        const down = Math.max(b.top - box.bottom, box.top - b.bottom);
        if (Math.max(across, down) < 7.9) found.push(`${of} is too near to ${to}`);
      }
    }
    // Staff scroll: each row of their lists may have such an act, and what they set up is long.
    const theirs = document.querySelector('[data-screen="staff"], [data-screen="setup"]') !== null;
    // Whoever has done all that a screen asks for sees the way on, however large the text is. To ask
    // for people is a way on that the bar has too.
    for (const { name: of, control } of theirs ? [] : boxes) {
      if (!control.matches('.primary:enabled') || of === 'call-staff') continue;
      const { left, top, right, bottom } = control.getBoundingClientRect();
      const hidden = [top + 2, (top + bottom) / 2, bottom - 2].some(
        (y) => !control.contains(document.elementFromPoint((left + right) / 2, y)),
      );
      if (hidden) found.push(`${of} is out of sight`);
    }
    // Where nothing may be faint, something else says what can't be pressed.
    if (document.documentElement.dataset['contrast'] === 'more') {
      for (const { name: of, control } of standing) {
        const { borderStyle } = getComputedStyle(control);
        if (control.matches(':disabled') && borderStyle !== 'dashed') found.push(`${of} looks enabled`);
      }
    }
    // Where a place is longer than the screen its edge fades: lists go on there, and nothing else.
    for (const place of document.querySelectorAll('.text[data-more]')) {
      if (theirs || getComputedStyle(place).maskImage === 'none') continue;
      const page = getComputedStyle(document.documentElement);
      const fade = parseFloat(page.getPropertyValue('--fade')) * parseFloat(page.fontSize);
      const whole = place.getBoundingClientRect().bottom - fade;
      for (const part of place.querySelectorAll('h1, p, [data-answers], [data-testid^="entry-"], .few button')) {
        if (!visible(part) || part.textContent.trim() === '') continue;
        if (part.getBoundingClientRect().bottom > whole + 0.5) found.push(`the edge hides ${part.textContent.trim().slice(0, 30)}`);
      }
    }
    // What the first act is about is in sight above it: whom it checks in, what to do without a code.
    for (const first of [
      document.querySelector('[data-screen="tickets"] li > *'),
      document.querySelector('[data-screen="welcome"] [data-testid="next"], [data-screen="welcome"] li > *'),
      document.querySelector('[data-testid="no-sms"] button'),
    ]) {
      if (first === null || !visible(first) || document.querySelector('[data-answers]') !== null) continue;
      const { left, top, right, bottom } = first.getBoundingClientRect();
      const hidden = [top + 2, bottom - 2].some(
        (y) => !first.contains(document.elementFromPoint((left + right) / 2, y)),
      );
      if (hidden) found.push(`${name(first)} is out of sight`);
    }
    // What belongs together is in one line.
    for (const one of document.querySelectorAll('[data-testid="reference"]')) {
      const rows = new Set([...one.getClientRects()].map(({ bottom }) => Math.round(bottom)));
      if (visible(one) && rows.size > 1) found.push(`${name(one)} is broken`);
    }
    // No word stands at the edge of a code's white.
    const code = document.querySelector('[data-testid="handoff"]');
    const below = code?.closest('section')?.querySelector('h2');
    if (code !== null && below) {
      const down = below.getBoundingClientRect().top - code.getBoundingClientRect().bottom;
      const across = below.getBoundingClientRect().left - code.getBoundingClientRect().right;
      const least = 0.4 * parseFloat(getComputedStyle(document.documentElement).fontSize);
      if (Math.max(down, across, -across - code.clientWidth) < least) found.push('the code is too near to its words');
    }
    // What has no room in the line at the edge is left out whole.
    const line = document.querySelector('footer .said');
    for (const part of line?.children ?? []) {
      const [within, box] = [line?.getBoundingClientRect(), part.getBoundingClientRect()];
      if (within === undefined || box.top > within.bottom - 1 || box.bottom < within.top + 1) continue;
      if (box.left < within.left - 1 || box.right > within.right + 1) {
        found.push(`the line at the edge cuts ${part.textContent.trim()}`);
      }
    }
    // A field doesn't grow with what is typed into it.
    for (const lines of document.querySelectorAll('.field > p')) {
      const { top, bottom } = lines.getBoundingClientRect();
      const field = lines.parentElement?.getBoundingClientRect();
      if (field === undefined || lines.closest('.very-long') !== null) continue;
      if (top < field.top || bottom > field.bottom) found.push('what is typed leaves its field');
    }
    for (const text of document.querySelectorAll('h1, h2, p, li, span, strong, output')) {
      if (!visible(text) || text.closest('.text[tabindex], main[tabindex]') !== null) continue;
      if (text.scrollWidth > text.clientWidth + 1 && text.clientWidth > 0) {
        found.push(`words are cut: ${text.textContent.trim().slice(0, 30)}`);
      }
    }
    return [...new Set(found)];
  }, low);
}

/** Where keys may lie above the middle: a whole alphabet. */
const HIGH = /^(low-reach-)?(ticket-code|display-options)/;

/** Staff stand, and type into what lies over the screen. */
const STAFF_KEYS = /^setup|^staff-(set-up|search|walk-in|name|undo-typed|unlock|vouch-pin)/;

/** And in low reach, with the bar below them: upright, or where the text on it is the largest. */
function keysLow(state: string, upright: boolean): boolean {
  const lifted = state.startsWith('low-reach') && (upright || state.endsWith('text-200'));
  return !HIGH.test(state) && !STAFF_KEYS.test(state) && !lifted;
}

/** What somebody scrolled to reach what they touched; the page brings what it has to say in sight again. */
async function scrolledBack(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('*')) element.scrollTop = 0;
  });
}

/** What is wrong with how a state lies on screens of these sizes, each with its size. */
export async function faultsOnEverySize(page: Page, name: string, sizes: readonly Size[]): Promise<string[]> {
  const found: string[] = [];
  await settled(page);
  for (const [width, height] of sizes) {
    await scrolledBack(page);
    await page.setViewportSize({ width, height });
    await laidOut(page);
    for (const fault of await faults(page, keysLow(name, height > width))) {
      found.push(`${String(width)}x${String(height)}: ${fault}`);
    }
  }
  return found;
}
