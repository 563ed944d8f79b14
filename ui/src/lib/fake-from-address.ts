import type { Link } from './bindings/Link';
import type { StaffCall } from './bindings/StaffCall';
import type { StartFault } from './bindings/StartFault';
import type { UiError } from './bindings/UiError';
import { aDrive, NAMESAKES, STAFF } from './fake-door';
import { EVENTS } from './fake-events';
import {
  ANOTHER_WAY,
  BARE,
  CERTIFICATE,
  CLOCK,
  DOWN,
  IN_THE_WAY,
  NOT_BROUGHT,
  NOT_KNOWN,
  NOT_TAKEN,
  REVOKED,
  STARTED,
  WRONG,
} from './fake-lights';
import { FakeStation } from './fake-station';

const LIGHTS = new Map([
  ['wrong', WRONG],
  ['down', DOWN],
  ['in-the-way', IN_THE_WAY],
  ['certificate', CERTIFICATE],
  ['clock', CLOCK],
  ['another-way', ANOTHER_WAY],
  ['not-taken', NOT_TAKEN],
  ['not-brought', NOT_BROUGHT],
  ['bare', BARE],
  ['started', STARTED],
  ['revoked', REVOKED],
  ['not-known', NOT_KNOWN],
]);

const LINKS: readonly Link[] = ['offline', 'revoked', 'not_known', 'alone'];

function linkOf(asked: URLSearchParams): Link {
  const link = asked.get('link');
  // As the backend has it before there is a station.
  if (asked.has('fresh')) return 'connecting';
  return LINKS.find((known) => known === link) ?? 'online';
}

/** `?calls` is one, `?calls=2` are two. */
function callsOf(asked: string | null): StaffCall[] {
  if (asked === null) return [];
  const call = { sinceMs: 185_000, mine: false, heard: false };
  const calls = [
    { ...call, station: '0193', name: 'ورودی جنوبی' },
    { ...call, station: '0194', name: 'ورودی شرقی' },
  ];
  return calls.slice(0, Number(asked) || 1);
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
    link: linkOf(asked),
    recordsWaiting: Number(asked.get('waiting') ?? 0),
    language: asked.get('lang') === 'en' ? 'en' : 'fa',
    over: asked.has('over'),
    outOfOrder: asked.has('outoforder'),
    locked: asked.has('locked'),
    setUp: !asked.has('fresh') && !asked.has('fault'),
    startFault: asked.get('fault') as StartFault | null,
    name: asked.has('fresh') ? '' : station.view.name,
    calls: callsOf(asked.get('calls')),
  };
  station.expiresInMs = Number(asked.get('expires') ?? 120_000);
  station.resendInMs = Number(asked.get('resend') ?? 30_000);
  station.sessionMs = Number(asked.get('session') ?? 600_000);
  station.answersInMs = Number(asked.get('answers') ?? 0);
  station.door.lights = LIGHTS.get(asked.get('lights') ?? '') ?? station.door.lights;
  if (asked.get('staff') === 'one') station.door.members = station.door.members.slice(0, 1);
  if (asked.get('staff') === 'none') station.door.members = [];
  if (asked.get('staff') === 'steward') station.door.members = station.door.members.slice(1, 2);
  if (asked.get('staff') === 'namesakes') station.door.members = [...NAMESAKES, ...STAFF.slice(1)];
  if (asked.has('preparing')) station.door.preparing = true;
  if (asked.has('nobody')) station.door.empty = true;
  if (asked.get('drives') === 'none') station.door.drives = [];
  if (asked.get('drives') === 'silent') {
    station.door.drives = [...station.door.drives, aDrive('/media/b', 'B', null)];
  }
  if (asked.has('writes')) station.door.writesUpTo = 960;
  if (asked.get('drives') === 'full') {
    station.door.drives = [aDrive('/media/old', 'OLD', 40_000)];
  }
  if (asked.get('drives') === 'locked') {
    const locked = { ...aDrive('/media/b', 'ARCHIVE', 900_000_000), readOnly: true };
    station.door.drives = [locked, ...station.door.drives];
  }
  if (asked.get('key') === 'broken') station.key = 'broken';
  if (asked.has('named')) {
    station.sms = null;
    station.languageIsNamed = true;
  }
  if (asked.has('account')) {
    station.sms = { relay: true, relayLast: false, kavenegar: true, outbox: null };
  }
  if (asked.has('nohandoff')) station.handOffUrl = null;
  if (asked.has('loading')) {
    station.view = { ...station.view, loading: { loaded: 41_200, expected: 100_000 } };
  }
  if (asked.has('full')) station.view = { ...station.view, full: true };
  if (asked.has('wrong')) {
    const long = asked.get('wrong') === 'long';
    const age = (long ? 3 * 1_440 : 12) * 60_000;
    const off = (long ? -525_600 : -4) * 60_000;
    const all = asked.get('wrong') !== 'some';
    const wrong = { full: all, restored: all, rosterAgeMs: age, clockOffMs: off };
    station.view = { ...station.view, ...wrong };
  }
  station.refuseNext = JSON.parse(asked.get('refuse') ?? '{}') as Record<string, UiError>;
  station.hangsOn = asked.get('hangs');
  if (asked.has('asleep')) station.stationState = () => new Promise(() => undefined);
  if (asked.has('down')) {
    const { view } = station;
    station.stationState = () => {
      station.stationState = () => Promise.reject(new Error('not there'));
      return Promise.resolve(view);
    };
  }
  return station;
}
