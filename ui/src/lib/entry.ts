import type { Entry } from './bindings/Entry';
import type { EventView } from './bindings/EventView';
import type { TicketView } from './bindings/TicketView';
import { calendarDay, clockTime } from './dates';
import type { Language, Messages } from './i18n';

/** Why a ticket lets nobody in. */
type Closed = Extract<Entry, { state: 'not_yet' | 'over' | 'cancelled' }>;

function isClosed(entry: Entry): entry is Closed {
  return entry.state !== 'open' && entry.state !== 'checked_in';
}

/**
 * Why somebody may not go in with any of their tickets, where that is so: the one that opens
 * first says most, then one whose time is over.
 */
export function closedBy(tickets: readonly TicketView[]): Closed | undefined {
  const entries = tickets.map((ticket) => ticket.entry);
  if (!entries.every(isClosed)) return undefined;
  const opens = entries
    .flatMap((entry) => (entry.state === 'not_yet' ? [entry] : []))
    .sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  return opens[0] ?? entries.find((entry) => entry.state === 'over') ?? entries[0];
}

/** When a ticket opens: with its day where that isn't today's. */
export function opening(
  from: string,
  event: EventView,
  now: string,
  say: Messages,
  language: Language,
): string {
  const day = (at: string) => calendarDay(at, event.timezone, language);
  const time = clockTime(from, event.timezone);
  return day(from) === day(now) ? say.fromTime(time) : say.fromDayAtTime(day(from), time);
}

/** When a ticket was used before: with its day but where the event is known to have one alone. */
export function before(at: string, event: EventView, say: Messages, language: Language): string {
  const day = (of: string) => calendarDay(of, event.timezone, language);
  const time = clockTime(at, event.timezone);
  const { startsAt, endsAt } = event;
  const days = [startsAt, endsAt, at].map((of) => (of === null ? undefined : day(of)));
  const only = days.every((of) => of === days[0]);
  return only ? say.atTime(time) : say.onDayAtTime(day(at), time);
}

/** The same to whoever stands here. */
export function closedText(
  closed: Closed,
  event: EventView,
  now: string,
  say: Messages,
  language: Language,
): string {
  switch (closed.state) {
    case 'not_yet':
      return say.closedNotYet(opening(closed.from, event, now, say, language));
    case 'over':
      return say.closedOver;
    case 'cancelled':
      return say.closedCancelled;
  }
}
