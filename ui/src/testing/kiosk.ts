import { fireEvent, render } from '@testing-library/svelte';
import { tick } from 'svelte';
import { vi } from 'vitest';
import App from '../App.svelte';
import { EVENTS } from '../lib/fake-events';
import { FAKE_CODE, FakeStation } from '../lib/fake-station';
import { FAKE_PIN } from '../lib/fake-door';
import { latinDigits } from '../lib/i18n';

/** What scanners end with. */
const ENDINGS = { Enter: ['Enter'], Tab: ['Tab'], 'CR LF': ['Enter', 'Enter'], nothing: [] };

/** The whole page in front of a fake station, with a clock that only the test moves. */
export class Kiosk {
  readonly station: FakeStation;

  private constructor(station: FakeStation) {
    this.station = station;
  }

  /** Past the first touch, where one event is served. */
  static async open(events = 1, prepare: (station: FakeStation) => void = () => undefined) {
    const kiosk = await Kiosk.atTheDoor(events, prepare);
    if (kiosk.screen === 'attract') await kiosk.tap('begin');
    return kiosk;
  }

  /** As it stands before anyone comes. */
  static async atTheDoor(events = 1, prepare: (station: FakeStation) => void = () => undefined) {
    vi.useFakeTimers();
    const station = new FakeStation();
    station.view = { ...station.view, events: EVENTS.slice(0, events) };
    prepare(station);
    render(App, { props: { station, now: () => Date.now() } });
    const kiosk = new Kiosk(station);
    await kiosk.pass(0);
    return kiosk;
  }

  /** Lets time pass and everything that was waiting be shown. */
  async pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
    await tick();
  }

  get screen(): string | undefined {
    return document.querySelector<HTMLElement>('[data-screen]')?.dataset['screen'];
  }

  find(testid: string): HTMLElement | null {
    return document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  }

  see(testid: string): HTMLElement {
    const found = this.find(testid);
    if (found === null) throw new Error(`${testid} is not on the screen ${this.screen ?? '(none)'}`);
    return found;
  }

  /** What the screen calls itself. */
  get title(): string | undefined {
    return document.querySelector('h1')?.textContent;
  }

  /** All that the page holds, seen or not: Latin digits, no spaces. */
  get everything(): string {
    const fields = [...document.querySelectorAll('input')].map((field) => field.value);
    return latinDigits(document.documentElement.outerHTML + fields.join()).replace(/\s/g, '');
  }

  text(testid: string): string {
    // What keeps a name in its own direction is not read.
    return this.see(testid).textContent.replace(/[\u2066-\u2069]/g, '').trim();
  }

  /** What is said aloud of count-downs while so many seconds pass, each time that it changes. */
  async hear(seconds: number): Promise<string[]> {
    const said: string[] = [];
    let before = '';
    for (let second = 0; second <= seconds; second += 1) {
      if (second > 0) await this.pass(1_000);
      const aloud = this.see('aloud');
      const modal = document.querySelector('[aria-modal="true"]');
      const isHeard = !this.isCovered('aloud') && (modal?.contains(aloud) ?? true);
      const now = isHeard ? this.text('aloud') : '';
      if (now !== '' && now !== before) said.push(now);
      before = now;
    }
    return said;
  }

  isDisabled(testid: string): boolean {
    return (this.see(testid) as HTMLButtonElement).disabled;
  }

  /** Neither a finger nor the Tab key reaches it: it lies under an overlay. */
  isCovered(testid: string): boolean {
    for (let at: HTMLElement | null = this.see(testid); at !== null; at = at.parentElement) {
      if (at.inert) return true;
    }
    return false;
  }

  /** As a finger does: what is covered can't be touched, what is disabled does nothing. */
  async tap(testid: string): Promise<void> {
    if (this.isCovered(testid)) throw new Error(`${testid} is covered`);
    const target = this.see(testid);
    await fireEvent.pointerDown(target);
    target.click();
    await this.pass(0);
  }

  /** Two touches before the page has drawn anything. */
  async tapTwice(testid: string): Promise<void> {
    const target = this.see(testid);
    target.click();
    target.click();
    await this.pass(0);
  }

  /** The first half of a double tap on one button, the second on what then lies in its place. */
  async doubleTap(first: string, then: string): Promise<void> {
    for (const [half, testid] of [first, then].entries()) {
      const click = { bubbles: true, cancelable: true, detail: half + 1 };
      this.see(testid).dispatchEvent(new MouseEvent('click', click));
      await this.pass(0);
    }
  }

  /** Presses the keys of the screen's own keypad. */
  async keypad(digits: string): Promise<void> {
    for (const digit of digits) await this.tap(digit === '+' ? 'key-plus' : `key-${digit}`);
  }

  /** Presses keys of a hardware keyboard, wherever the focus is, as fast as a person may. */
  async type(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await fireEvent.keyDown(document.activeElement ?? document.body, { key });
      await this.pass(80);
    }
  }

  /** A USB scanner: a key every few milliseconds, Shift before each capital, and what it ends with. */
  async scan(text: string, ending: keyof typeof ENDINGS = 'Enter', gapMs = 8): Promise<void> {
    const press = async (key: string, shiftKey: boolean) => {
      await fireEvent.keyDown(document.activeElement ?? document.body, { key, shiftKey });
      await this.pass(gapMs);
    };
    for (const key of [...text, ...ENDINGS[ending]]) {
      const shifted = /^[A-Z]$/.test(key);
      if (shifted) await press('Shift', true);
      await press(key, shifted);
    }
    await this.pass(100);
  }

  async paste(text: string): Promise<void> {
    const event = new Event('paste', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'clipboardData', { value: { getData: () => text } });
    await fireEvent(document.body, event);
    await this.pass(0);
  }

  /** Holds the quiet corner, until staff are asked for their PIN. */
  async holdCorner(ms = 3_000): Promise<void> {
    await fireEvent.pointerDown(this.see('staff-entry'));
    await this.pass(ms);
    const corner = this.find('staff-entry');
    if (corner !== null) await fireEvent.pointerUp(corner);
    await this.pass(0);
  }

  /** On duty, from the quiet corner on; the first of them is a supervisor, the others stewards. */
  async enterAsStaff(member = 1): Promise<void> {
    await this.holdCorner();
    if (this.find('staff-member-2') !== null) await this.tap(`staff-member-${String(member)}`);
    await this.keypad(FAKE_PIN);
    await this.tap('enter-pin');
  }

  /** What staff look at. */
  get view(): string | undefined {
    return document.querySelector<HTMLElement>('[data-view]')?.dataset['view'];
  }

  /** From the door to the card of the one guest that a text finds. */
  async openCard(text: string, hit = 1): Promise<void> {
    await this.tap('nav-search');
    await this.fill('search', text);
    await this.pass(200);
    await this.tap(`hit-${String(hit)}`);
  }

  /** Puts a text into a field, as pasting does. */
  async fill(testid: string, text: string): Promise<void> {
    await fireEvent.focus(this.see(testid));
    await fireEvent.input(this.see(testid), { target: { value: text } });
    await this.pass(0);
  }

  /** From the number's screen to the code's. */
  async askForCode(mobile = '09120000001'): Promise<void> {
    await this.keypad(mobile);
    await this.tap('send-code');
  }

  /** From the number's screen to whatever a right code leads to. */
  async logIn(mobile = '09120000001'): Promise<void> {
    await this.askForCode(mobile);
    await this.keypad(FAKE_CODE);
  }
}
