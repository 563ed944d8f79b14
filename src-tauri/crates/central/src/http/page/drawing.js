const SVG = 'http://www.w3.org/2000/svg';

/** The kiosk's outlines, in a 24 by 24 box. */
const ICONS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2',
  cross: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9 9l6 6M15 9l-6 6',
  phone: 'M7.5 3.5h9v17h-9zM11 17.5h2',
  ticket: 'M3.5 7h17v3.5a1.5 1.5 0 0 0 0 3V17h-17v-3.5a1.5 1.5 0 0 0 0-3zM14.5 7.5v2M14.5 11v2M14.5 14.5v2',
  warning: 'M12 4.5L21 19.5H3zM12 10.5v4M12 17v.2',
};

/** An element with its attributes and what is in it. */
function element(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

function shape(name, attributes, ...content) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

function icon(name) {
  const outline = shape('path', { d: ICONS[name] });
  return shape('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, outline);
}

/** What somebody else wrote: in its own direction, and spoken in the voice of its letters. */
function foreign(text) {
  return element('bdi', { lang: /\p{Script=Arabic}/u.test(text) ? 'fa' : 'en' }, text);
}

/**
 * Puts there what the organiser wrote in the reader's language, else in the other one: in that one's
 * direction, voice and digits, whichever letters it begins with. Answers whether they wrote any.
 */
function write(place, texts, reader) {
  const language = [reader, 'fa', 'en'].find((one) => texts?.[one]);
  place.textContent = language ? textDigits(texts[language], language) : '';
  place.lang = language ?? reader;
  place.dir = place.lang === 'fa' ? 'rtl' : 'ltr';
  return language !== undefined;
}

/** What an event is called in the language of whoever reads. */
function nameOf(event, reader) {
  return event.names?.[reader] ?? event.name;
}

/** A QR from its rows of `0` and `1`; always dark on white, with the quiet zone that readers need. */
function qr(rows, label) {
  const quiet = 4;
  const side = rows.length + 2 * quiet;
  let path = '';
  rows.forEach((row, y) => {
    for (const run of row.matchAll(/1+/g)) {
      path += `M${run.index + quiet} ${y + quiet}h${run[0].length}v1h-${run[0].length}z`;
    }
  });
  const box = { viewBox: `0 0 ${side} ${side}`, role: 'img', 'aria-label': label };
  return shape(
    'svg',
    { ...box, class: 'qr', 'shape-rendering': 'crispEdges' },
    shape('rect', { width: side, height: side, fill: '#ffffff' }),
    shape('path', { d: path, fill: '#101615' }),
  );
}

/**
 * Whether and when a ticket was used: a word and a picture, never a colour alone. In the kiosk's order:
 * of a ticket that lets nobody in any more, that it was used before says too little.
 */
function entry(ticket, event, language) {
  const say = SAY[language];
  if (ticket.cancelled) return ['closed', 'cross', say.entryCancelled];
  const { checked_in_at: at, opens_at: opens, over, used_up: used, inside } = ticket;
  if (!used && opens) return ['closed', 'clock', openingTime(new Date(opens), event, language)];
  if (!used && over) return ['closed', 'cross', say.entryOver];
  if (!at) return ['open', 'ticket', say.entryOpen];
  const time = entryTime(new Date(at), event.timezone, language);
  return used || inside ? ['in', 'check', time] : ['open', 'ticket', say.entryAgain(time)];
}

/** Whether somebody goes in with it now, as far as the page knows. */
function letsIn(ticket) {
  const { qr: code, cancelled, opens_at: opens, over, used_up: used, inside } = ticket;
  return Boolean(code) && !cancelled && !opens && !over && !used && !inside;
}

/** One ticket as it would be on paper: who and whether above, what is scanned below. */
function ticketCard(ticket, at, event, language) {
  const say = SAY[language];
  const [kind, sign, text] = entry(ticket, event, language);
  // Of nobody's name, it is called by what it is.
  const { holder, ticket_type: type } = ticket;
  const called = holder || type;
  const title = element('h3', {}, called ? foreign(called) : say.ticketNumber(at));
  const who = element('div', { class: 'who' }, title);
  if (holder && type) who.append(element('p', { class: 'type' }, foreign(type)));
  who.append(element('p', { class: `entry ${kind}` }, icon(sign), element('span', {}, text)));
  const card = element('li', { class: 'ticket card' }, who);
  // Nothing scans a ticket that was cancelled.
  if (!ticket.cancelled) {
    const code = element('bdi', { class: 'code', dir: 'ltr' }, ticket.ticket_code);
    const stub = element('div', { class: 'stub' });
    if (ticket.qr) stub.append(qr(ticket.qr, holder ? say.qrOf(holder) : say.qrOfTicket(at)));
    stub.append(element('p', { class: 'hint' }, `${say.ticketCode}: `, code));
    card.append(stub);
  }
  return card;
}

