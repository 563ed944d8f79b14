// How long each touch on a key takes to be painted while a number is typed and taken back, again and
// again, and as many bare frames.
const [touches, done] = arguments;

const NUMBER = '09140000001';
const strokes = [...NUMBER, ...[...NUMBER].map(() => 'back')];

const shown = document.querySelector('[data-testid="mobile"]');
const key = (name) => document.querySelector(`[data-testid="key-${name}"]`);

// The frame is on its way to the screen once what waits behind it runs.
const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(0);
    });
  });

// Touches come whenever they come, not with the frames.
const someMoment = () => new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 17));

const changed = () =>
  new Promise((resolve) => {
    const look = new MutationObserver(() => {
      look.disconnect();
      resolve();
    });
    look.observe(shown, { childList: true, characterData: true, subtree: true, attributes: true });
  });

(async () => {
  const keys = [];
  const frames = [];
  for (let i = 0; i < touches; i += 1) {
    await someMoment();
    let from = performance.now();
    frames.push((await painted()) - from);
    await someMoment();
    const target = key(strokes[i % strokes.length]);
    const seen = changed();
    from = performance.now();
    target.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    target.click();
    await seen;
    keys.push((await painted()) - from);
  }
  done({ keys, frames });
})();
