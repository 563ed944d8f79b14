/**
 * What every browser has and jsdom lacks: a system that asks for nothing, sizes that stay, a
 * canvas that takes every stroke, a page that is nowhere scrolled.
 */
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
Element.prototype.scrollIntoView = () => undefined;

/** Takes whatever is drawn on it; a text is as wide as it is long. */
const pen = new Proxy<Record<string, unknown>>(
  { measureText: (text: string) => ({ width: text.length * 8 }) },
  {
    get: (kept, name) => kept[name as string] ?? (() => undefined),
    set: (kept, name, value) => {
      kept[name as string] = value;
      return true;
    },
  },
);
HTMLCanvasElement.prototype.getContext = (() => pen) as never;
window.Path2D = class {
  moveTo = () => undefined;
  lineTo = () => undefined;
  rect = () => undefined;
  arc = () => undefined;
  arcTo = () => undefined;
  closePath = () => undefined;
  roundRect = () => undefined;
} as never;
