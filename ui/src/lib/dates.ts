import type { EventView } from './bindings/EventView';
import { type Language, languageFile, numerals } from './i18n';

function formatter(locale: string, zone: string, options: Intl.DateTimeFormatOptions) {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  } catch {
    // A zone that this machine's tables don't know must not take the screen down.
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  }
}

/** A moment as the station takes it. */
export function rfc3339(at: number): string {
  return new Date(at).toISOString();
}

/** `09:12` in the event's zone, in Latin digits; the texts put them in the language's. */
export function clockTime(at: string, zone: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return formatter('en-GB', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
}

/**
 * `سه‌شنبه ۳ آذر ۱۴۰۵`, `Tue 24 Nov 2026`. Put together from its parts: the full Persian
 * form of the engine puts the year first, with a Latin comma.
 */
export function calendarDay(at: string, zone: string, language: Language): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  // Persian months and days are short words already; English ones are cut to fit a card.
  const { dateWords: length, locale } = languageFile(language);
  const parts = formatter(locale, zone, {
    weekday: length,
    day: 'numeric',
    month: length,
    year: 'numeric',
  }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((p) => p.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`;
}

/**
 * When an event is: its day and its hours, or from which day's hour to which; empty where it has
 * no start. Of several days both ends are said: on the second, the first alone reads as yesterday.
 */
export function eventTimes(event: EventView, language: Language): string[] {
  const { startsAt, endsAt, timezone: zone } = event;
  if (startsAt === null) return [];
  const { comma, messages: say } = languageFile(language);
  const day = (at: string) => calendarDay(at, zone, language);
  const hour = (at: string) => numerals(clockTime(at, zone), language);
  const moment = (at: string) => [day(at), hour(at)].join(comma);
  if (endsAt === null) return [day(startsAt), hour(startsAt)];
  return day(startsAt) === day(endsAt)
    ? [day(startsAt), say.until(clockTime(startsAt, zone), clockTime(endsAt, zone))]
    : [say.fromMoment(moment(startsAt)), say.toMoment(moment(endsAt))];
}

/** `1:05`, for countdowns; hours only when there are some. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const s = two(seconds % 60);
  const m = Math.floor(seconds / 60) % 60;
  const h = Math.floor(seconds / 3600);
  return h > 0 ? `${String(h)}:${two(m)}:${s}` : `${String(m)}:${s}`;
}
