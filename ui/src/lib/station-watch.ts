import type { Station } from './ipc';
import type { Journey } from './journey.svelte';
import { polling } from './polling';

/** How often the station is asked how it is. */
export const POLL_MS = 2_000;

/** Asks the station how it is; the answer stops it. */
export function watchStation(station: Station, journey: Journey): () => void {
  return polling(POLL_MS, async (stopped) => {
    const view = await station.stationState().catch(() => undefined);
    if (!stopped()) journey.observe(view);
  });
}
