// Looks for what is left of somebody, wherever a page can hold it: in its text, which reads digits
// each in a place of its own, in attributes, fields, storage, the address and the history.
const latin = (text) => text.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0));
// What marks up and sets apart isn't read.
const digitsOf = (text) => latin(text).replace(/[^0-9]/g, '');

function stored(storage) {
  return Object.keys(storage).map((key) => `${key} ${storage.getItem(key)}`);
}

/** Everything that the page holds, by where it is. */
async function held() {
  const elements = [...document.querySelectorAll('*')];
  const fields = elements.map(({ value }) => value).filter((value) => typeof value === 'string');
  const attributes = elements.flatMap((element) => [...element.attributes].map(({ value }) => value));
  const databases = (await indexedDB.databases?.()) ?? [];
  return {
    text: [document.documentElement.textContent],
    attribute: attributes,
    field: [...fields, fields.join('')],
    localStorage: stored(localStorage),
    sessionStorage: stored(sessionStorage),
    cookie: [document.cookie],
    window: [window.name, location.href, JSON.stringify(history.state)],
    database: databases.map(({ name }) => name),
  };
}

/** Where the page holds a number, a code or a name that it did not hold `before`. */
async function left(before, wanted) {
  const found = [];
  const isIn = (value, what) => (/^[0-9]+$/.test(what) ? digitsOf(value) : value).includes(what);
  for (const [place, values] of Object.entries(await held())) {
    const old = new Set(before[place]);
    for (const value of values.filter((now) => !old.has(now))) {
      for (const what of wanted.filter((one) => isIn(value, one))) {
        const wasThere = place === 'text' && isIn(before.text[0], what);
        if (!wasThere) found.push(`${what} in ${place}`);
      }
      // The screens keep none.
      if (place === 'database') found.push(`the database ${value}`);
    }
  }
  return [...new Set(found)];
}

Object.assign(window.soak, { held, left });
