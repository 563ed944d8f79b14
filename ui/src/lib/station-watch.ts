import type { Station } from './ipc';
import type { Journey } from './journey.svelte';

/** How often the station is asked how it is. */
export const POLL_MS = 2_000;

/** Asks the station how it is, one question at a time; the answer stops it. */
export function watchStation(station: Station, journey: Journey): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const ask = async () => {
    const view = await station.stationState().catch(() => undefined);
    if (stopped) return;
    journey.observe(view);
    timer = setTimeout(() => void ask(), POLL_MS);
  };
  void ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
