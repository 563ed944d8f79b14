import { describe, expect, it } from 'vitest';
import type { EventView } from './bindings/EventView';
import { calendarDay, clockTime, duration, eventTimes } from './dates';

const event: EventView = {
  id: 1,
  name: 'x',
  startsAt: '2026-11-26T09:00:00+03:30',
  endsAt: '2026-11-26T18:30:00+03:30',
  timezone: 'Asia/Tehran',
  walkIns: false,
  palette: null,
  picture: null,
  next: { fa: null, en: null },
  names: { fa: null, en: null },
};

describe('dates and times', () => {
  it('are those of the event, not of the machine', () => {
    expect(clockTime('2026-11-26T05:42:00Z', 'Asia/Tehran')).toBe('09:12');
    expect(clockTime('2026-11-26T05:42:00Z', 'Europe/Berlin')).toBe('06:42');
  });

  it('are Persian days with Persian digits, weekday first', () => {
    expect(calendarDay('2026-11-26T05:42:00Z', 'Asia/Tehran', 'fa')).toBe('پنجشنبه ۵ آذر ۱۴۰۵');
  });

  it('are English days', () => {
    expect(calendarDay('2026-11-26T05:42:00Z', 'Asia/Tehran', 'en')).toBe('Thu 26 Nov 2026');
  });

  it('survive a zone that the machine does not know, and a date that is none', () => {
    expect(clockTime('2026-11-26T05:42:00Z', 'Mars/Olympus')).toBe('05:42');
    expect(calendarDay('soon', 'Asia/Tehran', 'fa')).toBe('');
  });

  it('of one day are its hours, of several from when to when', () => {
    expect(eventTimes(event, 'en')).toEqual(['Thu 26 Nov 2026', '09:00 – 18:30']);
    expect(eventTimes(event, 'fa')).toEqual(['پنجشنبه ۵ آذر ۱۴۰۵', '۰۹:۰۰ تا ۱۸:۳۰']);
    const days = { ...event, endsAt: '2026-11-28T18:30:00+03:30' };
    expect(eventTimes(days, 'en')).toEqual([
      'From Thu 26 Nov 2026, 09:00',
      'to Sat 28 Nov 2026, 18:30',
    ]);
    expect(eventTimes(days, 'fa')).toEqual([
      'از پنجشنبه ۵ آذر ۱۴۰۵، ۰۹:۰۰',
      'تا شنبه ۷ آذر ۱۴۰۵، ۱۸:۳۰',
    ]);
    expect(eventTimes({ ...event, endsAt: null }, 'en')).toEqual(['Thu 26 Nov 2026', '09:00']);
    expect(eventTimes({ ...event, startsAt: null }, 'en')).toEqual([]);
  });
});

describe('a waiting time', () => {
  it.each([
    [0, '0:00'],
    [-5, '0:00'],
    [1, '0:01'],
    [65_000, '1:05'],
    [119_001, '2:00'],
    [3_661_000, '1:01:01'],
  ])('of %i ms reads %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
