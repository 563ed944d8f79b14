// Looks for what is left of somebody, wherever a page can hold it: in its text, which reads digits
// each in a place of its own, in attributes, fields, storage, the address and the history. It makes
// little of its own, for the memory of this page is measured.
const latin = (text) => text.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0));
// What marks up and sets apart isn't read; a line is a value.
const digitsOf = (lines) => latin(lines).replace(/[^0-9\n]/g, '');
const lineOf = (text) => text.replace(/\n/g, ' ');
const linesOf = (values) => values.map(lineOf).join('\n');

function stored(storage) {
  return linesOf(Object.keys(storage).map((key) => `${key} ${storage.getItem(key)}`));
}

/** Everything that the page holds, by where it is. */
async function held() {
  const page = document.documentElement;
  const fields = [...document.querySelectorAll('input, textarea, select, output')].map(({ value }) => value);
  const databases = (await indexedDB.databases?.()) ?? [];
  return {
    text: lineOf(page.textContent),
    // Between two quotes there is an attribute's value.
    markup: lineOf(page.outerHTML).replace(/"/g, '\n'),
    field: linesOf([...fields, fields.join('')]),
    localStorage: stored(localStorage),
    sessionStorage: stored(sessionStorage),
    cookie: document.cookie,
    window: linesOf([window.name, location.href, JSON.stringify(history.state)]),
    database: linesOf(databases.map(({ name }) => name)),
  };
}

/** Where the page holds a number, a code or a name that it did not hold `before`. */
async function left(before, wanted) {
  const isIn = (lines, what) => (/^[0-9]+$/.test(what) ? digitsOf(lines) : lines).includes(what);
  const found = [];
  for (const [place, now] of Object.entries(await held())) {
    if (now === before[place]) continue;
    for (const what of wanted) {
      if (isIn(now, what) && !isIn(before[place], what)) found.push(`${what} in ${place}`);
    }
    // The screens keep none.
    if (place === 'database') found.push(`the databases ${now}`);
  }
  return found;
}

Object.assign(window.soak, { held, left });
