// The phone's side of a hand-off: the address carries a proof of the login behind `#`, which is
// exchanged once, on a tap, with the last four digits of the number, for the centre's own token.
'use strict';

const SAY = {
  fa: {
    title: 'ورود به کانکت',
    why: 'برای این‌که مطمئن شویم خودتان هستید، چهار رقم آخر شماره‌ای را بنویسید که در کیوسک زدید.',
    label: 'چهار رقم آخر شماره',
    enter: 'ورود',
    welcome: 'خوش آمدید',
    trouble: 'نشد',
    used: 'این کد دیگر کار نمی‌کند. در کیوسک دوباره وارد شوید و کد تازه را بخوانید.',
    empty: 'این صفحه را با خواندن کد QR کیوسک باز کنید.',
    link: 'ارتباط برقرار نشد. اینترنت گوشی را ببینید و دوباره تلاش کنید.',
    in: 'پذیرش شد',
    open: 'هنوز پذیرش نشده',
    cancelled: 'باطل شده',
  },
  en: {
    title: 'Enter Connect',
    why: 'To make sure it is you, type the last four digits of the number that you used at the kiosk.',
    label: 'Last four digits of your number',
    enter: 'Enter',
    welcome: 'Welcome',
    trouble: 'That didn’t work',
    used: 'This code no longer works. Log in at the kiosk again and scan the new one.',
    empty: 'Open this page by scanning the QR code of the kiosk.',
    link: 'No connection. Check your phone’s internet and try again.',
    in: 'Checked in',
    open: 'Not checked in yet',
    cancelled: 'Cancelled',
  },
};

const TOKEN = 'connect-token';
const part = (id) => document.getElementById(id);
const state = { language: 'fa', shown: 'proof', what: 'used', me: null };

// Out of the address bar and the history at once: it is good for one use only.
const assertion = location.hash.slice(1);
history.replaceState(null, '', location.pathname);

function date(text) {
  const locale = state.language === 'fa' ? 'fa-IR-u-ca-persian-nu-arabext' : 'en-GB';
  const zone = state.me.event.timezone;
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone })
    .format(new Date(text));
}

function ticketLine(ticket) {
  const say = SAY[state.language];
  const line = document.createElement('li');
  const holder = document.createElement('bdi');
  holder.textContent = ticket.holder;
  const entry = document.createElement('span');
  if (ticket.cancelled) entry.textContent = say.cancelled;
  else if (ticket.checked_in_at) entry.textContent = `${say.in} · ${date(ticket.checked_in_at)}`;
  else entry.textContent = say.open;
  line.append(holder, entry);
  return line;
}

function draw() {
  const { language, shown, me } = state;
  const root = document.documentElement;
  root.lang = language;
  root.dir = language === 'fa' ? 'rtl' : 'ltr';
  const other = language === 'fa' ? 'en' : 'fa';
  part('language').textContent = other === 'fa' ? 'فارسی' : 'English';
  part('language').lang = other;
  for (const element of document.querySelectorAll('[data-say]')) {
    element.textContent = SAY[language][element.dataset.say];
  }
  for (const id of ['proof', 'welcome', 'trouble']) part(id).hidden = id !== shown;
  part('what').textContent = SAY[language][state.what];
  if (me) {
    part('name').textContent = me.name;
    part('event').textContent = me.event.name;
    part('tickets').replaceChildren(...me.tickets.map(ticketLine));
  }
}

function show(screen, what) {
  state.shown = screen;
  if (what) state.what = what;
  draw();
}

async function welcome() {
  const token = sessionStorage.getItem(TOKEN);
  const answer = await fetch('/api/me', { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) {
    sessionStorage.removeItem(TOKEN);
    show('trouble', 'used');
    return;
  }
  state.me = await answer.json();
  show('welcome');
}

async function exchange(digits) {
  const answer = await fetch('/api/oauth2/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: 'connect-web',
      assertion,
      mobile_last4: digits,
    }),
  });
  if (!answer.ok) {
    show('trouble', answer.status >= 500 ? 'link' : 'used');
    return;
  }
  sessionStorage.setItem(TOKEN, (await answer.json()).access_token);
  await welcome();
}

/** Whatever the network does, the attendee is told. */
async function guarded(work) {
  try {
    await work();
  } catch {
    show('trouble', 'link');
  }
}

part('language').addEventListener('click', () => {
  state.language = state.language === 'fa' ? 'en' : 'fa';
  draw();
});

part('proof').addEventListener('submit', (event) => {
  event.preventDefault();
  const digits = part('last4').value.trim();
  if (digits.length !== 4 || part('enter').disabled) return;
  part('enter').disabled = true;
  guarded(() => exchange(digits)).finally(() => {
    part('enter').disabled = false;
  });
});

if (!(navigator.language || 'fa').startsWith('fa')) state.language = 'en';
if (assertion) draw();
else if (sessionStorage.getItem(TOKEN)) guarded(welcome);
else show('trouble', 'empty');
