const TOKEN = 'connect-token';
const LANGUAGE = 'connect-language';
const PATIENCE_MS = 15_000;

/** Nobody answered, or nobody who can: the same call may succeed later. */
class Unreachable extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/** The refusal that an attendee can't mend here: `refused`, `expired` or `over`. */
class Refused extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

async function ask(path, options) {
  // `AbortSignal.timeout` is younger than many a phone.
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE_MS);
  let answer;
  try {
    answer = await fetch(path, { ...options, signal: patience.signal });
  } catch {
    throw new Unreachable('link');
  }
  if (answer.status === 429 || answer.status >= 500) throw new Unreachable('busy');
  return answer;
}

async function read(answer) {
  try {
    return await answer.json();
  } catch {
    throw new Unreachable('link');
  }
}

/** Whether a hand-off's time was over when the centre answered, by the centre's own clock. */
function hadExpired(handOff, answer) {
  try {
    const claims = handOff.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    return Date.parse(answer.headers.get('date')) >= JSON.parse(atob(claims)).exp * 1000;
  } catch {
    return false;
  }
}

/** Exchanges the kiosk's proof of the login and the last digits for the centre's own token. */
async function exchange(handOff, last4) {
  const answer = await ask('/api/oauth2/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: 'connect-web',
      assertion: handOff,
      mobile_last4: last4,
    }),
  });
  if (!answer.ok) throw new Refused(hadExpired(handOff, answer) ? 'expired' : 'refused');
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

