/** What every browser has and jsdom lacks: a system that asks for nothing, sizes that stay. */
class Quiet extends EventTarget {
  readonly matches = false;
  readonly media = '';
  readonly onchange = null;
  addListener = () => undefined;
  removeListener = () => undefined;
}

class Sizes implements ResizeObserver {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
}

window.matchMedia = () => new Quiet();
window.ResizeObserver = Sizes;
