import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Kiosk } from '../testing/kiosk';
import type { Entry } from './bindings/Entry';
import { codeWait } from './code-wait';
import { EVENTS, ticket } from './fake-events';
import { FAKE_CODE } from './fake-station';
import type { Screen } from './screen';
import { stationSounds } from './sound-setting';
import { soundOf } from './sounds';

/** The pitches that the machine's speaker was given, in hertz. */
let heard: number[] = [];

/** A speaker that writes down what it is given. */
class Speaker {
  readonly state = 'running';
  readonly currentTime = 0;
  readonly destination = {};

  createOscillator() {
    const frequency = { value: 0 };
    const start = () => {
      heard.push(frequency.value);
    };
    return { frequency, start, stop: vi.fn(), connect: (next: unknown) => next };
  }

  createGain() {
    const gain = {
      setValueAtTime: vi.fn(),
      linearRampToValueAtTime: vi.fn(),
      exponentialRampToValueAtTime: vi.fn(),
    };
    return { gain, connect: (next: unknown) => next };
  }
}

beforeEach(() => {
  window.localStorage.clear();
  heard = [];
  vi.stubGlobal('AudioContext', Speaker);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const WRONG_CODE = '00000';

const [event] = EVENTS;
if (event === undefined) throw new Error('the fake has events');
const welcome = { name: '', event, tickets: [], mobile: null, endsInMs: 600_000 };
const opens = { state: 'not_yet' as const, from: '2026-11-26T14:00:00+03:30' };
const sent = { expiresInMs: 0, resendInMs: 0, triesLeft: 5, mobile: '' };
const wait = codeWait(sent, 0);
const refused = { reason: { code: 'ticket_closed' as const }, at: 0 };

const open = { state: 'open' as const, last: null };
const used = { state: 'checked_in' as const, at: '2026-11-26T09:12:00+03:30', now: false };
const within = { ...used, now: true };
const having = (...entries: Entry[]) => ({
  ...welcome,
  tickets: entries.map((entry, at) => ticket(at + 1, '', null, entry)),
});
const tickets = (...entries: Entry[]): Screen => ({ name: 'tickets', welcome: having(...entries) });
const asked = (...entries: Entry[]): Screen => ({
  name: 'welcome',
  welcome: having(...entries),
  handOff: 'asked',
  changed: false,
});
const code: Screen = { name: 'code', event, typed: '', ...wait };
const changing: Screen = { name: 'change-mobile', welcome, code: { typed: '', ...wait } };

describe('what a screen sounds like', () => {
  it.each<[Screen, string | undefined]>([
    [{ name: 'attract', event }, undefined],
    [{ name: 'mobile', event }, undefined],
    [{ name: 'mobile', event, refused }, 'error'],
    [tickets(open), 'success'],
    [{ name: 'tickets', welcome, refused }, 'error'],
    [asked(within), 'success'],
    [asked(used), undefined],
    [asked(opens), 'error'],
    [asked(opens, used), undefined],
    [{ name: 'ticket-code', event }, undefined],
    [{ name: 'ticket-code', event, unreadable: true }, 'error'],
    [{ name: 'change-mobile', welcome, code: undefined, refused }, 'error'],
    [changing, undefined],
    [{ name: 'change-mobile', welcome, code: { typed: '', ...wait, refused } }, 'error'],
    [{ name: 'no-ticket', noTicket: { event, otherEvents: [], endsInMs: 120_000 } }, 'error'],
    [{ name: 'trouble', trouble: { kind: 'staff_needed' }, event }, 'error'],
  ])('%j: %s', (screen, sound) => {
    expect(soundOf(screen, code)).toBe(sound);
  });

  it.each<[string, Screen, Screen, string | undefined]>([
    ['some of several', tickets(open, open), tickets(within, open), 'success'],
    ['the last of them', tickets(within, open), asked(within, within), 'success'],
    ['none, and on', tickets(used, open), asked(used, open), undefined],
    ['back to the rest', asked(within, open), tickets(within, open), undefined],
    ['tried again', { name: 'trouble', trouble: { kind: 'staff_needed' }, event, back: tickets(open) }, tickets(open), undefined],
    ['the QR comes', asked(within), { ...asked(within), handOff: { url: null } } as Screen, undefined],
    ['the number stays', { ...changing, welcome: having(within) } as Screen, asked(within), undefined],
    ['the number is another', changing, { ...asked(used), changed: true } as Screen, 'success'],
  ])('%s', (_, before, screen, sound) => {
    expect(soundOf(screen, before)).toBe(sound);
  });
});

describe('sounds', () => {
  it('are heard of a key, of what was wrong, and of the welcome', async () => {
    const kiosk = await Kiosk.open();
    const key = 1_150;
    await kiosk.keypad('09');
    expect(heard).toEqual([key, key]);
    await kiosk.keypad('120000001');
    heard = [];
    await kiosk.tap('send-code');
    expect(heard).toEqual([]);
    await kiosk.keypad(WRONG_CODE);
    expect(heard.filter((pitch) => pitch !== key)).toEqual([330, 247]);
    heard = [];
    await kiosk.keypad(FAKE_CODE);
    expect(kiosk.screen).toBe('welcome');
    expect(heard.filter((pitch) => pitch !== key)).toEqual([660, 990]);
  });

  it('are heard again of the same that is held there again', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    for (const time of ['once', 'again']) {
      heard = [];
      await kiosk.scan('☃☃☃☃☃☃☃☃');
      expect(heard, time).toEqual([330, 247]);
      await kiosk.pass(11_000);
    }
  });

  it('are not heard where they are off', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('display-options');
    await kiosk.tap('sounds');
    await kiosk.keypad('09120000001');
    await kiosk.tap('send-code');
    await kiosk.keypad(WRONG_CODE);
    await kiosk.keypad(FAKE_CODE);
    expect(kiosk.screen).toBe('welcome');
    expect(heard).toEqual([]);
  });

  it('are switched off for the station by staff, and stay off for every attendee', async () => {
    const kiosk = await Kiosk.atTheDoor();
    expect(kiosk.see('sounds').getAttribute('aria-pressed')).toBe('true');
    await kiosk.enterAsStaff();
    await kiosk.tap('nav-more');
    await kiosk.tap('station-sounds');
    expect(stationSounds()).toBe(false);
    await kiosk.tap('leave-duty');
    expect(kiosk.see('sounds').getAttribute('aria-pressed')).toBe('false');
    await kiosk.tap('begin');
    await kiosk.tap('back');
    expect(kiosk.see('sounds').getAttribute('aria-pressed')).toBe('false');
  });

  it('are switched off by an attendee for themselves', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('display-options');
    await kiosk.tap('sounds');
    expect(kiosk.see('sounds').getAttribute('aria-pressed')).toBe('false');
    await kiosk.tap('back');
    expect(kiosk.see('sounds').getAttribute('aria-pressed')).toBe('true');
    expect(stationSounds()).toBe(true);
  });
});
