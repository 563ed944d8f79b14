// One attendee's whole way, as fast as the screens allow, every other one in English: their number,
// the code that is handed in as an SMS is (`texted`), the welcome, and away. It says when the code is
// awaited; `gone` is what is left of them, and of the one before, anywhere in the page. The test's own
// timers are not the page's.
const [mobile, name, awaited] = arguments;
const LONGEST = 20_000;
const later = window.soak.setTimeout;
const shown = () => document.querySelector('[data-screen]')?.dataset.screen;

function wait(what, found) {
  const end = performance.now() + LONGEST;
  return new Promise((came, failed) => {
    const look = () => {
      const it = found();
      if (it) came(it);
      else if (performance.now() > end) failed(new Error(`waited in vain for ${what} on ${shown()}`));
      else later(look, 4);
    };
    look();
  });
}

const on = (screen) => wait(`the screen ${screen}`, () => shown() === screen);
const touch = (id) =>
  wait(`a touch on ${id}`, () => {
    const control = document.querySelector(`[data-testid="${id}"]`);
    if (control === null || control.disabled) return false;
    control.click();
    return true;
  });
const type = async (digits) => {
  for (const digit of digits) await touch(`key-${digit}`);
};

const number = mobile.slice(1);
const earlier = window.soak.earlier ?? [];
const sms = new Promise((came) => {
  window.soak.texted = came;
});

async function attends() {
  await on('attract');
  const before = await window.soak.held();
  const left = [];
  // What is theirs is shown, or a search for it would prove nothing; what was another's isn't.
  const shows = async (...own) => {
    const found = await window.soak.left(before, [...own, ...earlier]);
    for (const what of own) {
      if (!found.some((where) => where.startsWith(what))) throw new Error(`${shown()} shows no ${what}`);
    }
    left.push(...found.filter((where) => earlier.some((what) => where.startsWith(what))));
  };
  if (Number(number) % 2 === 1) await touch('language');
  await touch('begin');
  await on('mobile');
  await type(mobile);
  await shows(number);
  await touch('send-code');
  await on('code');
  await shows(number);
  awaited({});
  const code = await sms;
  await type(code.slice(0, -1));
  await shows(code.slice(0, -1));
  await type(code.slice(-1));
  await on('welcome');
  await wait('the hand-off', () => document.querySelector('[data-testid="handoff"]'));
  await shows(name);
  await touch('done');
  await on('attract');
  left.push(...(await window.soak.left(before, [number, code, name])));
  window.soak.earlier = [number, name];
  return { left };
}
window.soak.gone = attends().catch((error) => ({ failed: String(error) }));
window.soak.gone.then(awaited);
