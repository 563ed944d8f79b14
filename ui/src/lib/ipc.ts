import { invoke } from '@tauri-apps/api/core';
import type { AttendeeCard } from './bindings/AttendeeCard';
import type { CodeSent } from './bindings/CodeSent';
import type { Drive } from './bindings/Drive';
import type { Duty } from './bindings/Duty';
import type { ExportState } from './bindings/ExportState';
import type { HandOff } from './bindings/HandOff';
import type { ImportReport } from './bindings/ImportReport';
import type { Light } from './bindings/Light';
import type { Login } from './bindings/Login';
import type { OwnTicket } from './bindings/OwnTicket';
import type { Role } from './bindings/Role';
import type { RosterFile } from './bindings/RosterFile';
import type { SearchResults } from './bindings/SearchResults';
import type { SelfTest } from './bindings/SelfTest';
import type { SetupDone } from './bindings/SetupDone';
import type { SmsChain } from './bindings/SmsChain';
import type { StaffListed } from './bindings/StaffListed';
import type { StationView } from './bindings/StationView';
import type { TicketCodeSent } from './bindings/TicketCodeSent';
import type { Today } from './bindings/Today';
import type { UiError } from './bindings/UiError';
import type { Welcome } from './bindings/Welcome';
import type { Language } from './i18n';

/** An event of the station's own, and the supervisor who looks after it; times in RFC 3339. */
export interface NewAlone {
  eventName: string;
  startsAt: string | null;
  endsAt: string | null;
  timezone: string;
  staffName: string;
  pin: string;
  name: string;
}

/** Everything that the screens may ask of the station. Tests and the browser hand in a fake. */
export interface Station {
  stationState(): Promise<StationView>;
  sendCode(eventId: number, mobile: string, language: Language): Promise<CodeSent>;
  resendCode(language: Language): Promise<CodeSent>;
  redeemCode(code: string): Promise<Login>;
  chooseEvent(eventId: number): Promise<Welcome>;
  /** Sends a code to the mobile of the ticket, of the chosen event before any other's; which number
   *  that is shows masked. */
  sendCodeToTicket(
    ticketCode: string,
    eventId: number | null,
    language: Language,
  ): Promise<TicketCodeSent>;
  /** A ticket of who is logged in, by its code, among theirs as they are now; null if it isn't theirs. */
  ownTicket(ticketCode: string): Promise<OwnTicket | null>;
  /** Checks in all of these tickets, or none. */
  checkIn(tickets: number[]): Promise<Welcome>;
  changeMobile(mobile: string, language: Language): Promise<CodeSent>;
  confirmMobile(code: string): Promise<Welcome>;
  handOff(): Promise<HandOff>;
  /** A `data:` URL. */
  eventPicture(eventId: number): Promise<string | null>;
  callStaff(eventId: number | null): Promise<void>;
  answerCall(station: string): Promise<void>;
  setOutOfOrder(on: boolean): Promise<void>;
  finish(): Promise<void>;

  /** With the text that `connect-central station code` shows. */
  setupJoin(join: string, name: string): Promise<SetupDone>;
  /** What is set, for a supervisor who changes it. */
  setupChoices(): Promise<SetupDone>;
  setupServe(eventIds: number[]): Promise<void>;
  setupLanguage(language: Language): Promise<void>;
  setupSms(chain: SmsChain): Promise<void>;
  /** Without any centre, with an event of its own. */
  setupAlone(founded: NewAlone): Promise<SetupDone>;
  /** Staff of a kiosk that serves alone. */
  setupAddStaff(name: string, role: Role, pin: string): Promise<void>;
  setupSetPin(staff: string, pin: string): Promise<void>;
  /** Tables on the drives that are plugged in. */
  rosterFiles(): Promise<RosterFile[]>;
  importRosterFile(eventId: number, path: string): Promise<ImportReport>;
  /** A test text goes to the number, if one is given. */
  setupTest(mobile: string | null, language: Language): Promise<SelfTest>;
  /** Who may be on duty here. */
  staffMembers(): Promise<StaffListed[]>;
  enterPin(staff: string, pin: string): Promise<Duty>;
  stayOnDuty(): Promise<Duty>;
  leaveDuty(): Promise<void>;
  attendeeCard(attendee: string): Promise<AttendeeCard>;
  staffCheckIn(attendee: string, ticket: string, passage: string | null): Promise<AttendeeCard>;
  staffCheckOut(attendee: string, ticket: string, passage: string | null): Promise<AttendeeCard>;
  /** The passage is the one that the card shows. */
  staffUndo(
    attendee: string,
    ticket: string,
    passage: string,
    reason: string,
  ): Promise<AttendeeCard>;
  unlockAttendee(attendee: string): Promise<AttendeeCard>;
  /** A typed number, listed or not. */
  unlockMobile(mobile: string): Promise<void>;
  /** This kiosk, at which too much was guessed. */
  unlockStation(): Promise<void>;
  /** Logs the attendee in at this kiosk; nobody is on duty afterwards. */
  vouch(attendee: string, reason: string, pin: string): Promise<Welcome>;
  registerWalkIn(
    eventId: number,
    name: string,
    mobile: string | null,
    ticketType: string | null,
  ): Promise<AttendeeCard>;
  correctName(attendee: string, ticket: string, name: string): Promise<AttendeeCard>;
  /** Ends the program. */
  closeKiosk(): Promise<void>;
  /** People of all events that are served here. */
  searchAttendees(text: string): Promise<SearchResults>;
  today(eventId: number): Promise<Today>;
  lights(): Promise<Light[]>;
  drives(): Promise<Drive[]>;
  /** Begins to write; it goes on when whoever began it leaves. */
  exportRecords(drive: string): Promise<ExportState>;
  exportState(): Promise<ExportState>;
  stopExport(): Promise<ExportState>;
}

/** A refusal that the attendee can act on; anything else is a fault. */
export class Refusal extends Error {
  constructor(readonly reason: UiError) {
    super(reason.code);
    this.name = 'Refusal';
  }
}

/** The station has ended the duty of whoever asked. */
export function isOffDuty(error: unknown): boolean {
  return error instanceof Refusal && error.reason.code === 'not_on_duty';
}

/** What each code carries besides itself. A code that the backend gains does not compile. */
const CARRIES: Record<UiError['code'], Record<string, 'string' | 'number'>> = {
  not_a_mobile: { why: 'string' },
  locked: { retryAfterMs: 'number' },
  too_many_sends: { retryAfterMs: 'number' },
  station_busy: { retryAfterMs: 'number' },
  station_paused: { retryAfterMs: 'number' },
  staff_needed: {},
  wrong_code: { triesLeft: 'number' },
  code_spent: {},
  code_expired: {},
  not_a_code: {},
  unknown_ticket: {},
  number_taken: {},
  staff_name_taken: {},
  same_number: {},
  event_over: {},
  not_set_up: {},
  join_code_unreadable: {},
  join_code_newer: {},
  join_code_used: {},
  join_code_no_event: {},
  join_code_elsewhere: {},
  no_network: {},
  proxy_in_the_way: {},
  centre_down: {},
  certificate_wrong: {},
  clock_wrong: { offMs: 'number' },
  centre_refused: {},
  not_a_time: {},
  no_such_zone: {},
  no_roster: { why: 'string' },
  not_allowed: {},
  name_needed: {},
  sms_unusable: {},
  session_over: {},
  ticket_closed: {},
  pin_wrong: { triesLeft: 'number' },
  pin_wait: { retryAfterMs: 'number' },
  not_a_pin: {},
  not_on_duty: {},
  nobody_found: {},
  not_inside: {},
  changed_since: {},
  reason_needed: {},
  drive_gone: {},
  drive_full: {},
  drive_read_only: {},
  drive_silent: {},
  station_fault: { reference: 'string' },
};

export function isUiError(value: unknown): value is UiError {
  if (typeof value !== 'object' || value === null || !('code' in value)) return false;
  const { code } = value;
  if (typeof code !== 'string' || !Object.hasOwn(CARRIES, code)) return false;
  const fields = value as Record<string, unknown>;
  return Object.entries(CARRIES[code as UiError['code']]).every(
    ([field, type]) => typeof fields[field] === type,
  );
}

async function call<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (cause) {
    if (isUiError(cause)) throw new Refusal(cause);
    throw new Error(`${command} failed`, { cause });
  }
}

/** The backend of this window. */
export const station: Station = {
  stationState: () => call('station_state'),
  sendCode: (eventId, mobile, language) => call('send_code', { eventId, mobile, language }),
  resendCode: (language) => call('resend_code', { language }),
  redeemCode: (code) => call('redeem_code', { code }),
  chooseEvent: (eventId) => call('choose_event', { eventId }),
  sendCodeToTicket: (ticketCode, eventId, language) =>
    call('send_code_to_ticket', { ticketCode, eventId, language }),
  ownTicket: (ticketCode) => call('own_ticket', { ticketCode }),
  checkIn: (tickets) => call('check_in', { tickets }),
  changeMobile: (mobile, language) => call('change_mobile', { mobile, language }),
  confirmMobile: (code) => call('confirm_mobile', { code }),
  handOff: () => call('hand_off'),
  eventPicture: (eventId) => call('event_picture', { eventId }),
  callStaff: (eventId) => call('call_staff', { eventId }),
  answerCall: (of) => call('answer_call', { station: of }),
  setOutOfOrder: (on) => call('set_out_of_order', { on }),
  finish: () => call('finish'),
  setupJoin: (join, name) => call('setup_join', { join, name }),
  setupChoices: () => call('setup_choices'),
  setupServe: (eventIds) => call('setup_serve', { eventIds }),
  setupLanguage: (language) => call('setup_language', { language }),
  setupSms: (chain) => call('setup_sms', { chain }),
  setupAlone: (founded) => call('setup_alone', { ...founded }),
  setupAddStaff: (name, role, pin) => call('setup_add_staff', { name, role, pin }),
  setupSetPin: (staff, pin) => call('setup_set_pin', { staff, pin }),
  rosterFiles: () => call('roster_files'),
  importRosterFile: (eventId, path) => call('import_roster_file', { eventId, path }),
  setupTest: (mobile, language) => call('setup_test', { mobile, language }),
  staffMembers: () => call('staff_members'),
  enterPin: (staff, pin) => call('enter_pin', { staff, pin }),
  stayOnDuty: () => call('stay_on_duty'),
  leaveDuty: () => call('leave_duty'),
  attendeeCard: (attendee) => call('attendee_card', { attendee }),
  staffCheckIn: (attendee, ticket, passage) =>
    call('staff_check_in', { attendee, ticket, passage }),
  staffCheckOut: (attendee, ticket, passage) =>
    call('staff_check_out', { attendee, ticket, passage }),
  staffUndo: (attendee, ticket, passage, reason) =>
    call('staff_undo', { attendee, ticket, passage, reason }),
  unlockAttendee: (attendee) => call('unlock_attendee', { attendee }),
  unlockMobile: (mobile) => call('unlock_mobile', { mobile }),
  unlockStation: () => call('unlock_station'),
  vouch: (attendee, reason, pin) => call('vouch', { attendee, reason, pin }),
  registerWalkIn: (eventId, name, mobile, ticketType) =>
    call('register_walk_in', { eventId, name, mobile, ticketType }),
  correctName: (attendee, ticket, name) => call('correct_name', { attendee, ticket, name }),
  closeKiosk: () => call('close_kiosk'),
  searchAttendees: (text) => call('search_attendees', { text }),
  today: (eventId) => call('today', { eventId }),
  lights: () => call('lights'),
  drives: () => call('drives'),
  exportRecords: (drive) => call('export_records', { drive }),
  exportState: () => call('export_state'),
  stopExport: () => call('stop_export'),
};
