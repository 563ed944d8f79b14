const LOCALE = { fa: 'fa-IR-u-ca-persian-nu-arabext', en: 'en-GB' };

function formatter(language, zone, options) {
  try {
    return new Intl.DateTimeFormat(LOCALE[language], { ...options, timeZone: zone });
  } catch {
    // A zone that this phone's tables don't know must not take the page down.
    return new Intl.DateTimeFormat(LOCALE[language], { ...options, timeZone: 'UTC' });
  }
}

/** `09:12` in the event's zone, in Latin digits; the texts put them in the language's. */
function clockTime(at, zone) {
  return formatter('en', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/**
 * `سه‌شنبه ۳ آذر ۱۴۰۵`, `Tuesday 24 November 2026`. Put together from its parts: the full Persian
 * form puts the year first, with a Latin comma.
 */
function calendarDay(at, zone, language) {
  const options = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
  const parts = formatter(language, zone, options).formatToParts(at);
  const part = (type) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`;
}

/** When the event is: a line with the day and its hours, or two lines with a day each. */
function eventLines(event, language) {
  const say = SAY[language];
  const zone = event.timezone;
  if (!event.starts_at) return [];
  const from = new Date(event.starts_at);
  const day = calendarDay(from, zone, language);
  const time = clockTime(from, zone);
  if (!event.ends_at) return [say.dayAndTime(day, time)];
  const to = new Date(event.ends_at);
  const lastDay = calendarDay(to, zone, language);
  const lastTime = clockTime(to, zone);
  if (lastDay === day) return [day, say.until(time, lastTime)];
  return [say.from(say.dayAndTime(day, time)), say.to(say.dayAndTime(lastDay, lastTime))];
}

/** When a ticket opens, with the day where that isn't today. */
function openingTime(at, event, language) {
  const say = SAY[language];
  const zone = event.timezone;
  const day = calendarDay(at, zone, language);
  const time = clockTime(at, zone);
  const today = calendarDay(new Date(), zone, language);
  return day === today ? say.entryFrom(time) : say.entryFromDay(day, time);
}

/** The time of a check-in, with the day where that isn't today. */
function entryTime(at, zone, language) {
  const say = SAY[language];
  const day = calendarDay(at, zone, language);
  const time = clockTime(at, zone);
  return day === calendarDay(new Date(), zone, language) ? say.entryAt(time) : say.entryOn(day, time);
}

