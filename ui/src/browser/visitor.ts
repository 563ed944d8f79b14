import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openChromium } from './chromium';
import type { State } from './hands';

/** What the system asks for; the page follows without being opened anew. */
export const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
  'dark-contrast': { colorScheme: 'dark', contrast: 'more' },
} as const;

export type Theme = keyof typeof THEMES;

export async function wear(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ ...THEMES[theme], reducedMotion: 'reduce' });
}

/** What changes after a moment has changed, and the type is there. */
export async function settled(page: Page): Promise<void> {
  await page.clock.runFor(700);
  await laidOut(page);
}

/** What watches sizes has heard of a new one; nothing that waits for time does. */
export async function laidOut(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    // It begins to watch last.
    await new Promise<void>((seen) => {
      const last = new ResizeObserver(() => {
        last.disconnect();
        seen();
      });
      last.observe(document.documentElement);
    });
  });
}

/** A page's clock keeps all that was done to it, and does it again in each document. */
const VISITS_TO_A_PAGE = 16;

declare global {
  interface Window {
    /** The machine's own timer, where the page's clock is the test's. */
    machineTimeout?: typeof setTimeout;
  }
}

export interface Visit {
  language: 'fa' | 'en';
  theme?: Theme;
  viewport?: { width: number; height: number };
}

/**
 * Goes from state to state in a browser of its own. Its page stays open: it need not be made
 * anew, and the code of the screens is compiled once.
 */
export class Visitor {
  #browser: Browser;
  #address: string;
  #page: Page | undefined;
  #visits = 0;

  private constructor(browser: Browser, address: string) {
    this.#browser = browser;
    this.#address = address;
  }

  static async begin(address: string): Promise<Visitor> {
    return new Visitor(await openChromium(), address);
  }

  get browser(): Browser {
    return this.#browser;
  }

  /** The page in a state, as if nobody had been there before. */
  async visit(state: State, { language, theme = 'light', viewport }: Visit): Promise<Page> {
    const page = await this.#open();
    await wear(page, theme);
    await page.setViewportSize(viewport ?? { width: 1280, height: 800 });
    await page.clock.install();
    await page.clock.resume();
    await page.goto(`${this.#address}?${state.station}&lang=${language}`);
    const begins = state.name === 'starting' ? '' : ':not([data-screen="starting"])';
    await page.waitForSelector(`[data-screen]${begins}`);
    await state.drive(page);
    // However slow the machine: from here on time passes only where a test lets it.
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 500);
    return page;
  }

  async leave(): Promise<void> {
    await this.#browser.close();
  }

  async #open(): Promise<Page> {
    if (this.#page !== undefined && this.#visits < VISITS_TO_A_PAGE) {
      this.#visits += 1;
      await this.#page.evaluate(() => {
        localStorage.clear();
        sessionStorage.clear();
      });
      return this.#page;
    }
    await this.#page?.context().close();
    const context: BrowserContext = await this.#browser.newContext();
    await context.addInitScript(() => {
      window.machineTimeout = setTimeout.bind(window);
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    this.#page = page;
    this.#visits = 1;
    return page;
  }
}
