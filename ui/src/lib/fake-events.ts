import type { EventView } from './bindings/EventView';
import type { Palette } from './bindings/Palette';
import type { TicketView } from './bindings/TicketView';
import type { UiError } from './bindings/UiError';

/** A violet, as the engine makes it fit for both pages. */
const VIOLET: Palette = {
  light: { accent: '#5b3fa8', onAccent: '#ffffff' },
  dark: { accent: '#b5a2ef', onAccent: '#101615' },
};

export const EVENTS: readonly EventView[] = [
  event(1, 'همایش ملی فناوری‌های نو', '2026-11-26T09:00:00+03:30', '2026-11-26T18:30:00+03:30', {
    picture: 'a1'.repeat(32),
    names: { fa: null, en: 'National Conference on New Technologies' },
    next: {
      fa: 'سالن فردوسی، طبقه دوم؛ افتتاحیه ساعت ۹:۳۰ آغاز می‌شود.',
      en: 'Ferdowsi Hall, second floor; the opening begins at 9:30.',
    },
  }),
  event(2, 'نشست شبانه شعر و موسیقی', '2026-11-26T19:30:00+03:30', '2026-11-26T22:00:00+03:30', {
    palette: VIOLET,
    names: { fa: null, en: 'An Evening of Poetry and Music' },
  }),
  event(3, 'Tehran Design Week 2026', '2026-11-27T10:00:00+03:30', '2026-11-29T20:00:00+03:30'),
  event(4, 'کارگاه عکاسی كودكان', '2026-11-27T16:00:00+03:30', '2026-11-27T18:00:00+03:30'),
  event(5, 'گردهمایی توسعه‌دهندگان Rust', '2026-11-28T17:00:00+03:30', null),
  event(6, 'نمایشگاه کتاب دانشگاهی', '2026-11-29T08:00:00+03:30', '2026-11-29T16:00:00+03:30'),
  event(7, 'دوره فشرده مدیریت محصول ۱۴۰۵', '2026-12-01T08:30:00+03:30', '2026-12-01T17:00:00+03:30'),
  event(8, 'بازار هنرهای دستی', null, null),
];

export function firstEvent(): EventView {
  const [first] = EVENTS;
  if (first === undefined) throw new Error('the fake has events');
  return first;
}

export function event(
  id: number,
  name: string,
  startsAt: string | null,
  endsAt: string | null,
  look: Partial<Pick<EventView, 'walkIns' | 'palette' | 'picture' | 'next' | 'names'>> = {},
): EventView {
  const none = { fa: null, en: null };
  const plain = { walkIns: false, palette: null, picture: null, next: none, names: none };
  return { id, name, startsAt, endsAt, timezone: 'Asia/Tehran', ...plain, ...look };
}

/** The event's picture as the station keeps it: a drawing of the page's own. */
export const PICTURE = `data:image/svg+xml;base64,${btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400"><rect width="640" height="400" fill="#123c45"/>' +
    '<circle cx="470" cy="140" r="190" fill="#1f6f74"/><circle cx="520" cy="110" r="110" fill="#f0b45b"/>' +
    '<path d="M0 400V290l150-90 130 80 120-110 240 160v70z" fill="#0b242a"/></svg>',
)}`;

const OPEN: TicketView['entry'] = { state: 'open', last: null };
export const NOW: TicketView['entry'] = { state: 'checked_in', at: '2026-11-26T09:12:00+03:30', now: true };
const BEFORE: TicketView['entry'] = { ...NOW, now: false };

export function ticket(n: number, holder: string, ticketType: string | null, entry: TicketView['entry']) {
  return { n, holder, ticketType, entry };
}

/** What a number leads to; every other one is unlisted and no code fits it. */
export const GUESTS: Record<string, { name: string; tickets: TicketView[]; events?: number[] }> = {
  '09120000001': {
    name: 'نیلوفر رستگار',
    tickets: [ticket(1, 'نیلوفر رستگار', 'میهمان ویژه', NOW)],
  },
  '09120000002': {
    name: 'کامران اعتمادی',
    tickets: [
      ticket(1, 'کامران اعتمادی', 'عادی', OPEN),
      ticket(2, 'Sara Holmgren', 'عادی', OPEN),
      ticket(3, 'آوا اعتمادی', 'کودک', OPEN),
    ],
  },
  '09120000011': {
    name: 'سیدمحمدرضا طباطبایی‌نژاد',
    tickets: [
      ticket(1, 'سیدمحمدرضا طباطبایی‌نژاد', 'میهمان ویژه', OPEN),
      ticket(2, 'Alexandra Holmgren-Karimi', 'میهمان ویژه', OPEN),
      ticket(3, 'آوا طباطبایی‌نژاد', 'کودک', OPEN),
      ticket(4, 'نیکان طباطبایی‌نژاد', null, OPEN),
    ],
  },
  // Inside or gone since, with entries left.
  '09120000017': {
    name: 'کامران اعتمادی',
    tickets: [
      ticket(1, 'کامران اعتمادی', 'چندباره', { state: 'open', last: '2026-11-26T09:12:00+03:30' }),
      ticket(2, 'Alexandra Holmgren-Karimi', 'چندباره', { state: 'open', last: '2026-11-25T18:05:00+03:30' }),
      ticket(3, 'آوا اعتمادی', 'چندباره', { state: 'checked_in', at: '2026-11-25T18:05:00+03:30', now: false }),
      ticket(4, 'نیکان اعتمادی', null, OPEN),
    ],
  },
  '09120000003': { name: 'مهسا یوسفی', tickets: [], events: [2, 3] },
  '09120000004': { name: 'Jonas Weber', tickets: [], events: [] },
  '09120000005': {
    name: 'واقعاً احمدی',
    tickets: [ticket(1, 'واقعاً احمدی', null, BEFORE)],
  },
  // Walked in at the kiosk, which asks nobody's name.
  '09120000016': { name: '', tickets: [ticket(1, '', null, NOW)] },
  '09120000013': {
    name: 'کتایون مرادی',
    tickets: [
      ticket(1, 'کتایون مرادی', 'نوبت عصر', { state: 'not_yet', from: '2026-11-26T14:00:00+03:30' }),
    ],
  },
  '09120000014': {
    name: 'Marta Lindqvist',
    tickets: [ticket(1, 'Marta Lindqvist', 'نوبت صبح', { state: 'over' })],
  },
  '09120000015': {
    name: 'بهرام نوروزی',
    tickets: [ticket(1, 'بهرام نوروزی', null, { state: 'cancelled' })],
  },
};

/** Numbers that are refused, by what they are refused with. */
export const REFUSED: Record<string, UiError> = {
  '09120000009': { code: 'locked', retryAfterMs: 17 * 60_000 + 20_000 },
  '09120000008': { code: 'station_paused', retryAfterMs: 30_000 },
  '09120000007': { code: 'staff_needed' },
  '09120000006': { code: 'station_fault', reference: 'A7-3F21' },
  '09120000010': { code: 'too_many_sends', retryAfterMs: 7 * 60_000 },
  '09120000012': { code: 'too_many_sends', retryAfterMs: 23 * 3_600_000 },
};

/** The mobiles of the tickets that have a code. */
export const TICKETS: Record<string, string> = {
  'VIP-00117': '09120000001',
  'FAM-00204': '09120000002',
  'FAM-00205': '09120000002',
};

/** Numbers that another attendee of the event holds. */
export const TAKEN = '09120000002';

export function masked(mobile: string): string {
  return `${mobile.slice(0, 2)}•• ••• ••${mobile.slice(-2)}`;
}
