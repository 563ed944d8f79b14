import type { Light } from './bindings/Light';

/** Everything as it should be. */
export const WELL: readonly Light[] = [
  { what: 'link', state: 'well', why: 'online', forMs: 3_600_000 },
  { what: 'records', state: 'well', waiting: 0, oldestMs: null },
  { what: 'roster', state: 'well', why: 'current', ageMs: 0 },
  { what: 'sms', state: 'well', why: 'working', sent: 143, failed: 0, delayMs: 2_400 },
  { what: 'clock', state: 'well', why: 'right', offMs: 120 },
  { what: 'disk', state: 'well', freeBytes: 48_300_000_000 },
];

/** Each of them in need of somebody. */
export const WRONG: readonly Light[] = [
  { what: 'link', state: 'act', why: 'offline', forMs: 720_000 },
  { what: 'records', state: 'watch', waiting: 38, oldestMs: 700_000 },
  { what: 'roster', state: 'watch', why: 'old', ageMs: 720_000 },
  { what: 'sms', state: 'act', why: 'failing', sent: 12, failed: 9, delayMs: 64_000 },
  { what: 'clock', state: 'act', why: 'off', offMs: -240_000 },
  { what: 'disk', state: 'watch', freeBytes: 640_000_000 },
];

/** The centre is gone, and with it the only way of texts. */
export const DOWN: readonly Light[] = [
  { what: 'link', state: 'watch', why: 'centre_down', forMs: 95_000 },
  { what: 'records', state: 'well', waiting: 0, oldestMs: null },
  { what: 'roster', state: 'watch', why: 'loading', ageMs: null },
  { what: 'sms', state: 'act', why: 'down', sent: 0, failed: 0, delayMs: null },
  { what: 'clock', state: 'watch', why: 'unconfirmed', offMs: null },
  { what: 'disk', state: 'well', freeBytes: 48_300_000_000 },
];

/** Texts leave by the second way, to a centre that is newer than the kiosk. */
export const ANOTHER_WAY: readonly Light[] = [
  { what: 'link', state: 'well', why: 'online', forMs: 3_600_000 },
  { what: 'records', state: 'well', waiting: 0, oldestMs: null },
  { what: 'roster', state: 'watch', why: 'unknown', ageMs: 1_000 },
  { what: 'sms', state: 'watch', why: 'another_way', sent: 0, failed: 0, delayMs: null },
  { what: 'clock', state: 'well', why: 'right', offMs: 120 },
  { what: 'disk', state: 'well', freeBytes: 48_300_000_000 },
];

/** It serves alone, with nothing set and no room. */
export const BARE: readonly Light[] = [
  { what: 'link', state: 'well', why: 'alone', forMs: 600_000 },
  { what: 'records', state: 'well', waiting: 0, oldestMs: 600_000 },
  { what: 'roster', state: 'act', why: 'not_imported', ageMs: null },
  { what: 'sms', state: 'act', why: 'no_way', sent: 0, failed: 0, delayMs: null },
  { what: 'clock', state: 'well', why: 'unconfirmed', offMs: null },
  { what: 'disk', state: 'act', freeBytes: 0 },
];

/** It was switched on a while ago, and hasn't met the centre. */
export const STARTED: readonly Light[] = [
  { what: 'link', state: 'watch', why: 'connecting', forMs: 40_000 },
  { what: 'records', state: 'well', waiting: 0, oldestMs: null },
  { what: 'roster', state: 'act', why: 'none', ageMs: null },
  { what: 'sms', state: 'watch', why: 'slow', sent: 4, failed: 0, delayMs: 31_000 },
  { what: 'clock', state: 'watch', why: 'unconfirmed', offMs: null },
  { what: 'disk', state: 'well', freeBytes: 48_300_000_000 },
];

/** The link alone, for another reason than a cable. */
const unreached = (why: Extract<Light, { what: 'link' }>['why']): readonly Light[] => [
  { what: 'link', state: 'act', why, forMs: 720_000 },
  ...WELL.slice(1),
];
export const IN_THE_WAY = unreached('in_the_way');
export const CERTIFICATE = unreached('certificate');
/** The centre takes nothing with such a time. */
export const CLOCK: readonly Light[] = unreached('clock').map((light) =>
  light.what === 'clock' ? { ...light, state: 'act', why: 'off', offMs: -2_820_000 } : light,
);

/** The centre takes nothing of it any more. */
export const REVOKED: readonly Light[] = [
  { what: 'link', state: 'act', why: 'revoked', forMs: 90_000 },
  { what: 'records', state: 'watch', waiting: 3, oldestMs: 90_000 },
  { what: 'roster', state: 'act', why: 'erased', ageMs: 90_000 },
  { what: 'sms', state: 'well', why: 'quiet', sent: 0, failed: 0, delayMs: null },
  { what: 'clock', state: 'well', why: 'right', offMs: 120 },
  { what: 'disk', state: 'well', freeBytes: 48_300_000_000 },
];

/** The centre was restored and knows nothing of it; the list made here it has never taken. */
export const NOT_KNOWN: readonly Light[] = [
  { what: 'link', state: 'act', why: 'not_known', forMs: 90_000 },
  { what: 'records', state: 'watch', waiting: 12, oldestMs: 90_000 },
  { what: 'roster', state: 'act', why: 'not_taken', ageMs: 90_000 },
  { what: 'sms', state: 'act', why: 'locked', sent: 4, failed: 0, delayMs: 2_000 },
  { what: 'clock', state: 'well', why: 'right', offMs: 120 },
  { what: 'disk', state: 'well', freeBytes: 48_300_000_000 },
];

/** The centre doesn't take the list that was made here, and no number of it. */
export const NOT_TAKEN: readonly Light[] = [
  { what: 'link', state: 'well', why: 'online', forMs: 90_000 },
  { what: 'records', state: 'well', waiting: 0, oldestMs: null },
  { what: 'roster', state: 'act', why: 'not_taken', ageMs: 90_000 },
  { what: 'sms', state: 'act', why: 'not_listed', sent: 4, failed: 9, delayMs: 2_000 },
  { what: 'clock', state: 'well', why: 'right', offMs: 120 },
  { what: 'disk', state: 'well', freeBytes: 48_300_000_000 },
];

/** The organiser has made the event and forgotten its list. */
export const NOT_BROUGHT: readonly Light[] = WELL.map((light) =>
  light.what === 'roster' ? { ...light, state: 'act', why: 'not_brought' } : light,
);
