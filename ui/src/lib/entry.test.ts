import { describe, expect, it } from 'vitest';
import type { Entry } from './bindings/Entry';
import { before, closedBy, closedText } from './entry';
import { firstEvent, NOW, ticket } from './fake-events';
import { en } from './i18n/en';
import { fa } from './i18n/fa';

const LATER: Entry = { state: 'not_yet', from: '2026-11-26T16:00:00+03:30' };
const SOON: Entry = { state: 'not_yet', from: '2026-11-26T14:00:00+03:30' };
const TOMORROW: Entry = { state: 'not_yet', from: '2026-11-27T08:30:00+03:30' };
const OVER: Entry = { state: 'over' };
const CANCELLED: Entry = { state: 'cancelled' };

const closed = (...entries: Entry[]) =>
  closedBy(entries.map((entry, at) => ticket(at + 1, '', null, entry)));

describe('whoever is not let in', () => {
  it('has no ticket that is open or was used', () => {
    expect(closed()).toBeUndefined();
    expect(closed({ state: 'open', last: null }, CANCELLED)).toBeUndefined();
    expect(closed(NOW, SOON)).toBeUndefined();
  });

  it('is told of what opens first, and of what is over before what was cancelled', () => {
    expect(closed(LATER, CANCELLED, SOON)).toEqual(SOON);
    expect(closed(CANCELLED, OVER)).toEqual(OVER);
    expect(closed(CANCELLED)).toEqual(CANCELLED);
  });

  it('reads of what was used before, with its day but where it is known to be the only one', () => {
    const event = firstEvent();
    const at = '2026-11-26T09:12:00+03:30';
    expect(before(at, event, en, 'en')).toBe('at 09:12');
    expect(before(at, event, fa, 'fa')).toBe('ساعت ۰۹:۱۲');
    const ofTwoDays = { ...event, endsAt: '2026-11-27T18:00:00+03:30' };
    expect(before(at, ofTwoDays, en, 'en')).toBe('on Thu 26 Nov 2026 at 09:12');
    expect(before(at, ofTwoDays, fa, 'fa')).toBe('پنجشنبه ۵ آذر ۱۴۰۵ ساعت ۰۹:۱۲');
    for (const open of [{ startsAt: null, endsAt: null }, { endsAt: null }]) {
      expect(before(at, { ...event, ...open }, en, 'en')).toBe('on Thu 26 Nov 2026 at 09:12');
    }
    const wasYesterday = { ...event, startsAt: '2026-11-27T09:00:00+03:30', endsAt: null };
    expect(before(at, wasYesterday, en, 'en')).toBe('on Thu 26 Nov 2026 at 09:12');
  });

  it('reads the day where it is not today, by the days of the event’s zone', () => {
    const event = firstEvent();
    const now = '2026-11-26T00:30:00+03:30';
    expect(closedText(SOON, event, now, en, 'en')).toContain('from 14:00.');
    expect(closedText(SOON, event, now, fa, 'fa')).toContain('از ساعت ۱۴:۰۰');
    expect(closedText(TOMORROW, event, now, en, 'en')).toContain('Fri 27 Nov 2026 at 08:30');
    expect(closedText(TOMORROW, event, now, fa, 'fa')).toContain('۶ آذر ۱۴۰۵، ساعت ۰۸:۳۰');
    const evening = '2026-11-25T20:00:00+03:30';
    expect(closedText(SOON, event, evening, en, 'en')).toContain('from Thu 26 Nov 2026 at 14:00');
    expect(closedText(SOON, event, evening, fa, 'fa')).toContain('پنجشنبه ۵ آذر ۱۴۰۵، ساعت ۱۴:۰۰');
  });
});
