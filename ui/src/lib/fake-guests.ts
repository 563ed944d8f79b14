import type { AttendeeCard } from './bindings/AttendeeCard';
import type { CardTicket } from './bindings/CardTicket';
import type { EventView } from './bindings/EventView';
import type { HistoryLine } from './bindings/HistoryLine';
import type { Passage } from './bindings/Passage';

const NAMES = [
  'نیلوفر رستگار',
  'کامران اعتمادی',
  'سارا محمدی',
  'علی‌رضا كريمي',
  'مریم آقایی',
  'محمّد رضایی',
  'زهرا موسوی‌نژاد',
  'حسین قاسمی',
  'فاطمه صادقی',
  'رضا یوسفی',
  'الهام نوروزی',
  'امیرحسین تهرانی',
  'شیما واقعاً احمدی',
  'پویا شریفی',
  'گلناز میرزایی',
  'بهرام کاظمی',
  'نازنین فروتن',
  'سید مهدی حسینی',
  'هانیه باقری',
  'کیوان سلطانی',
  'Sara Holmgren',
  'Jonas Weber',
  'Amélie Dubois',
  'Daniel O’Connor',
  'Maryam Ahmadi-Larsen',
  'آیدا جعفری',
  'مجتبی نیک‌بخت',
  'لیلا حیدری',
  'فرزاد اکبری',
  'سمیرا عباسی',
  'یاسمن کریمی',
  'احسان کریمی',
  'پریسا ملکی',
  'آرش پارسا',
  'مینا دهقان',
  'سینا رحمانی',
  'نگار شجاعی',
  'بابک خسروی',
  'عبدالرحمان فتح‌اللهی بروجردی‌نژاد',
  'ترانه افشار',
] as const;

/** After them one who walked in at the kiosk by their phone: it asks nobody's name. */
const NAMELESS = '';

const TYPES = ['عادی', 'میهمان ویژه', 'دانشجو', null] as const;
const STATIONS = ['ورودی شمالی ۲', 'ورودی جنوبی', 'North 1'] as const;

/** A time of the fake's day. */
export function at(minutes: number): string {
  const h = String(9 + Math.floor(minutes / 60)).padStart(2, '0');
  return `2026-11-26T${h}:${String(minutes % 60).padStart(2, '0')}:00+03:30`;
}

/** The time at which everything on the fake's day is looked at, in minutes after nine. */
export const NOW_MINUTES = 135;

/** The kind of ticket that lets in several times, and how often. */
export const SEVERAL = 'سه‌روزه';
const ENTRIES = 3;

/** What a ticket comes to, as the station folds it. */
export function foldOf(
  passages: readonly Passage[],
  ticketType: string | null,
): Pick<CardTicket, 'entry' | 'last'> {
  const entries = ticketType === SEVERAL ? ENTRIES : 1;
  const admitted: Passage[] = [];
  let last: Passage | null = null;
  for (const passage of passages) {
    if (passage.way === 'in') admitted.push(passage);
    else admitted.pop();
    last = passage;
  }
  const used = admitted.at(-1);
  return used === undefined || admitted.length < entries
    ? { entry: { state: 'open', last: used?.at ?? null }, last }
    : { entry: { state: 'checked_in', at: used.at, now: false }, last };
}

/** An attendee as the fake keeps them. */
export interface Guest {
  card: AttendeeCard;
  /** The whole number, for the search; none where the guest has no phone. */
  mobile: string | null;
  /** The way in and out of each ticket's holder that counts, by its id. */
  passages: Map<string, readonly Passage[]>;
}

function passagesOf(n: number): Passage[] {
  if (n % 3 !== 0 && n % 5 !== 1) return [];
  const came = (n * 7) % NOW_MINUTES;
  const passages: Passage[] = [{ place: `in-${String(n)}`, way: 'in', at: at(came) }];
  if (n > 0 && n % 9 === 0) {
    passages.push({ place: `out-${String(n)}`, way: 'out', at: at(came + 1) });
  }
  return passages;
}

function ticketOf(n: number, holder: string, which: number): CardTicket {
  const several = n === NAMES.length - 1;
  const usual = holder === NAMELESS ? null : (TYPES[n % TYPES.length] ?? null);
  const ticketType = several ? SEVERAL : usual;
  return {
    ticket: `t-${String(n)}-${String(which)}`,
    code: `CON-${String(n * 10 + which).padStart(5, '0')}`,
    holder,
    ticketType,
    ...foldOf(passagesOf(n), ticketType),
    alsoSeen: n === 6 ? [{ at: at(47), station: STATIONS[1] }] : [],
  };
}

function historyOf(n: number, tickets: readonly CardTicket[]): HistoryLine[] {
  const line = (minutes: number, act: HistoryLine['act'], more: Partial<HistoryLine> = {}) => ({
    at: at(minutes),
    station: STATIONS[n % STATIONS.length] ?? STATIONS[0],
    mine: n % STATIONS.length === 0,
    act,
    holder: null,
    by: null,
    reason: null,
    ...more,
  });
  const lines: HistoryLine[] = [];
  for (const { last, holder, alsoSeen } of tickets) {
    if (last === null) continue;
    const came = (n * 7) % NOW_MINUTES;
    if (last.way === 'out') lines.push(line(came + 1, 'check_out', { holder, by: 'مینا شریفی' }));
    for (const seen of alsoSeen) {
      lines.push({ ...line(47, 'also_seen', { holder }), station: seen.station, mine: false });
    }
    lines.push(line(came, 'check_in', { holder }), line(came, 'login'));
  }
  if (n === 6) {
    lines.push(
      line(31, 'undone', { holder: tickets[0]?.holder ?? null, by: 'مینا شریفی', reason: 'اشتباه ثبت شد' }),
      line(30, 'check_in', { holder: tickets[0]?.holder ?? null, by: 'مینا شریفی' }),
      line(12, 'name_corrected', { holder: tickets[0]?.holder ?? null, by: 'Jonas Berg' }),
      line(5, 'mobile_change_void'),
      line(4, 'walk_in_number_void', { by: 'مینا شریفی' }),
      line(4, 'unlocked', { by: 'Jonas Berg' }),
    );
  }
  return lines.sort((a, b) => b.at.localeCompare(a.at));
}

function masked(mobile: string): string {
  return `${mobile.slice(0, 2)}•• ••• ••${mobile.slice(-2)}`;
}

/** The guests of an event: about forty, some inside, some with a family, some without a phone, one without a name. */
export function guestsOf(event: EventView): Map<string, Guest> {
  const guests = [...NAMES, NAMELESS].map((name, n): Guest => {
    const mobile = n % 11 === 10 ? null : `0912${String(3_000_000 + n * 7_919)}`;
    const held: [number, string][] = [[n, name]];
    if (n % 8 === 6) held.push([n + 1, 'همراه'], [n + 3, NAMES[20]]);
    const tickets = held.map(([of, holder], which) => ticketOf(of, holder, which));
    const passages = new Map(tickets.map(({ ticket }, which) => [ticket, passagesOf(held[which]?.[0] ?? n)]));
    const card: AttendeeCard = {
      attendee: `a-${String(n)}`,
      event,
      at: at(NOW_MINUTES),
      name,
      mobile: mobile === null ? null : masked(mobile),
      failures: n === 6 ? 5 : 0,
      lockedForMs: n === 6 ? 17 * 60_000 : null,
      tickets,
      history: historyOf(n, tickets),
    };
    return { card, mobile, passages };
  });
  return new Map(guests.map((guest) => [guest.card.attendee, guest]));
}
