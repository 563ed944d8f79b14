// One part of an attendee's way, as fast as the screens allow: `number` asks for a code, `begin`
// types all of it but its last digit, `end` that, reads the name and leaves. The test's own timers
// are not the page's.
const [part, digits, done] = arguments;
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
const type = async () => {
  for (const digit of digits) await touch(`key-${digit}`);
};

const parts = {
  async number() {
    await on('attract');
    await touch('begin');
    await on('mobile');
    await type();
    await touch('send-code');
    await on('code');
  },
  async begin() {
    await type();
  },
  async end() {
    await type();
    await on('welcome');
    const name = await wait('the name', () => document.querySelector('[data-testid="attendee-name"]'));
    const said = name.textContent;
    await wait('the hand-off', () => document.querySelector('[data-testid="handoff"]'));
    await touch('done');
    await on('attract');
    return said;
  },
};
parts[part]().then(
  (said) => done({ said: said ?? '' }),
  (error) => done({ failed: String(error) }),
);
