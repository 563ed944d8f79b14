import type { EventView } from './bindings/EventView';
import type { ImportReport } from './bindings/ImportReport';
import type { KeyTest } from './bindings/KeyTest';
import type { Login } from './bindings/Login';
import type { Role } from './bindings/Role';
import type { SelfTest } from './bindings/SelfTest';
import type { SetupDone } from './bindings/SetupDone';
import type { SmsChain } from './bindings/SmsChain';
import type { SmsSet } from './bindings/SmsSet';
import type { StationView } from './bindings/StationView';
import type { TicketView } from './bindings/TicketView';
import type { UiError } from './bindings/UiError';
import type { WayTest } from './bindings/WayTest';
import type { Welcome } from './bindings/Welcome';
import { FakeDoor } from './fake-door';
import {
  event,
  EVENTS,
  firstEvent,
  GUESTS,
  masked,
  NOW,
  PICTURE,
  REFUSED,
  TAKEN,
  ticket,
  TICKETS,
} from './fake-events';
import { importedFrom, ROSTER_FILES } from './fake-rosters';
import { type Language, latinDigits } from './i18n';
import { type NewAlone, Refusal, type Station } from './ipc';

/** The one code that the fake takes. */
export const FAKE_CODE = '12345';

/** A station of the page's own, for tests and for a browser without the backend. */
export class FakeStation implements Station {
  view: StationView = {
    setUp: true,
    startFault: null,
    name: 'ورودی شمالی ۲',
    events: [...EVENTS.slice(0, 1)],
    over: false,
    link: 'online',
    courier: 'working',
    recordsWaiting: 0,
    loading: null,
    rosterAgeMs: 0,
    rosterRefused: false,
    clockOffMs: null,
    restored: false,
    full: false,
    language: 'fa',
    locked: false,
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
  /** How long a way to the phone is good, and how long somebody stays logged in. */
  handOffMs = 120_000;
  sessionMs = 600_000;
  /** How long a number that has no ticket here stays proven. */
  proofMs = 120_000;
  handOffUrl: string | null =
    `https://connect.example/handoff#${'eyJhbGciOiJFZERTQSIsImtpZCI6'.repeat(18)}`;
  /** How long each answer takes. */
  answersInMs = 0;
  /** Refuses the next call of a command with this. */
  refuseNext: Partial<Record<keyof Station, UiError | Error | undefined>> = {};
  /** Tickets, by number, that the organiser cancels while they are looked at. */
  readonly cancelled = new Set<number>();
  /** Tickets, by code, that the organiser brings while somebody is logged in. */
  readonly brought = new Map<string, TicketView>();
  /** Never answers this command. */
  hangsOn: string | null = null;
  /** What staff see and do here. */
  readonly door = new FakeDoor(firstEvent(), (reason) => {
    throw new Refusal(reason);
  });

  /** How texts leave it; none where its command line says so. */
  sms: SmsSet | null = { relay: true, relayLast: false, kavenegar: false, outbox: null };
  /** What its test finds of its key. */
  key: KeyTest = 'file';
  /** Its command line says the language. */
  languageIsNamed = false;

  /** All events that it may serve, once it serves fewer. */
  #known: EventView[] | undefined;
  #mobile = '';
  /** The number as this session may see it. */
  #shown = '';
  #newMobile = '';
  #eventId = 0;
  #tickets: TicketView[] = [];
  /** Who was let in on the word of staff. */
  #vouched: { name: string; mobile: string | null } | undefined;

  async stationState() {
    await this.#note('stationState');
    // A new object each time, down to its events, as one that was parsed is.
    return structuredClone(this.view);
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

  async sendCodeToTicket(ticketCode: string, eventId: number | null, language: Language) {
    await this.#note('sendCodeToTicket');
    this.languages.push(language);
    this.ticketCodes.push(ticketCode);
    const mobile = TICKETS[latinDigits(ticketCode.trim())];
    const { events } = this.view;
    const first = events.find(({ id }) => id === eventId) ?? events[0];
    if (mobile === undefined || first === undefined) throw new Refusal({ code: 'unknown_ticket' });
    this.#mobile = mobile;
    this.#shown = masked(mobile);
    this.#eventId = first.id;
    this.triesLeft = 5;
    return { event: first, sent: this.#sent() };
  }

  async ownTicket(ticketCode: string) {
    await this.#note('ownTicket');
    const own = Object.keys(TICKETS).filter((code) => TICKETS[code] === this.#mobile);
    const brought = this.brought.get(ticketCode);
    const n = brought?.n ?? own.indexOf(ticketCode) + 1;
    const known = this.#tickets.filter((of) => of.n !== brought?.n);
    this.#tickets = [...known, ...(brought === undefined ? [] : [brought])].map((of) => this.#asItIs(of));
    return this.#tickets.some((of) => of.n === n) ? { n, welcome: this.#welcome() } : null;
  }

  async resendCode(language: Language) {
    await this.#note('resendCode');
    this.languages.push(language);
    return this.#sent();
  }

  async redeemCode(code: string): Promise<Login> {
    await this.#note('redeemCode');
    const guest = GUESTS[this.#mobile];
    if (code !== FAKE_CODE || guest === undefined) throw this.#wrong();
    if (guest.events !== undefined) {
      const others = this.view.events.filter((e) => guest.events?.includes(e.id));
      const event = this.#event(this.#eventId);
      return { kind: 'no_ticket', event, otherEvents: others, endsInMs: this.proofMs };
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
    this.#tickets = this.#tickets.map((of) => {
      const t = this.#asItIs(of);
      return tickets.includes(t.n) && t.entry.state === 'open' ? { ...t, entry: NOW } : t;
    });
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
    return { url: this.handOffUrl, expiresInMs: this.handOffMs };
  }

  async eventPicture() {
    await this.#note('eventPicture');
    return PICTURE;
  }

  async callStaff(eventId: number | null) {
    await this.#note('callStaff');
    const own = this.view.calls.find(({ mine }) => mine);
    if (own?.heard === true) return;
    const heard = eventId === null;
    const call = { station: 'own', name: this.view.name, sinceMs: 0, mine: true, heard };
    this.view = { ...this.view, calls: [...this.view.calls.filter(({ mine }) => !mine), call] };
  }

  async answerCall(of: string) {
    await this.#note('answerCall');
    this.door.require();
    this.view = { ...this.view, calls: this.view.calls.filter(({ station }) => station !== of) };
  }

  async setOutOfOrder(on: boolean) {
    await this.#note('setOutOfOrder');
    this.door.require();
    this.view = { ...this.view, outOfOrder: on };
  }

  async finish() {
    await this.#note('finish');
    this.#mobile = '';
    this.#shown = '';
    this.#newMobile = '';
    this.#vouched = undefined;
    this.#tickets = [];
  }

  async setupJoin(join: string, name: string) {
    await this.#note('setupJoin');
    if (this.view.setUp) this.door.requireSupervisor();
    if (!join.includes('/enrol#1.')) throw new Refusal({ code: 'join_code_unreadable' });
    if (this.view.setUp && this.view.link === 'revoked') throw new Refusal({ code: 'not_allowed' });
    this.view = { ...this.view, setUp: true, name, link: 'online' };
    this.sms = { relay: true, relayLast: false, kavenegar: false, outbox: null };
    return this.#setUp();
  }

  async setupChoices() {
    await this.#note('setupChoices');
    this.door.requireSupervisor();
    return this.#setUp();
  }

  async setupServe(eventIds: number[]) {
    await this.#note('setupServe');
    this.#known ??= this.view.events;
    const events = this.#known.filter(({ id }) => eventIds.includes(id));
    this.view = { ...this.view, events };
  }

  async setupLanguage(language: Language) {
    await this.#note('setupLanguage');
    this.view = { ...this.view, language };
  }

  async setupSms({ relay, relayLast, kavenegar, outbox }: SmsChain) {
    await this.#note('setupSms');
    this.sms = { relay, relayLast, kavenegar: kavenegar !== null, outbox };
  }

  async setupAlone({ eventName, timezone, name }: NewAlone) {
    await this.#note('setupAlone');
    const founded = { ...event(1, eventName, null, null), timezone };
    this.view = { ...this.view, setUp: true, name, link: 'alone', events: [founded] };
    this.sms = { relay: false, relayLast: false, kavenegar: false, outbox: null };
    return this.#setUp();
  }

  async setupAddStaff(name: string, role: Role, pin: string) {
    await this.#note('setupAddStaff');
    if (!/^\d{4,12}$/.test(pin)) throw new Refusal({ code: 'not_a_pin' });
    const { members } = this.door;
    if (members.some((known) => known.name === name)) throw new Refusal({ code: 'staff_name_taken' });
    const events = this.view.events.map((event) => event.name);
    const id = `s-${String(members.length + 1)}`;
    this.door.members = [...members, { id, name, role, events }];
  }

  async setupSetPin(_staff: string, pin: string) {
    await this.#note('setupSetPin');
    if (!/^\d{4,12}$/.test(pin)) throw new Refusal({ code: 'not_a_pin' });
  }

  async rosterFiles() {
    await this.#note('rosterFiles');
    return this.door.drives.length === 0 ? [] : ROSTER_FILES;
  }

  async importRosterFile(_eventId: number, path: string): Promise<ImportReport> {
    await this.#note('importRosterFile');
    return importedFrom(path);
  }

  async setupTest(mobile: string | null): Promise<SelfTest> {
    await this.#note('setupTest');
    if (mobile !== null) this.#check(mobile);
    const only = ['link', 'clock', 'disk'];
    return {
      sms: mobile === null ? 'not_asked' : 'sent',
      ways: mobile === null ? [] : this.#testedWays(),
      lights: this.door.lights.filter(({ what }) => only.includes(what)),
      key: this.key,
    };
  }

  async staffMembers() {
    await this.#note('staffMembers');
    return [...this.door.members];
  }

  async enterPin(staff: string, pin: string) {
    await this.#note('enterPin');
    return this.door.enter(staff, pin);
  }

  async stayOnDuty() {
    await this.#note('stayOnDuty');
    return this.door.stay();
  }

  async leaveDuty() {
    await this.#note('leaveDuty');
    this.door.onDuty = undefined;
  }

  async attendeeCard(attendee: string) {
    await this.#note('attendeeCard');
    return this.door.card(attendee);
  }

  async staffCheckIn(attendee: string, ticket: string, passage: string | null) {
    await this.#note('staffCheckIn');
    this.door.requireHolder(attendee, ticket);
    return this.door.checkIn(ticket, passage);
  }

  async staffCheckOut(attendee: string, ticket: string, passage: string | null) {
    await this.#note('staffCheckOut');
    this.door.requireHolder(attendee, ticket);
    return this.door.checkOut(ticket, passage);
  }

  async staffUndo(attendee: string, ticket: string, passage: string, reason: string) {
    await this.#note('staffUndo');
    this.door.requireHolder(attendee, ticket);
    return this.door.undo(ticket, passage, reason);
  }

  async unlockAttendee(attendee: string) {
    await this.#note('unlockAttendee');
    return this.door.unlock(attendee);
  }

  async unlockMobile(mobile: string) {
    await this.#note('unlockMobile');
    this.door.unlockNumber(mobile);
  }

  async unlockStation() {
    await this.#note('unlockStation');
    this.door.require();
    this.view = { ...this.view, locked: false };
  }

  async vouch(attendee: string, reason: string, pin: string) {
    await this.#note('vouch');
    const card = this.door.vouch(attendee, reason, pin);
    this.#tickets = card.tickets.map(({ holder, ticketType, entry }, n) =>
      ticket(n + 1, holder, ticketType, entry),
    );
    this.#eventId = card.event.id;
    this.#vouched = { name: card.name, mobile: card.mobile };
    return this.#welcome();
  }

  async registerWalkIn(
    _eventId: number,
    name: string,
    mobile: string | null,
    ticketType: string | null,
  ) {
    await this.#note('registerWalkIn');
    return this.door.register(name, mobile, ticketType);
  }

  async correctName(attendee: string, of: string, name: string) {
    await this.#note('correctName');
    this.door.requireHolder(attendee, of);
    return this.door.correctName(of, name);
  }

  async closeKiosk() {
    await this.#note('closeKiosk');
    this.door.require();
  }

  async searchAttendees(text: string) {
    await this.#note('searchAttendees');
    return this.door.search(text);
  }

  async today(eventId: number) {
    await this.#note('today');
    return this.door.today(this.#event(eventId));
  }

  async lights() {
    await this.#note('lights');
    this.door.require();
    return [...this.door.lights];
  }

  async drives() {
    await this.#note('drives');
    return [...this.door.drives];
  }

  async exportRecords(drive: string) {
    await this.#note('exportRecords');
    return this.door.exportTo(drive);
  }

  async exportState() {
    await this.#note('exportState');
    this.door.requireSupervisor();
    return this.door.exporting;
  }

  async stopExport() {
    await this.#note('stopExport');
    this.door.requireSupervisor();
    this.door.exporting = { state: 'none' };
    return this.door.exporting;
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
    if (this.hangsOn === command) await new Promise(() => undefined);
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

  /** The centre takes it, and the account has no credit. */
  #testedWays(): WayTest[] {
    const relay: WayTest = { courier: 'relay', sms: 'sent' };
    return this.sms?.kavenegar === true ? [relay, { courier: 'kavenegar', sms: 'failed' }] : [relay];
  }

  #setUp(): SetupDone {
    const { events, name } = this.view;
    const serves = events.map(({ id }) => id);
    const language = this.languageIsNamed ? null : this.view.language;
    return { name, events: this.#known ?? events, serves, language, sms: this.sms };
  }

  #asItIs(of: TicketView): TicketView {
    return this.cancelled.has(of.n) ? { ...of, entry: { state: 'cancelled' } } : of;
  }

  #welcome(): Welcome {
    return {
      name: GUESTS[this.#mobile]?.name ?? '',
      event: this.#event(this.#eventId),
      tickets: this.#tickets,
      mobile: this.#mobile === '' ? null : masked(this.#mobile),
      endsInMs: this.sessionMs,
      ...this.#vouched,
    };
  }
}
