import type { Arrivals } from './bindings/Arrivals';
import type { AttendeeCard } from './bindings/AttendeeCard';
import type { CardTicket } from './bindings/CardTicket';
import type { Drive } from './bindings/Drive';
import type { EventView } from './bindings/EventView';
import type { ExportState } from './bindings/ExportState';
import type { HistoryLine } from './bindings/HistoryLine';
import type { Hit } from './bindings/Hit';
import type { Light } from './bindings/Light';
import type { Passage } from './bindings/Passage';
import type { SearchResults } from './bindings/SearchResults';
import type { StaffListed } from './bindings/StaffListed';
import type { StaffMember } from './bindings/StaffMember';
import type { Today } from './bindings/Today';
import type { UiError } from './bindings/UiError';
import { EVENTS } from './fake-events';
import { at, foldOf, type Guest, guestsOf, NOW_MINUTES, SEVERAL } from './fake-guests';
import { WELL } from './fake-lights';
import { folded } from './search';

/** The one PIN that the fake takes, of everybody. */
export const FAKE_PIN = '4711';
/** Tries before the fake makes one wait, and for how long. */
const PIN_TRIES = 5;
const PIN_WAIT_MS = 30_000;
/** The fake's duty, without a touch. */
const DUTY_MS = 60_000;
const MOST_HITS = 20;

const EVERY = EVENTS.map(({ name }) => name);

export const STAFF: readonly StaffListed[] = [
  { id: 's-1', name: 'مینا شریفی', role: 'supervisor', events: EVERY },
  { id: 's-2', name: 'Jonas Berg', role: 'steward', events: EVERY },
  { id: 's-3', name: 'حمیدرضا نیک‌پور', role: 'steward', events: EVERY },
];

/** At each of two events somebody with the same name. */
export const NAMESAKES: readonly StaffListed[] = EVERY.slice(0, 2).map((event, at) => ({
  id: `s-${String(at + 4)}`,
  name: 'مینا شریفی',
  role: 'steward',
  events: [event],
}));

/** A drive that can be written. */
export function aDrive(path: string, label: string, freeBytes: number | null): Drive {
  return { path, label, freeBytes, readOnly: false, holdsExport: false };
}

/** What a refusal of the fake is made with. */
type Refuse = (reason: UiError) => never;

/** The staff's side of the fake station. */
export class FakeDoor {
  members: readonly StaffListed[] = STAFF;
  lights: readonly Light[] = WELL;
  drives: readonly Drive[] = [aDrive('/media/usb', 'KINGSTON', 15_600_000_000)];
  /** What became of the export that was begun last. */
  exporting: ExportState = { state: 'none' };
  /** So many records are written of an export, and no more for now. */
  writesUpTo: number | undefined;
  /** The list is still being prepared for the search. */
  preparing = false;
  /** Nobody came yet. */
  empty = false;
  onDuty: StaffMember | undefined;

  #guests: Map<string, Guest>;
  #event: EventView;
  #refuse: Refuse;
  #pinTries = PIN_TRIES;
  #walkIns = 0;
  #passages = 0;

  constructor(event: EventView, refuse: Refuse) {
    this.#event = event;
    this.#guests = guestsOf(event);
    this.#refuse = refuse;
  }

  enter(staff: string, pin: string) {
    this.#checkPin(pin);
    const member = this.members.find(({ id }) => id === staff);
    if (member === undefined) return this.#refuse({ code: 'pin_wrong', triesLeft: this.#pinTries });
    this.onDuty = member;
    return { member, leavesInMs: DUTY_MS };
  }

  stay() {
    return { member: this.#required(), leavesInMs: DUTY_MS };
  }

  card(attendee: string): AttendeeCard {
    this.#required();
    return this.#guest(attendee).card;
  }

  search(text: string): SearchResults {
    this.#required();
    const words = folded(text).split(' ');
    if (words.join('').length < 2) {
      return { hits: [], more: false, only: null, tooShort: true, preparing: false };
    }
    const found = [...this.#guests.values()].filter(({ card, mobile }) => {
      const codes = card.tickets.map(({ code, holder }) => `${code} ${holder}`);
      const all = folded([card.name, mobile ?? '', ...codes].join(' '));
      return words.every((word) => all.includes(word));
    });
    const hits = found.slice(0, MOST_HITS).map(({ card }) => hitOf(card));
    const exact = found.filter(({ card, mobile }) =>
      [mobile, ...card.tickets.map(({ code }) => code)].includes(text.trim()),
    );
    const [one, ...others] = exact.length > 0 ? exact : found;
    const only = one === undefined || others.length > 0 ? null : one.card.attendee;
    const more = found.length > MOST_HITS;
    return { hits, more, only, tooShort: false, preparing: this.preparing };
  }

  checkIn(ticket: string, passage: string | null): AttendeeCard {
    return this.#onPassages([ticket, passage], 'check_in', null, (held, passages) =>
      held.entry.state === 'open'
        ? [...passages, this.#pass('in')]
        : this.#refuse({ code: 'ticket_closed' }),
    );
  }

  checkOut(ticket: string, passage: string | null): AttendeeCard {
    return this.#onPassages([ticket, passage], 'check_out', null, (held, passages) =>
      held.last?.way === 'in'
        ? [...passages, this.#pass('out')]
        : this.#refuse({ code: 'not_inside' }),
    );
  }

  undo(ticket: string, passage: string, reason: string): AttendeeCard {
    if (reason.trim() === '') return this.#refuse({ code: 'reason_needed' });
    return this.#onPassages([ticket, passage], 'undone', reason, (_, passages) =>
      passages.slice(0, -1),
    );
  }

  correctName(ticket: string, name: string): AttendeeCard {
    if (name.trim() === '') return this.#refuse({ code: 'name_needed' });
    return this.#onTicket(ticket, (held) => [
      { ...held, holder: name.trim() },
      this.#line('name_corrected', name.trim()),
    ]);
  }

  unlock(attendee: string): AttendeeCard {
    this.#required();
    const { card } = this.#guest(attendee);
    const history = [this.#line('unlocked', null), ...card.history];
    return this.#keep({ ...card, failures: 0, lockedForMs: null, history });
  }

  unlockNumber(mobile: string): void {
    this.#required();
    this.#requireMobile(mobile);
  }

  vouch(attendee: string, reason: string, pin: string): AttendeeCard {
    this.#required();
    if (reason.trim() === '') return this.#refuse({ code: 'reason_needed' });
    this.#checkPin(pin);
    const { card } = this.#guest(attendee);
    this.onDuty = undefined;
    return card;
  }

  register(name: string, mobile: string | null, ticketType: string | null): AttendeeCard {
    this.#required();
    if (name.trim() === '') return this.#refuse({ code: 'name_needed' });
    if (mobile !== null) this.#requireMobile(mobile);
    if ([...this.#guests.values()].some((guest) => mobile !== null && guest.mobile === mobile)) {
      return this.#refuse({ code: 'number_taken' });
    }
    this.#walkIns += 1;
    const id = `w-${String(this.#walkIns)}`;
    const card: AttendeeCard = {
      attendee: id,
      event: this.#event,
      at: at(NOW_MINUTES),
      name: name.trim(),
      mobile: mobile === null ? null : `${mobile.slice(0, 2)}•• ••• ••${mobile.slice(-2)}`,
      failures: 0,
      lockedForMs: null,
      tickets: [
        {
          ticket: `t-${id}`,
          code: `WALK-IN-0198c7e2-1b7a-7d31-9a41-5f0c9f3a${String(this.#walkIns).padStart(4, '0')}`,
          holder: name.trim(),
          ticketType,
          entry: { state: 'open', last: null },
          last: null,
          alsoSeen: [],
        },
      ],
      history: [this.#line('walk_in', name.trim())],
    };
    this.#guests.set(id, { card, mobile, passages: new Map() });
    return card;
  }

  today(event: EventView): Today {
    this.#required();
    const tickets = [...this.#guests.values()].flatMap(({ card }) => card.tickets);
    const came = tickets.filter(({ last }) => last !== null);
    // The fake's hall is larger than its list.
    const more = this.empty ? 0 : 371;
    const checkedIn = this.empty ? 0 : came.length + more;
    const type = (name: string | null, expected: number, share: number) => ({
      name,
      expected,
      checkedIn: Math.round(checkedIn * share),
    });
    const station = (name: string, mine: boolean, share: number) => ({
      name,
      mine,
      checkedIn: Math.round(checkedIn * share),
    });
    return {
      event,
      expected: 812,
      checkedIn,
      inside: Math.round(checkedIn * 0.94),
      perMinute: this.empty ? 0 : 7.4,
      arrivals: this.empty ? [] : arrivals(),
      byType: [
        type('عادی', 560, 0.66),
        type('میهمان ویژه', 72, 0.13),
        type('دانشجو', 160, 0.19),
        type(null, 20, 0.02),
      ],
      ticketTypes: ['دانشجو', SEVERAL, 'عادی', 'میهمان ویژه'],
      byStation: [
        station('ورودی شمالی ۲', true, 0.46),
        station('ورودی جنوبی', false, 0.35),
        station('North 1', false, 0.19),
      ],
    };
  }

  exportTo(path: string): ExportState {
    this.requireSupervisor();
    const drive = this.drives.find((other) => other.path === path);
    if (drive === undefined) return this.#refuse({ code: 'drive_gone' });
    this.exporting = this.#writtenTo(drive);
    return this.exporting;
  }

  #writtenTo({ path, label: drive, freeBytes }: Drive): ExportState {
    if (this.writesUpTo !== undefined) {
      return { state: 'writing', drive, written: this.writesUpTo, of: 2_408 };
    }
    if ((freeBytes ?? 0) < 1_000_000) return { state: 'failed', drive, why: { code: 'drive_full' } };
    const exported = {
      folder: 'connect-N2-20261126-1115',
      files: ['records.csv', 'log.jsonl'],
      records: 1_204,
    };
    this.drives = this.drives.map((of) => ({ ...of, holdsExport: of.path === path }));
    return { state: 'done', drive, exported };
  }

  requireSupervisor(): void {
    if (this.#required().role !== 'supervisor') this.#refuse({ code: 'not_allowed' });
  }

  require(): void {
    this.#required();
  }

  /** A ticket may have gone to somebody else since the card of the one came who had it. */
  requireHolder(attendee: string, id: string): void {
    const { tickets } = this.#guest(attendee).card;
    if (!tickets.some(({ ticket }) => ticket === id)) this.#refuse({ code: 'changed_since' });
  }

  /** The organiser's list has the ticket with another number now. */
  give(id: string, attendee: string): void {
    const from = [...this.#guests.values()].find(({ card }) =>
      card.tickets.some(({ ticket }) => ticket === id),
    );
    const given = from?.card.tickets.find(({ ticket }) => ticket === id);
    if (from === undefined || given === undefined) return;
    const tickets = from.card.tickets.filter((of) => of !== given);
    this.#keep({ ...from.card, tickets });
    const { card } = this.#guest(attendee);
    this.#keep({ ...card, tickets: [...card.tickets, given] });
  }

  #required(): StaffMember {
    return this.onDuty ?? this.#refuse({ code: 'not_on_duty' });
  }

  #requireMobile(mobile: string): void {
    if (!/^(09\d{9}|\+\d{7,15})$/.test(mobile)) {
      this.#refuse({ code: 'not_a_mobile', why: 'too_short' });
    }
  }

  #checkPin(pin: string): void {
    if (!/^\d{4,12}$/.test(pin)) this.#refuse({ code: 'not_a_pin' });
    if (pin === FAKE_PIN) {
      this.#pinTries = PIN_TRIES;
      return;
    }
    this.#pinTries -= 1;
    if (this.#pinTries > 0) this.#refuse({ code: 'pin_wrong', triesLeft: this.#pinTries });
    this.#pinTries = 1;
    this.#refuse({ code: 'pin_wait', retryAfterMs: PIN_WAIT_MS });
  }

  #guest(attendee: string): Guest {
    return this.#guests.get(attendee) ?? this.#refuse({ code: 'nobody_found' });
  }

  #onTicket(
    id: string,
    act: (held: CardTicket, passages: Guest['passages']) => [CardTicket, HistoryLine],
  ): AttendeeCard {
    this.#required();
    for (const { card, passages } of this.#guests.values()) {
      const held = card.tickets.find(({ ticket }) => ticket === id);
      if (held === undefined) continue;
      const [changed, line] = act(held, passages);
      const tickets = card.tickets.map((other) => (other.ticket === id ? changed : other));
      return this.#keep({ ...card, tickets, history: [line, ...card.history] });
    }
    return this.#refuse({ code: 'nobody_found' });
  }

  /** An act that changes which way somebody went, if nothing was done since they saw the ticket. */
  #onPassages(
    [id, seen]: [string, string | null],
    done: HistoryLine['act'],
    reason: string | null,
    act: (held: CardTicket, passages: readonly Passage[]) => readonly Passage[],
  ): AttendeeCard {
    return this.#onTicket(id, (held, kept) => {
      if ((held.last?.place ?? null) !== seen) return this.#refuse({ code: 'changed_since' });
      const passages = act(held, kept.get(id) ?? []);
      kept.set(id, passages);
      const changed = { ...held, ...foldOf(passages, held.ticketType) };
      return [changed, { ...this.#line(done, held.holder), reason }];
    });
  }

  /** Somebody goes through the door now. */
  #pass(way: Passage['way']): Passage {
    this.#passages += 1;
    return { place: `p-${String(this.#passages)}`, way, at: at(NOW_MINUTES) };
  }

  #keep(card: AttendeeCard): AttendeeCard {
    this.#guests.set(card.attendee, { ...this.#guest(card.attendee), card });
    return card;
  }

  #line(act: HistoryLine['act'], holder: string | null): HistoryLine {
    return {
      at: at(NOW_MINUTES),
      station: 'ورودی شمالی ۲',
      mine: true,
      act,
      holder,
      by: this.onDuty?.name ?? null,
      reason: null,
    };
  }
}

function hitOf({ attendee, event, name, mobile, tickets }: AttendeeCard): Hit {
  const counted = tickets.filter(({ entry, last }) => entry.state !== 'cancelled' || last !== null);
  const came = counted.filter(({ last }) => last !== null).length;
  return {
    attendee,
    eventId: event.id,
    eventName: event.name,
    name,
    mobile,
    tickets: tickets.map(({ code, ticketType }) => ({ code, ticketType })),
    entry: came === 0 ? 'none' : came < counted.length ? 'some' : 'all',
  };
}

/** A morning at a door: a few early, a rush, and a trickle. */
function arrivals(): Arrivals[] {
  const start = Date.parse(at(0)) - 30 * 60_000;
  const counts = [
    1, 0, 3, 2, 6, 9, 14, 22, 31, 38, 44, 41, 35, 29, 24, 26, 19, 12, 14, 9, 7, 4, 6, 3, 2, 5, 1, 3,
    2, 4, 6, 9, 4,
  ];
  return counts.map((count, n) => ({ at: start + n * 300_000, count }));
}
