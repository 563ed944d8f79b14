import type { EventView } from './bindings/EventView';
import type { Language } from './bindings/Language';
import type { Login } from './bindings/Login';
import type { Palette } from './bindings/Palette';
import type { StaffMember } from './bindings/StaffMember';
import type { StationView } from './bindings/StationView';
import type { TicketView } from './bindings/TicketView';
import type { UiError } from './bindings/UiError';
import type { Welcome } from './bindings/Welcome';
import { latinDigits } from './i18n';
import { Refusal, type Station } from './ipc';

/** The one code that the fake takes. */
export const FAKE_CODE = '12345';

/** The one PIN that the fake takes. */
const FAKE_PIN = '4938';

const STEWARD: StaffMember = { id: '0194', name: 'نیکا رستگار', role: 'steward' };

/** A violet, as the engine makes it fit for both pages. */
const VIOLET: Palette = {
  light: { accent: '#5b3fa8', onAccent: '#ffffff' },
  dark: { accent: '#b5a2ef', onAccent: '#101615' },
};

export const EVENTS: readonly EventView[] = [
  event(1, 'همایش ملی فناوری‌های نو', '2026-11-26T09:00:00+03:30', '2026-11-26T18:30:00+03:30', {
    picture: 'a1'.repeat(32),
    next: {
      fa: 'سالن فردوسی، طبقه دوم؛ افتتاحیه ساعت ۹:۳۰ آغاز می‌شود.',
      en: 'Ferdowsi Hall, second floor; the opening begins at 9:30.',
    },
  }),
  event(2, 'نشست شبانه شعر و موسیقی', '2026-11-26T19:30:00+03:30', '2026-11-26T22:00:00+03:30', {
    palette: VIOLET,
  }),
  event(3, 'Tehran Design Week 2026', '2026-11-27T10:00:00+03:30', '2026-11-29T20:00:00+03:30'),
  event(4, 'کارگاه عکاسی كودكان', '2026-11-27T16:00:00+03:30', '2026-11-27T18:00:00+03:30'),
  event(5, 'گردهمایی توسعه‌دهندگان Rust', '2026-11-28T17:00:00+03:30', null),
  event(6, 'نمایشگاه کتاب دانشگاهی', '2026-11-29T08:00:00+03:30', '2026-11-29T16:00:00+03:30'),
  event(7, 'دوره فشرده مدیریت محصول ۱۴۰۵', '2026-12-01T08:30:00+03:30', '2026-12-01T17:00:00+03:30'),
  event(8, 'بازار هنرهای دستی', null, null),
];

function event(
  id: number,
  name: string,
  startsAt: string | null,
  endsAt: string | null,
  look: Partial<Pick<EventView, 'palette' | 'picture' | 'next'>> = {},
): EventView {
  const plain = { palette: null, picture: null, next: { fa: null, en: null } };
  return { id, name, startsAt, endsAt, timezone: 'Asia/Tehran', ...plain, ...look };
}

/** The event's picture as the station keeps it: a drawing of the page's own. */
const PICTURE = `data:image/svg+xml;base64,${btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400"><rect width="640" height="400" fill="#123c45"/>' +
    '<circle cx="470" cy="140" r="190" fill="#1f6f74"/><circle cx="520" cy="110" r="110" fill="#f0b45b"/>' +
    '<path d="M0 400V290l150-90 130 80 120-110 240 160v70z" fill="#0b242a"/></svg>',
)}`;

const OPEN: TicketView['entry'] = { state: 'open' };
const NOW: TicketView['entry'] = { state: 'checked_in', at: '2026-11-26T09:12:00+03:30', now: true };
const BEFORE: TicketView['entry'] = { ...NOW, now: false };

function ticket(n: number, holder: string, ticketType: string | null, entry: TicketView['entry']) {
  return { n, holder, ticketType, entry };
}

/** What a number leads to; every other one is unlisted and no code fits it. */
const GUESTS: Record<string, { name: string; tickets: TicketView[]; events?: number[] }> = {
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
  '09120000003': { name: 'مهسا یوسفی', tickets: [], events: [2, 3] },
  '09120000004': { name: 'Jonas Weber', tickets: [], events: [] },
  '09120000005': {
    name: 'واقعاً احمدی',
    tickets: [ticket(1, 'واقعاً احمدی', null, BEFORE)],
  },
};

/** Numbers that are refused, by what they are refused with. */
const REFUSED: Record<string, UiError> = {
  '09120000009': { code: 'locked', retryAfterMs: 17 * 60_000 + 20_000 },
  '09120000008': { code: 'station_paused', retryAfterMs: 30_000 },
  '09120000007': { code: 'staff_needed' },
  '09120000006': { code: 'station_fault', reference: 'A7-3F21' },
  '09120000010': { code: 'too_many_sends', retryAfterMs: 7 * 60_000 },
  '09120000012': { code: 'too_many_sends', retryAfterMs: 23 * 3_600_000 },
};

/** The mobiles of the tickets that have a code. */
const TICKETS: Record<string, string> = {
  'VIP-00117': '09120000001',
  'FAM-00204': '09120000002',
};

/** Numbers that another attendee of the event holds. */
const TAKEN = '09120000002';

function masked(mobile: string): string {
  return `${mobile.slice(0, 2)}•• ••• ••${mobile.slice(-2)}`;
}

/** A station of the page's own, for tests and for a browser without the backend. */
export class FakeStation implements Station {
  view: StationView = {
    setUp: true,
    name: 'ورودی شمالی ۲',
    events: [...EVENTS.slice(0, 1)],
    link: 'online',
    courier: 'working',
    recordsWaiting: 0,
    loading: null,
    rosterAgeMs: 0,
    clockOffMs: null,
    restored: false,
    language: 'fa',
    outOfOrder: false,
    calls: [],
  };
  /** Every call, by name, in order. */
  calls: string[] = [];
  languages: Language[] = [];
  /** The codes of the tickets that were asked about. */
  ticketCodes: string[] = [];
  expiresInMs = 120_000;
  resendInMs = 30_000;
  triesLeft = 5;
  handOffUrl: string | null =
    `https://connect.example/handoff#${'eyJhbGciOiJFZERTQSIsImtpZCI6'.repeat(18)}`;
  /** How long each answer takes. */
  answersInMs = 0;
  /** Refuses the next call of a command with this. */
  refuseNext: Partial<Record<keyof Station, UiError | Error | undefined>> = {};

  #mobile = '';
  /** The number as this session may see it. */
  #shown = '';
  #newMobile = '';
  #eventId = 0;
  #tickets: TicketView[] = [];

  async stationState() {
    await this.#note('stationState');
    return this.view;
  }

  async sendCode(eventId: number, mobile: string, language: Language) {
    await this.#note('sendCode');
    this.languages.push(language);
    this.#check(mobile);
    this.#mobile = mobile;
    this.#shown = mobile;
    this.#eventId = eventId;
    this.triesLeft = 5;
    return this.#sent();
  }

  async sendCodeToTicket(ticketCode: string, language: Language) {
    await this.#note('sendCodeToTicket');
    this.languages.push(language);
    this.ticketCodes.push(ticketCode);
    const mobile = TICKETS[latinDigits(ticketCode.trim())];
    const [first] = this.view.events;
    if (mobile === undefined || first === undefined) throw new Refusal({ code: 'unknown_ticket' });
    this.#mobile = mobile;
    this.#shown = masked(mobile);
    this.#eventId = first.id;
    this.triesLeft = 5;
    return { event: first, sent: this.#sent() };
  }

  async resendCode() {
    await this.#note('resendCode');
    return this.#sent();
  }

  async redeemCode(code: string): Promise<Login> {
    await this.#note('redeemCode');
    const guest = GUESTS[this.#mobile];
    if (code !== FAKE_CODE || guest === undefined) throw this.#wrong();
    if (guest.events !== undefined) {
      const others = this.view.events.filter((e) => guest.events?.includes(e.id));
      return { kind: 'no_ticket', event: this.#event(this.#eventId), otherEvents: others };
    }
    this.#tickets = guest.tickets;
    return { kind: 'welcome', ...this.#welcome() };
  }

  async chooseEvent(eventId: number) {
    await this.#note('chooseEvent');
    this.#eventId = eventId;
    this.#tickets = [ticket(1, GUESTS[this.#mobile]?.name ?? '', null, NOW)];
    return this.#welcome();
  }

  async checkIn(tickets: number[]) {
    await this.#note('checkIn');
    this.#tickets = this.#tickets.map((t) =>
      tickets.includes(t.n) && t.entry.state === 'open' ? { ...t, entry: NOW } : t,
    );
    return this.#welcome();
  }

  async changeMobile(mobile: string, language: Language) {
    await this.#note('changeMobile');
    this.languages.push(language);
    this.#check(mobile);
    if (mobile === this.#mobile) throw new Refusal({ code: 'same_number' });
    this.#newMobile = mobile;
    this.#shown = mobile;
    this.triesLeft = 5;
    return this.#sent();
  }

  async confirmMobile(code: string) {
    await this.#note('confirmMobile');
    if (code !== FAKE_CODE) throw this.#wrong();
    if (this.#newMobile === TAKEN) throw new Refusal({ code: 'number_taken' });
    return { ...this.#welcome(), mobile: masked(this.#newMobile) };
  }

  async handOff() {
    await this.#note('handOff');
    return { url: this.handOffUrl };
  }

  async eventPicture() {
    await this.#note('eventPicture');
    return PICTURE;
  }

  async callStaff() {
    await this.#note('callStaff');
    const call = { station: 'own', name: this.view.name, sinceMs: 0, mine: true };
    if (this.view.calls.some(({ mine }) => mine)) return;
    this.view = { ...this.view, calls: [...this.view.calls, call] };
  }

  async answerCall(of: string) {
    await this.#note('answerCall');
    this.view = { ...this.view, calls: this.view.calls.filter(({ station }) => station !== of) };
  }

  async setOutOfOrder(on: boolean) {
    await this.#note('setOutOfOrder');
    this.view = { ...this.view, outOfOrder: on };
  }

  async finish() {
    await this.#note('finish');
    this.#mobile = '';
    this.#shown = '';
    this.#newMobile = '';
    this.#tickets = [];
  }

  async setupJoin(join: string, name: string) {
    await this.#note('setupJoin');
    if (!join.includes('/enrol#1.')) throw new Refusal({ code: 'join_code_unreadable' });
    this.view = { ...this.view, setUp: true, name, link: 'online' };
    return { name, events: this.view.events };
  }

  async setupServe(eventIds: number[]) {
    await this.#note('setupServe');
    const events = this.view.events.filter(({ id }) => eventIds.includes(id));
    this.view = { ...this.view, events };
  }

  async setupLanguage(language: Language) {
    await this.#note('setupLanguage');
    this.view = { ...this.view, language };
  }

  async setupSms() {
    await this.#note('setupSms');
  }

  async staffMembers() {
    await this.#note('staffMembers');
    return [STEWARD];
  }

  async enterPin(_staff: string, pin: string) {
    await this.#note('enterPin');
    if (pin !== FAKE_PIN) throw new Refusal({ code: 'pin_wrong', triesLeft: 4 });
    return { member: STEWARD, leavesInMs: 60_000 };
  }

  async stayOnDuty() {
    await this.#note('stayOnDuty');
    return { member: STEWARD, leavesInMs: 60_000 };
  }

  async leaveDuty() {
    await this.#note('leaveDuty');
  }

  /** How often a command was called. */
  count(command: keyof Station): number {
    return this.calls.filter((call) => call === command).length;
  }

  async #note(command: keyof Station): Promise<void> {
    this.calls.push(command);
    const refused = this.refuseNext[command];
    this.refuseNext = { ...this.refuseNext, [command]: undefined };
    if (this.answersInMs > 0) {
      await new Promise((answered) => setTimeout(answered, this.answersInMs));
    }
    if (refused === undefined) return;
    throw refused instanceof Error ? refused : new Refusal(refused);
  }

  #check(mobile: string): void {
    if (!/^(09\d{9}|\+\d{7,15})$/.test(mobile)) {
      throw new Refusal({ code: 'not_a_mobile', why: mobile.length < 11 ? 'too_short' : 'not_mobile' });
    }
    const refused = REFUSED[mobile];
    if (refused !== undefined) throw new Refusal(refused);
  }

  #wrong(): Refusal {
    this.triesLeft -= 1;
    if (this.triesLeft < 0) return new Refusal({ code: 'code_spent' });
    return new Refusal({ code: 'wrong_code', triesLeft: this.triesLeft });
  }

  #sent() {
    const { expiresInMs, resendInMs, triesLeft } = this;
    return { expiresInMs, resendInMs, triesLeft, mobile: this.#shown };
  }

  #event(id: number): EventView {
    const found = this.view.events.find((e) => e.id === id);
    if (found === undefined) throw new Refusal({ code: 'event_over' });
    return found;
  }

  #welcome(): Welcome {
    return {
      name: GUESTS[this.#mobile]?.name ?? '',
      event: this.#event(this.#eventId),
      tickets: this.#tickets,
      mobile: this.#mobile === '' ? null : masked(this.#mobile),
    };
  }
}

/** The fake as the address of the page asks for it: `?events=3&courier=down&link=offline`. */
export function stationFromAddress(search: string): FakeStation {
  const asked = new URLSearchParams(search);
  const station = new FakeStation();
  const from = Number(asked.get('from') ?? 0);
  station.view = {
    ...station.view,
    events: EVENTS.slice(from, from + Number(asked.get('events') ?? 3)),
    courier: asked.get('courier') === 'down' ? 'down' : 'working',
    link: asked.get('link') === 'offline' ? 'offline' : 'online',
    recordsWaiting: Number(asked.get('waiting') ?? 0),
    language: asked.get('lang') === 'en' ? 'en' : 'fa',
    outOfOrder: asked.has('outoforder'),
    calls: asked.has('calls')
      ? [{ station: '0193', name: 'ورودی جنوبی', sinceMs: 185_000, mine: false }]
      : [],
  };
  station.expiresInMs = Number(asked.get('expires') ?? 120_000);
  station.answersInMs = Number(asked.get('answers') ?? 0);
  if (asked.has('nohandoff')) station.handOffUrl = null;
  if (asked.has('down')) station.stationState = () => Promise.reject(new Error('not there'));
  return station;
}
