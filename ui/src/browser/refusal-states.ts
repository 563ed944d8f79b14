import type { Page } from 'playwright-core';
import type { UiError } from '../lib/bindings/UiError';
import type { Station } from '../lib/ipc';
import { asked, begun, byTestId, holdCorner, keypad, loggedIn, type State, tap } from './hands';
import { refusing } from './refusing';
import { founded, joined } from './setup-states';
import { card, onDuty } from './staff-hands';

/** Where people ask something of the station that it may refuse. */
interface Place {
  command: keyof Station;
  station: string;
  ask: (page: Page) => Promise<void>;
}

const place = (
  command: keyof Station,
  ask: Place['ask'],
  station = 'events=1',
): Place => ({ command, station, ask });

/** Each by the name that its states begin with. */
const PLACES = {
  mobile: place('sendCode', (page) => asked(page)),
  code: place('redeemCode', async (page) => {
    await asked(page);
    await keypad(page, '12345');
  }),
  'code-again': place('resendCode', async (page) => {
    await asked(page);
    await page.waitForSelector(byTestId('countdown'));
    await page.clock.runFor(31_000);
    await tap(page, 'resend');
  }),
  'ticket-code': place('sendCodeToTicket', async (page) => {
    await begun(page);
    await tap(page, 'ticket-code', 'letter-V', 'letter-I', 'letter-P', 'send-code');
  }),
  tickets: place('checkIn', async (page) => {
    await loggedIn(page, '09120000002');
    await tap(page, 'check-in-all');
  }),
  'change-mobile': place('changeMobile', async (page) => {
    await loggedIn(page);
    await tap(page, 'change-mobile');
    await keypad(page, '09120000001');
    await tap(page, 'send-code');
  }),
  pin: place('enterPin', async (page) => {
    await holdCorner(page);
    await tap(page, 'staff-member-1');
    await keypad(page, '4711');
    await tap(page, 'enter-pin');
  }),
  'staff-set-up-staff': place(
    'setupAddStaff',
    async (page) => {
      await onDuty(page);
      await tap(page, 'nav-more', 'set-up', 'way-staff');
      await page.fill(byTestId('staff-name'), 'Jonas Berg');
      await page.fill(byTestId('staff-pin'), '2468');
      await tap(page, 'keep-staff');
    },
    'events=1&link=alone',
  ),
  'staff-card': place('staffCheckIn', async (page) => {
    await onDuty(page);
    await card(page, 'سارا محمدی');
    await tap(page, 'staff-check-in-1');
  }),
  'staff-card-out': place('staffCheckOut', async (page) => {
    await onDuty(page);
    await card(page, 'کامران');
    await tap(page, 'staff-check-out-1');
  }),
  'staff-undo': place('staffUndo', async (page) => {
    await onDuty(page);
    await card(page, 'نیلوفر');
    await tap(page, 'staff-undo-1', 'reason-1', 'confirm');
  }),
  'staff-name': place('correctName', async (page) => {
    await onDuty(page);
    await card(page, 'Jonas');
    await tap(page, 'correct-name-1', 'confirm');
  }),
  'staff-walk-in': place('registerWalkIn', async (page) => {
    await onDuty(page);
    await tap(page, 'nav-walk-in');
    await page.fill(byTestId('walk-in-name'), 'نیکا رستگار');
    await page.fill(byTestId('walk-in-mobile'), '09123004567');
    await tap(page, 'register');
  }),
  'staff-close': place('closeKiosk', async (page) => {
    await onDuty(page);
    await tap(page, 'nav-more', 'close-kiosk', 'confirm');
  }),
  'staff-export': place('exportRecords', async (page) => {
    await onDuty(page);
    await tap(page, 'nav-more', 'export', 'drive-1');
  }),
  'setup-sms': place('setupSms', async (page) => {
    await onDuty(page);
    await tap(page, 'nav-more', 'set-up', 'way-choices', 'sms-none', 'keep');
  }),
  'setup-join': place('setupJoin', (page) => joined(page), 'events=3&fresh'),
  'setup-founder': place('setupAlone', (page) => founded(page), 'events=3&fresh'),
  'setup-roster': place(
    'importRosterFile',
    async (page) => {
      await founded(page);
      await tap(page, 'file-1');
    },
    'events=3&fresh',
  ),
} as const satisfies Record<string, Place>;

/** A refusal met at a place, or a state that shows it already. */
type Met<Reason> = { at: keyof typeof PLACES; with: Reason } | string;

type Code = UiError['code'];
type Of<C extends Code> = Extract<UiError, { code: C }>;

const at = <C extends Code>(where: keyof typeof PLACES, reason: Of<C>): Met<Of<C>> => ({
  at: where,
  with: reason,
});

/** Each of what a refusal may say more closely: one that the backend gains does not compile. */
const each = <Why extends string, R>(all: Record<Why, R>): R[] => Object.values(all);

const roster = (why: Of<'no_roster'>['why']) => at('setup-roster', { code: 'no_roster', why });
const mobile = (why: Of<'not_a_mobile'>['why']) => at('mobile', { code: 'not_a_mobile', why });
const join = <C extends Code>(reason: Of<C>) => at('setup-join', reason);

/** Where people meet each refusal. One that the backend gains does not compile. */
export const MET: { [C in Code]: readonly Met<Of<C>>[] } = {
  not_a_mobile: each<Of<'not_a_mobile'>['why'], Met<Of<'not_a_mobile'>>>({
    empty: mobile('empty'),
    character: mobile('character'),
    too_short: 'mobile-refused',
    too_long: mobile('too_long'),
    not_mobile: mobile('not_mobile'),
    foreign: mobile('foreign'),
  }),
  locked: ['trouble-locked', 'trouble-locked-hours'],
  too_many_sends: [
    'change-mobile-often',
    at('mobile', { code: 'too_many_sends', retryAfterMs: 7 * 60_000 }),
    at('code-again', { code: 'too_many_sends', retryAfterMs: 3 * 3_600_000 }),
    at('ticket-code', { code: 'too_many_sends', retryAfterMs: 23 * 3_600_000 }),
  ],
  station_busy: [
    at('mobile', { code: 'station_busy', retryAfterMs: 12_000 }),
    at('code-again', { code: 'station_busy', retryAfterMs: 12_000 }),
    at('ticket-code', { code: 'station_busy', retryAfterMs: 12_000 }),
  ],
  station_paused: ['trouble-paused', 'trouble-paused-over'],
  staff_needed: ['trouble-staff-needed'],
  wrong_code: ['code-wrong', at('code', { code: 'wrong_code', triesLeft: 1 })],
  code_spent: ['code-spent'],
  code_expired: ['code-expired'],
  not_a_code: [at('code', { code: 'not_a_code' })],
  unknown_ticket: ['ticket-code-unknown'],
  number_taken: ['change-mobile-taken', at('staff-walk-in', { code: 'number_taken' })],
  staff_name_taken: [at('staff-set-up-staff', { code: 'staff_name_taken' })],
  same_number: [at('change-mobile', { code: 'same_number' })],
  event_over: ['trouble-event-over', at('staff-walk-in', { code: 'event_over' })],
  session_over: ['trouble-session-over'],
  ticket_closed: [
    at('tickets', { code: 'ticket_closed' }),
    at('staff-card', { code: 'ticket_closed' }),
  ],
  // The screen that sets it up comes by itself.
  not_set_up: [],
  join_code_unreadable: ['setup-join-refused'],
  join_code_newer: [join({ code: 'join_code_newer' })],
  join_code_used: [join({ code: 'join_code_used' })],
  join_code_no_event: [join({ code: 'join_code_no_event' })],
  join_code_elsewhere: [join({ code: 'join_code_elsewhere' })],
  no_network: [join({ code: 'no_network' })],
  proxy_in_the_way: [join({ code: 'proxy_in_the_way' })],
  centre_down: [join({ code: 'centre_down' })],
  certificate_wrong: [join({ code: 'certificate_wrong' })],
  clock_wrong: [
    join({ code: 'clock_wrong', offMs: 47 * 60_000 }),
    join({ code: 'clock_wrong', offMs: -525_600 * 60_000 }),
  ],
  centre_refused: [join({ code: 'centre_refused' })],
  not_a_time: [at('setup-founder', { code: 'not_a_time' })],
  no_such_zone: [at('setup-founder', { code: 'no_such_zone' })],
  no_roster: each<Of<'no_roster'>['why'], Met<Of<'no_roster'>>>({
    not_there: roster('not_there'),
    too_large: roster('too_large'),
    empty: 'setup-roster-empty',
    no_name: roster('no_name'),
    no_mobile: roster('no_mobile'),
    no_ticket_code: roster('no_ticket_code'),
    column_twice: roster('column_twice'),
    not_utf8: roster('not_utf8'),
    no_room: roster('no_room'),
  }),
  not_allowed: [at('staff-close', { code: 'not_allowed' })],
  name_needed: [at('staff-name', { code: 'name_needed' })],
  pin_wrong: ['pin-wrong'],
  pin_wait: ['pin-wait'],
  not_a_pin: [at('pin', { code: 'not_a_pin' }), at('setup-founder', { code: 'not_a_pin' })],
  // The screens for staff are gone with their duty.
  not_on_duty: [],
  nobody_found: [at('staff-card', { code: 'nobody_found' })],
  not_inside: [at('staff-card-out', { code: 'not_inside' })],
  changed_since: [at('staff-undo', { code: 'changed_since' })],
  reason_needed: [at('staff-undo', { code: 'reason_needed' })],
  sms_unusable: [at('setup-sms', { code: 'sms_unusable' })],
  drive_gone: [at('staff-export', { code: 'drive_gone' })],
  drive_full: ['staff-export-full'],
  drive_read_only: [at('staff-export', { code: 'drive_read_only' })],
  drive_silent: [at('staff-export', { code: 'drive_silent' })],
  station_fault: [
    'trouble-fault',
    at('staff-card', { code: 'station_fault', reference: 'A7-3F21' }),
  ],
};

function nameOf(where: string, reason: UiError, nth: number): string {
  const more = 'why' in reason ? `-${reason.why}` : nth === 0 ? '' : `-${String(nth + 1)}`;
  return `${where}-refused-${reason.code}${more}`.replaceAll('_', '-');
}

/** A state for each refusal that no other state shows: nothing but its words is new. */
export const REFUSAL_STATES: readonly State[] = Object.values(MET).flatMap((all) => {
  const met: readonly Met<UiError>[] = all;
  return met.flatMap((one, nth): State[] => {
    if (typeof one === 'string') return [];
    const { command, station, ask } = PLACES[one.at];
    return [
      {
        name: nameOf(one.at, one.with, nth),
        station: `${station}&${refusing(command, one.with)}`,
        words: true,
        drive: async (page) => {
          await ask(page);
          await page.waitForSelector(byTestId('error'));
        },
      },
    ];
  });
});
