import { beforeEach, describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';
import { codeWait } from './code-wait';
import { EVENTS, ticket } from './fake-events';
import type { Screen } from './screen';
import { stationSounds } from './sound-setting';
import { soundOf } from './sounds';

beforeEach(() => {
  window.localStorage.clear();
});

const [event] = EVENTS;
if (event === undefined) throw new Error('the fake has events');
const welcome = { name: '', event, tickets: [], mobile: null, endsInMs: 600_000 };
const opens = { state: 'not_yet' as const, from: '2026-11-26T14:00:00+03:30' };
const early = { ...welcome, tickets: [ticket(1, '', null, opens)] };
const sent = { expiresInMs: 0, resendInMs: 0, triesLeft: 5, mobile: '' };
const wait = codeWait(sent, 0);
const refused = { reason: { code: 'ticket_closed' as const }, at: 0 };

describe('what a screen sounds like', () => {
  it.each<[Screen, string | undefined]>([
    [{ name: 'attract', event }, undefined],
    [{ name: 'mobile', event }, undefined],
    [{ name: 'mobile', event, refused }, 'error'],
    [{ name: 'tickets', welcome }, 'success'],
    [{ name: 'tickets', welcome, refused }, 'error'],
    [{ name: 'welcome', welcome, handOff: 'asked', changed: false }, 'success'],
    [{ name: 'welcome', welcome: early, handOff: 'asked', changed: false }, 'error'],
    [{ name: 'welcome', welcome: early, handOff: { url: null }, changed: false }, undefined],
    [{ name: 'welcome', welcome, handOff: { url: null }, changed: false }, undefined],
    [{ name: 'ticket-code', event }, undefined],
    [{ name: 'ticket-code', event, unreadable: true }, 'error'],
    [{ name: 'change-mobile', welcome, code: undefined, refused }, 'error'],
    [{ name: 'change-mobile', welcome, code: { typed: '', ...wait } }, undefined],
    [{ name: 'change-mobile', welcome, code: { typed: '', ...wait, refused } }, 'error'],
    [{ name: 'no-ticket', noTicket: { event, otherEvents: [], endsInMs: 120_000 } }, 'error'],
    [{ name: 'trouble', trouble: { kind: 'staff_needed' }, event }, 'error'],
  ])('%j: %s', (screen, sound) => {
    expect(soundOf(screen)).toBe(sound);
  });
});

describe('sounds', () => {
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
