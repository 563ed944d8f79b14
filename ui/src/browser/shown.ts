import type { Entry } from '../lib/bindings/Entry';
import type { Light } from '../lib/bindings/Light';
import type { Question, View } from '../lib/staff.svelte';
import type { OutOfOrder, Screen, Trouble } from '../lib/screen';
import type { Step } from '../lib/set-up.svelte';

/** The state in which each screen is looked at. A new screen without one does not compile. */
const SCREENS: Record<Screen['name'] | 'pin' | 'staff', string> = {
  starting: 'starting',
  setup: 'setup',
  'out-of-order': 'out-of-order',
  attract: 'attract',
  events: 'events',
  mobile: 'mobile',
  'ticket-code': 'ticket-code',
  scan: 'scan',
  code: 'code',
  tickets: 'tickets',
  welcome: 'welcome',
  'change-mobile': 'change-mobile',
  'no-ticket': 'no-ticket',
  trouble: 'trouble-locked',
  pin: 'pin',
  staff: 'staff-today',
};

const TROUBLES: Record<Trouble['kind'], string> = {
  locked: 'trouble-locked',
  station_paused: 'trouble-paused',
  staff_needed: 'trouble-staff-needed',
  station_fault: 'trouble-fault',
  event_over: 'trouble-event-over',
  session_over: 'trouble-session-over',
};

const VIEWS: Record<View, string> = {
  today: 'staff-today',
  search: 'staff-search',
  card: 'staff-card',
  'walk-in': 'staff-walk-in',
  export: 'staff-export',
  'set-up': 'staff-set-up',
  more: 'staff-more',
};

const STEPS: Record<Step, string> = {
  way: 'setup',
  join: 'setup-join',
  event: 'setup-event',
  founder: 'setup-founder',
  roster: 'setup-roster',
  choices: 'setup-choices',
  account: 'setup-account',
  staff: 'staff-set-up-staff',
  test: 'setup-test',
};

/** What stands in the page of none of them: it is enough that each has its state. */
const OTHERS: Record<OutOfOrder | Question['kind'], string> = {
  silent: 'out-of-order',
  'not-started': 'out-of-order-not-started',
  'no-events': 'out-of-order-no-events',
  over: 'out-of-order-over',
  staff: 'out-of-order-staff',
  undo: 'staff-undo',
  name: 'staff-name',
  vouch: 'staff-vouch',
  unlock: 'staff-unlock',
  close: 'staff-close',
};

/** The reasons of the lights; a new one that nobody has looked at does not compile. */
type Reason = Extract<Light, { why: string }>['why'];

const REASONS: Record<Reason, string> = {
  online: 'staff-today',
  connecting: 'staff-today-started',
  offline: 'staff-today-wrong',
  in_the_way: 'staff-today-in-the-way',
  centre_down: 'staff-today-down',
  certificate: 'staff-today-certificate',
  clock: 'staff-today-clock',
  revoked: 'staff-today-revoked',
  not_known: 'staff-today-not-known',
  alone: 'staff-today-bare',
  current: 'staff-today',
  old: 'staff-today-wrong',
  loading: 'staff-today-down',
  none: 'staff-today-started',
  not_imported: 'staff-today-bare',
  not_brought: 'staff-today-not-brought',
  unknown: 'staff-today-another-way',
  erased: 'staff-today-revoked',
  not_taken: 'staff-today-not-known',
  working: 'staff-today',
  slow: 'staff-today-started',
  failing: 'staff-today-wrong',
  not_listed: 'staff-today-not-taken',
  no_way: 'staff-today-bare',
  locked: 'staff-today-not-known',
  down: 'staff-today-down',
  another_way: 'staff-today-another-way',
  quiet: 'staff-today-revoked',
  right: 'staff-today',
  unconfirmed: 'staff-today-down',
  off: 'staff-today-wrong',
};

/** Whether a ticket lets somebody in. */
const ENTRIES: Record<Entry['state'], string> = {
  open: 'tickets',
  checked_in: 'welcome',
  not_yet: 'welcome-not-yet',
  over: 'welcome-over',
  cancelled: 'welcome-cancelled',
};

const SHOWN: readonly (readonly [string, string])[] = [
  [SCREENS, 'data-screen="'],
  [TROUBLES, 'data-trouble="'],
  [VIEWS, 'data-view="'],
  [STEPS, 'data-testid="step-'],
].flatMap(([states, mark]) =>
  Object.entries(states as Record<string, string>).map(
    ([key, state]) => [state, `[${String(mark)}${key}"]`] as const,
  ),
);

/** What must be in the page in this state. */
export function showing(state: string): string[] {
  return SHOWN.flatMap(([of, what]) => (of === state ? [what] : []));
}

/** The states that something is looked at in. */
export const NAMED: readonly string[] = [
  ...SHOWN.map(([state]) => state),
  ...Object.values(OTHERS),
  ...Object.values(ENTRIES),
  ...Object.values(REASONS),
];
