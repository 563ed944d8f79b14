import type { EventView } from './bindings/EventView';
import type { Language } from './bindings/Language';
import type { Login } from './bindings/Login';
import type { StationView } from './bindings/StationView';
import type { TicketView } from './bindings/TicketView';
import type { UiError } from './bindings/UiError';
import type { Welcome } from './bindings/Welcome';
import { Refusal, type Station } from './ipc';

/** The one code that the fake takes. */
export const FAKE_CODE = '12345';

export const EVENTS: readonly EventView[] = [
  event(1, 'همایش ملی فناوری‌های نو', '2026-11-26T09:00:00+03:30', '2026-11-26T18:30:00+03:30'),
  event(2, 'نشست شبانه شعر و موسیقی', '2026-11-26T19:30:00+03:30', '2026-11-26T22:00:00+03:30'),
  event(3, 'Tehran Design Week 2026', '2026-11-27T10:00:00+03:30', '2026-11-29T20:00:00+03:30'),
  event(4, 'کارگاه عکاسی كودكان', '2026-11-27T16:00:00+03:30', '2026-11-27T18:00:00+03:30'),
  event(5, 'گردهمایی توسعه‌دهندگان Rust', '2026-11-28T17:00:00+03:30', null),
  event(6, 'نمایشگاه کتاب دانشگاهی', '2026-11-29T08:00:00+03:30', '2026-11-29T16:00:00+03:30'),
  event(7, 'دوره فشرده مدیریت محصول ۱۴۰۵', '2026-12-01T08:30:00+03:30', '2026-12-01T17:00:00+03:30'),
  event(8, 'بازار هنرهای دستی', null, null),
];

function event(id: number, name: string, startsAt: string | null, endsAt: string | null): EventView {
  const look = { palette: null, picture: null, next: { fa: null, en: null } };
  return { id, name, startsAt, endsAt, timezone: 'Asia/Tehran', ...look };
}

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
  '09120000003': { name: 'مهسا یوسفی', tickets: [], events: [2, 3] },
  '09120000004': { name: 'Jonas Weber', tickets: [], events: [] },
  '09120000005': {
    name: 'واقعاً احمدی',
    tickets: [ticket(1, 'واقعاً احمدی', null, BEFORE)],
  },
};

/** Codes of tickets, and whose they are. */
const TICKETS: Record<string, string> = { 'T-1': '09120000001', 'T-2': '09120000002' };

function masked(mobile: string): string {
  return `09•• ••• ••${mobile.slice(-2)}`;
}

/** Numbers that are refused, by what they are refused with. */
const REFUSED: Record<string, UiError> = {
  '09120000009': { code: 'locked', retryAfterMs: 17 * 60_000 + 20_000 },
  '09120000008': { code: 'station_paused', retryAfterMs: 30_000 },
  '09120000007': { code: 'staff_needed' },
  '09120000006': { code: 'station_fault', reference: 'A7-3F21' },
  '09120000010': { code: 'too_many_sends', retryAfterMs: 7 * 60_000 },
};

/** A station of the page's own, for tests and for a browser without the backend. */
export class FakeStation implements Station {
  view: StationView = {
    name: 'ورودی شمالی ۲',
    events: [...EVENTS.slice(0, 1)],
    link: 'online',
    courier: 'working',
    recordsWaiting: 0,
    loading: null,
    rosterAgeMs: 0,
    clockOffMs: null,
    restored: false,
    outOfOrder: false,
    calls: [],
    language: 'fa',
  };
  /** Every call, by name, in order. */
  calls: string[] = [];
  languages: Language[] = [];
  expiresInMs = 120_000;
  resendInMs = 30_000;
  triesLeft = 5;
  handOffUrl: string | null =
    `https://connect.example/handoff#${'eyJhbGciOiJFZERTQSIsImtpZCI6'.repeat(18)}`;
  /** How long each answer takes. */
  answersInMs = 0;
  /** Refuses the next call of a command with this. */
  refuseNext: Partial<Record<keyof Station, UiError | Error | undefined>> = {};

  /** For which events staff were called. */
  calledFor: (number | null)[] = [];
  /** What `eventPicture` gives, by event. */
  pictures: Record<number, string> = {};

  #mobile = '';
  #newMobile = '';
  #shown: string | null = null;
  #masked = false;
  #eventId = 0;
  #tickets: TicketView[] = [];

  async stationState() {
    await this.#note('stationState');
    return this.view;
  }

  async sendCode(eventId: number, mobile: string, language: Language) {
    await this.#note('sendCode');
    this.languages.push(language);
    if (!/^(09\d{9}|\+\d{7,15})$/.test(mobile)) {
      throw new Refusal({ code: 'not_a_mobile', why: mobile.length < 11 ? 'too_short' : 'not_mobile' });
    }
    const refused = REFUSED[mobile];
    if (refused !== undefined) throw new Refusal(refused);
    this.#mobile = mobile;
    this.#masked = false;
    this.#eventId = eventId;
    this.triesLeft = 5;
    return this.#sent();
  }

  async sendCodeToTicket(ticketCode: string, language: Language) {
    await this.#note('sendCodeToTicket');
    const mobile = TICKETS[ticketCode.trim()];
    const event = this.view.events[0];
    if (mobile === undefined || event === undefined) throw new Refusal({ code: 'unknown_ticket' });
    this.languages.push(language);
    this.#mobile = mobile;
    this.#eventId = event.id;
    this.#masked = true;
    this.triesLeft = 5;
    return { event, sent: this.#sent() };
  }

  async resendCode() {
    await this.#note('resendCode');
    return this.#sent();
  }

  async redeemCode(code: string): Promise<Login> {
    await this.#note('redeemCode');
    const guest = GUESTS[this.#mobile];
    if (code !== FAKE_CODE || guest === undefined) {
      this.triesLeft -= 1;
      if (this.triesLeft < 0) throw new Refusal({ code: 'code_spent' });
      throw new Refusal({ code: 'wrong_code', triesLeft: this.triesLeft });
    }
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
    this.#tickets = this.#tickets.map((t) => (tickets.includes(t.n) ? { ...t, entry: NOW } : t));
    return this.#welcome();
  }

  async changeMobile(mobile: string, language: Language) {
    await this.#note('changeMobile');
    this.languages.push(language);
    if (mobile === this.#mobile) throw new Refusal({ code: 'same_number' });
    this.#newMobile = mobile;
    return { ...this.#sent(), mobile };
  }

  async confirmMobile(code: string) {
    await this.#note('confirmMobile');
    if (code !== FAKE_CODE) throw new Refusal({ code: 'wrong_code', triesLeft: this.triesLeft });
    if (GUESTS[this.#newMobile] !== undefined) throw new Refusal({ code: 'number_taken' });
    this.#shown = this.#newMobile;
    return this.#welcome();
  }

  async handOff() {
    await this.#note('handOff');
    return { url: this.handOffUrl };
  }

  async callStaff(eventId: number | null) {
    await this.#note('callStaff');
    this.calledFor.push(eventId);
    const mine = { station: 'me', name: this.view.name, sinceMs: 0, mine: true };
    if (!this.view.calls.some((call) => call.mine)) {
      this.view = { ...this.view, calls: [...this.view.calls, mine] };
    }
  }

  async answerCall(station: string) {
    await this.#note('answerCall');
    this.view = { ...this.view, calls: this.view.calls.filter((c) => c.station !== station) };
  }

  async setOutOfOrder(on: boolean) {
    await this.#note('setOutOfOrder');
    this.view = { ...this.view, outOfOrder: on };
  }

  async eventPicture(eventId: number) {
    await this.#note('eventPicture');
    return this.pictures[eventId] ?? null;
  }

  async finish() {
    await this.#note('finish');
    this.#shown = null;
    this.#mobile = '';
    this.#tickets = [];
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

  #sent() {
    const { expiresInMs, resendInMs, triesLeft } = this;
    const mobile = this.#masked ? masked(this.#mobile) : this.#mobile;
    return { expiresInMs, resendInMs, triesLeft, mobile };
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
      mobile: masked(this.#shown ?? this.#mobile),
      tickets: this.#tickets,
    };
  }
}

/** The fake as the address of the page asks for it: `?events=3&courier=down&link=offline`. */
export function stationFromAddress(search: string): FakeStation {
  const asked = new URLSearchParams(search);
  const station = new FakeStation();
  station.view = {
    ...station.view,
    events: EVENTS.slice(0, Number(asked.get('events') ?? 3)),
    courier: asked.get('courier') === 'down' ? 'down' : 'working',
    link: asked.get('link') === 'offline' ? 'offline' : 'online',
    recordsWaiting: Number(asked.get('waiting') ?? 0),
    language: asked.get('lang') === 'en' ? 'en' : 'fa',
  };
  station.expiresInMs = Number(asked.get('expires') ?? 120_000);
  if (asked.has('nohandoff')) station.handOffUrl = null;
  if (asked.has('down')) station.stationState = () => Promise.reject(new Error('not there'));
  return station;
}
