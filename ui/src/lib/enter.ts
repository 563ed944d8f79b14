import type { Clock } from './clock.svelte';

/** Who types a code ends it with Enter, though the fifth digit has sent it: what comes is read first. */
const READ_FOR_MS = 2_000;

/** Whether an Enter is meant for the screen that has come now. */
export function enterIsMeant(clock: Clock): () => boolean {
  const came = clock.read();
  return () => clock.read() - came >= READ_FOR_MS;
}
