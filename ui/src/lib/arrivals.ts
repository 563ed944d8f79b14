import type { Arrivals } from './bindings/Arrivals';

export const BUCKET_MS = 300_000;
/** Shorter than this the chart is not: a first quarter of an hour would look like a day. */
const LEAST_MS = 2 * 3_600_000;

/** From when to when the chart shows, in milliseconds since the epoch. */
export function shownTime(arrivals: readonly Arrivals[]): { from: number; until: number } | undefined {
  const first = arrivals.find(({ count }) => count > 0);
  const last = arrivals.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const until = last.at + BUCKET_MS;
  return { from: Math.min(first.at, until - LEAST_MS), until };
}

/** The five minutes in which most came. */
export function busiest(arrivals: readonly Arrivals[]): Arrivals | undefined {
  return arrivals.reduce<Arrivals | undefined>(
    (most, one) => (one.count > (most?.count ?? 0) ? one : most),
    undefined,
  );
}
