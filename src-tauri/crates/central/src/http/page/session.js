const TOKEN = 'connect-token';
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

/** Whether the centre took a hand-off no more when it answered, by its own clock. */
function hadExpired(handOff, answer) {
  try {
    const claims = handOff.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const { exp } = JSON.parse(atob(claims));
    return Date.parse(answer.headers.get('date')) >= (exp + LEEWAY_S) * 1000;
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
    if (hadExpired(handOff, answer)) throw new Refused('expired');
    throw new Refused(lost ? 'lost' : 'refused');
  }
  sessionStorage.setItem(TOKEN, (await read(answer)).access_token);
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
  if (!answer.ok) throw new Refused('over');
  return read(answer);
}

