// The search finds what it is there to find: a number is put into each place and looked for.
const done = arguments[arguments.length - 1];
const NUMBER = '09120077001';
const persian = [...NUMBER].map((digit) => String.fromCharCode(0x06f0 + Number(digit)));

function element(tag, fill) {
  const made = document.createElement(tag);
  fill(made);
  document.body.append(made);
  return () => made.remove();
}
const open = (request) =>
  new Promise((opened, failed) => {
    Object.assign(request, { onsuccess: () => opened(request.result), onerror: failed });
  });
function keep(storage) {
  storage.setItem('last', NUMBER);
  return () => storage.removeItem('last');
}

const PLACES = {
  text: () => element('p', (made) => made.append(...persian.map((digit) => Object.assign(document.createElement('b'), { textContent: digit })))),
  markup: () => element('p', (made) => made.setAttribute('aria-label', persian.join(' '))),
  field: () => element('input', (made) => { made.value = NUMBER; }),
  localStorage: () => keep(localStorage),
  sessionStorage: () => keep(sessionStorage),
  window: () => {
    history.replaceState({ mobile: NUMBER }, '');
    return () => history.replaceState(null, '');
  },
  database: async () => {
    (await open(indexedDB.open(NUMBER))).close();
    return () => open(indexedDB.deleteDatabase(NUMBER));
  },
};

async function missed() {
  const all = [];
  for (const [place, put] of Object.entries(PLACES)) {
    const before = await window.soak.held();
    const takeAway = await put();
    const found = await window.soak.left(before, [NUMBER.slice(1)]);
    await takeAway();
    const after = await window.soak.left(before, [NUMBER.slice(1)]);
    if (!found.some((where) => where.includes(place)) || after.length > 0) all.push(place);
  }
  return all;
}
missed().then(
  (all) => done({ missed: all }),
  (error) => done({ failed: String(error) }),
);
