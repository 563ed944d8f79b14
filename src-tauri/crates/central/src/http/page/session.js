const TOKEN = 'connect-token';
const HAND_OFF = 'connect-hand-off';
const LANGUAGE = 'connect-language';
const PROBE = 'connect-probe';
const PATIENCE_MS = 15_000;
/** So long after its end the centre still takes a hand-off: `hand_off_leeway_s` of its policy. */
const LEEWAY_S = 300;

/** Nobody answered, or nobody who can: the same call may succeed later, unless it was `heard`. */
class Unreachable extends Error {
  constructor(why, heard = true) {
    super(why);
    this.why = why;
    this.heard = heard;
  }
}

/** The refusal that an attendee can't mend here: `refused`, `lost`, `expired` or `over`. */
class Refused extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/** Whether this browser keeps anything for the page; some refuse it, and throw. */
function keeps() {
  try {
    sessionStorage.setItem(PROBE, PROBE);
    sessionStorage.removeItem(PROBE);
    return true;
  } catch {
    return false;
  }
}

const KEEPS = keeps();

async function ask(path, options) {
  // `AbortSignal.timeout` is younger than many a phone.
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE_MS);
  let answer;
  try {
    answer = await fetch(path, { ...options, signal: patience.signal });
  } catch {
    // Where there was no network it hasn't left the phone.
    throw new Unreachable('link', navigator.onLine);
  }
  if (answer.status === 429) throw new Unreachable('busy', false);
  if (answer.status >= 500) throw new Unreachable('busy');
  return answer;
}

async function read(answer) {
  try {
    return await answer.json();
  } catch {
    throw new Unreachable('link');
  }
}

/** The moment from which on the centre takes a hand-off no more; `NaN` of what is none. */
function lastMoment(handOff) {
  try {
    const claims = handOff.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    return (JSON.parse(atob(claims)).exp + LEEWAY_S) * 1000;
  } catch {
    return NaN;
  }
}

/** Whether the centre took a hand-off no more when it answered, by its own clock. */
function hadExpired(handOff, answer) {
  return Date.parse(answer.headers.get('date')) >= lastMoment(handOff);
}

/** Keeps a hand-off until its digits are answered, for whoever loads the page again meanwhile. */
function keepHandOff(handOff) {
  sessionStorage.setItem(HAND_OFF, handOff);
}

function dropHandOff() {
  sessionStorage.removeItem(HAND_OFF);
}

/** The one that is kept, while the centre may take it: an old one hides no pass. */
function keptHandOff() {
  const handOff = sessionStorage.getItem(HAND_OFF);
  return handOff && Date.now() < lastMoment(handOff) ? handOff : '';
}

/** Whether the token endpoint has refused it: what stands before the centre answers otherwise. */
async function isRefused(answer) {
  try {
    return typeof (await answer.json()).error === 'string';
  } catch {
    return false;
  }
}

/**
 * Exchanges the kiosk's proof of the login and the last digits for the centre's own token. Where an
 * answer to it was `lost`, that try may have been taken.
 */
async function exchange(handOff, last4, lost) {
  const answer = await ask('/api/oauth2/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: 'connect-web',
      assertion: handOff,
      mobile_last4: last4,
    }),
  });
  if (!answer.ok) {
    const may = answer.status === 400 || answer.status === 401;
    if (!may || !(await isRefused(answer))) throw new Unreachable('busy', may);
    if (hadExpired(handOff, answer)) throw new Refused('expired');
    throw new Refused(lost ? 'lost' : 'refused');
  }
  const { access_token: fresh } = await read(answer);
  // Whoever was logged in here before is so no more.
  forget();
  sessionStorage.setItem(TOKEN, fresh);
}

function token() {
  return sessionStorage.getItem(TOKEN);
}

/**
 * Forgets the token and ends it at the centre, also while the page goes away. Where nobody answers
 * it ends by itself.
 */
function forget() {
  const held = token();
  sessionStorage.removeItem(TOKEN);
  if (!held) return;
  const body = new URLSearchParams({ client_id: 'connect-web', token: held });
  fetch('/api/oauth2/revoke', { method: 'POST', keepalive: true, body }).catch(() => {});
}

/** Who the token's holder is, and their event and tickets. */
async function fetchMe() {
  const answer = await ask('/api/me', { headers: { authorization: `Bearer ${token()}` } });
  if (answer.ok) return read(answer);
  // The centre says so (RFC 6750); of anybody else's answer, before it, the login knows nothing.
  const isCentres = answer.headers.get('www-authenticate')?.startsWith('Bearer');
  throw isCentres ? new Refused('over') : new Unreachable('busy');
}

