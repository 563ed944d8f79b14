const SCREENS = ['loading', 'proof', 'pass', 'notice'];
/** What a notice is marked with. */
const MARKS = {
  empty: 'phone',
  refused: 'cross',
  lost: 'warning',
  expired: 'clock',
  over: 'clock',
  link: 'warning',
  busy: 'warning',
  left: 'check',
  blocked: 'warning',
};
/** As many digits as a mobile number has at least, without what is dialled before it. */
const SHORTEST_NUMBER = 10;
const part = (id) => document.getElementById(id);

const state = {
  language: firstLanguage(),
  screen: 'loading',
  /** Which texts the notice shows. */
  notice: 'empty',
  /** What is wrong with the digits, and whether they are being checked. */
  wrong: null,
  busy: false,
  handOff: null,
  /** No answer came to a try with it, which may have been taken. */
  lost: false,
  me: null,
  /** When the centre told what is shown, and whether it has failed to tell since. */
  told: null,
  stale: false,
};

function firstLanguage() {
  const chosen = KEEPS ? sessionStorage.getItem(LANGUAGE) : null;
  if (chosen in SAY) return chosen;
  return navigator.languages.map((one) => one.slice(0, 2)).find((one) => one in SAY) ?? 'en';
}

function draw() {
  const { language, screen, me } = state;
  const say = SAY[language];
  const root = document.documentElement;
  root.lang = language;
  root.dir = language === 'fa' ? 'rtl' : 'ltr';
  for (const place of document.querySelectorAll('[data-say]')) {
    place.textContent = say[place.dataset.say];
  }
  const other = part('language');
  other.textContent = say.otherLanguage;
  other.lang = language === 'fa' ? 'en' : 'fa';
  other.setAttribute('aria-label', say.otherLanguageLabel);
  for (const id of SCREENS) part(id).hidden = id !== screen;
  document.title = me ? `${nameOf(me.event, language)} · ${say.product}` : say.product;
  drawProof(say);
  drawNotice(say);
  paint(me?.event.palette);
  if (me) drawPass(say);
  else empty();
}

function drawProof(say) {
  tidy();
  part('proof-error').textContent = state.wrong ? say[state.wrong] : '';
  part('last4').setAttribute('aria-invalid', String(state.wrong === 'proofFour'));
  part('enter').textContent = state.busy ? say.proofChecking : say.proofEnter;
  part('enter').setAttribute('aria-disabled', String(state.busy));
}

function drawNotice(say) {
  part('notice-mark').replaceChildren(icon(MARKS[state.notice]));
  part('notice-title').textContent = say[`${state.notice}Title`];
  part('notice-lead').textContent = say[`${state.notice}Lead`];
  part('retry').hidden = state.notice !== 'link' && state.notice !== 'busy';
}

/** The event's colours, checked for contrast where they came in; without them, our own. */
function paint(palette) {
  const { style } = document.documentElement;
  for (const mode of ['light', 'dark']) {
    const colours = palette?.[mode];
    style.setProperty(`--event-${mode}-accent`, colours?.accent ?? '');
    style.setProperty(`--event-${mode}-on-accent`, colours?.on_accent ?? '');
  }
}

function drawPass(say) {
  const { language, me, told, stale } = state;
  const { event, tickets } = me;
  part('event-name').replaceChildren(foreign(nameOf(event, language)));
  const lines = eventLines(event, language);
  part('when').replaceChildren(...lines.map((line) => element('span', {}, line)));
  if (event.picture) part('picture').src = event.picture;
  part('picture').hidden = !event.picture;
  // Who walked in at a kiosk was asked no name.
  part('name').replaceChildren(...(me.name ? [foreign(me.name)] : []));
  part('name').hidden = !me.name;
  part('next').hidden = !write(part('next-text'), event.next, language);
  part('tickets-title').textContent = tickets.length
    ? say.ticketsTitle(tickets.length)
    : say.ticketsNone;
  const letIn = tickets.filter(letsIn).length;
  part('tickets-lead').textContent = say.ticketsLead(letIn);
  part('tickets-lead').hidden = letIn === 0;
  part('tickets').replaceChildren(
    ...tickets.map((one, at) => ticketCard(one, at + 1, event, language)),
  );
  const time = clockTime(told, event.timezone);
  part('fresh').textContent = stale ? say.staleSince(time) : say.freshAt(time);
  part('fresh').classList.toggle('stale', stale);
}

/** Nothing of an attendee stays in a page that has none. */
function empty() {
  for (const id of ['event-name', 'when', 'name', 'next-text', 'tickets', 'fresh']) {
    part(id).replaceChildren();
  }
  part('picture').removeAttribute('src');
  part('picture').hidden = true;
}

/** Another screen: whoever can't see it hears its title. */
function show(screen, notice = state.notice) {
  const changed = state.screen !== screen || state.notice !== notice;
  Object.assign(state, { screen, notice });
  draw();
  if (changed) part(screen).querySelector('h1')?.focus();
}

/** Asks the centre anew. What is shown already stays if it can't be asked. */
async function load() {
  const asked = token();
  try {
    const me = await fetchMe();
    // Logged out, or somebody else's by now.
    if (token() !== asked) return;
    Object.assign(state, { me, told: new Date(), stale: false });
    show('pass');
  } catch (failure) {
    if (token() !== asked) return;
    if (failure instanceof Refused) leave(failure.why);
    else if (!(failure instanceof Unreachable)) throw failure;
    else if (state.me) {
      state.stale = true;
      draw();
    } else show('notice', failure.why);
  }
}

function leave(notice) {
  forget();
  state.me = null;
  show('notice', notice);
}

/** The digits alone, in the language's numerals; as many as the longest number has (E.164). */
function tidy() {
  const field = part('last4');
  const shown = digits(typedDigits().slice(0, 15), state.language);
  if (field.value !== shown) field.value = shown;
  field.classList.toggle('long', shown.length > 4);
}

function emptyProof() {
  part('proof').reset();
  tidy();
}

/** The last digits, of a whole number too; null where they can be neither. */
function lastFour() {
  const typed = typedDigits();
  return typed.length === 4 || typed.length >= SHORTEST_NUMBER ? typed.slice(-4) : null;
}

function typedDigits() {
  return latinDigits(part('last4').value).replace(/\D/g, '');
}

async function prove() {
  if (state.busy) return;
  const last4 = lastFour();
  if (last4 === null) {
    state.wrong = 'proofFour';
    draw();
    part('last4').focus();
    return;
  }
  Object.assign(state, { wrong: null, busy: true });
  draw();
  // Another one may be scanned before this one is answered: then its question stands.
  const { handOff } = state;
  const isAsked = () => state.handOff === handOff;
  const answered = () => {
    state.handOff = null;
    dropHandOff();
    emptyProof();
  };
  try {
    await exchange(handOff, last4, state.lost);
    if (!isAsked()) return;
    answered();
    show('loading');
    await load();
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
    if (!isAsked()) return;
    if (failure instanceof Refused) {
      // Of an earlier login, whose pass this tab has, it says nothing.
      answered();
      show('notice', failure.why);
    } else {
      state.wrong = failure.why === 'link' ? 'proofLink' : 'proofBusy';
      state.lost ||= failure.heard;
    }
  } finally {
    state.busy = false;
    draw();
  }
}

/**
 * Begins with what the address brings, or brought before the page was loaded again. The hand-off
 * is taken out of the address bar and the history at once: it is good for one use only. Where the
 * browser keeps nothing it would be spent for nothing, and stays until that is mended.
 */
async function begin() {
  if (!KEEPS) {
    show('notice', 'blocked');
    return;
  }
  const handOff = location.hash.slice(1) || keptHandOff();
  history.replaceState(null, '', location.pathname);
  if (handOff) {
    keepHandOff(handOff);
    Object.assign(state, { handOff, lost: false, me: null, wrong: null });
    emptyProof();
    show('proof');
  } else if (token()) {
    show('loading');
    await load();
  } else show('notice', 'empty');
}

function refresh() {
  if (document.visibilityState === 'visible' && state.screen === 'pass') load();
}

part('language').addEventListener('click', () => {
  state.language = state.language === 'fa' ? 'en' : 'fa';
  if (KEEPS) sessionStorage.setItem(LANGUAGE, state.language);
  draw();
});
part('proof').addEventListener('submit', (event) => {
  event.preventDefault();
  prove();
});
part('last4').addEventListener('input', tidy);
part('leave').addEventListener('click', () => leave('left'));
part('retry').addEventListener('click', () => {
  show('loading');
  load();
});
document.addEventListener('visibilitychange', refresh);
addEventListener('online', refresh);
addEventListener('hashchange', () => {
  if (location.hash.length > 1) begin();
});
begin();
