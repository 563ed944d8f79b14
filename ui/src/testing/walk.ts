import { Display } from '../lib/display.svelte';
import { EVENTS } from '../lib/fake-events';
import { FakeStation } from '../lib/fake-station';
import { Journey } from '../lib/journey.svelte';

/** One attendee's journey without a page, before a fake station and a clock of the test's own. */
export let station: FakeStation;
export let journey: Journey;
let now: number;

/** A new attendee is asked for a number. */
export function beginAnew(): void {
  now = 1000;
  station = new FakeStation();
  journey = new Journey(station, () => now, () => new Display().look);
  serve(1);
  journey.begin();
}

export function pass(ms: number): void {
  now += ms;
}

export function serve(events: number): void {
  station.view = { ...station.view, events: EVENTS.slice(0, events) };
  journey.observe(station.view);
}

export async function askForCode(mobile = '09120000001'): Promise<void> {
  journey.type(mobile);
  await journey.sendCode();
}

export async function enter(code: string): Promise<void> {
  journey.type(code);
  await journey.redeem();
}

/** Lets every answer that is due arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}
