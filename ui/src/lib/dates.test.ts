import { describe, expect, it } from 'vitest';
import type { EventView } from './bindings/EventView';
import { calendarDay, clockTime, duration, hours } from './dates';
import { messages } from './i18n';

const say = messages('en');
const event: EventView = {
  id: 1,
  name: 'x',
  startsAt: '2026-11-26T09:00:00+03:30',
  endsAt: '2026-11-26T18:30:00+03:30',
  timezone: 'Asia/Tehran',
  palette: null,
  picture: null,
  next: { fa: null, en: null },
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

  it('say an end only where it is on the same day', () => {
    expect(hours(event, say)).toBe('09:00 – 18:30');
    expect(hours({ ...event, endsAt: '2026-11-28T18:30:00+03:30' }, say)).toBe('09:00');
    expect(hours({ ...event, endsAt: null }, say)).toBe('09:00');
    expect(hours({ ...event, startsAt: null }, say)).toBe('');
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
