const MINUTE_MS = 60_000;

/** The units in which people say how long something has lasted, each until so much of the next. */
const UNITS = [
  { unit: 'minute', ms: MINUTE_MS, untilMs: 90 * MINUTE_MS },
  { unit: 'hour', ms: 60 * MINUTE_MS, untilMs: 48 * 60 * MINUTE_MS },
  { unit: 'day', ms: 24 * 60 * MINUTE_MS, untilMs: 730 * 24 * 60 * MINUTE_MS },
  { unit: 'year', ms: 365 * 24 * 60 * MINUTE_MS, untilMs: Infinity },
] as const;

/**
 * Says a span as people do: `12 minutes`, `3 hours`, `365 days`. What is shorter than a minute is
 * one: of seconds nobody who reads it knows more in the next moment.
 */
export function spanOf(locale: string): (ms: number) => string {
  return (ms) => {
    const { unit, ms: one } = UNITS.find(({ untilMs }) => ms < untilMs) ?? UNITS[3];
    const count = Math.max(1, Math.round(ms / one));
    const written = { style: 'unit', unit, unitDisplay: 'long', useGrouping: false } as const;
    return new Intl.NumberFormat(locale, written).format(count);
  };
}
