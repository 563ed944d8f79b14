/** What the window tells of a finger beside the first one: `fingers.rs`. */
interface Told {
  finger: number;
  /** `is_lost` is one that the screen took for something else, or that slid away. */
  doing: 'comes' | 'leaves' | 'is_lost';
  /** In parts of the page's width and height. */
  x: number;
  y: number;
}

/** The web view's own pointers have the first numbers. */
const FIRST_POINTER = 1_000;

interface Finger {
  pointer: number;
  on: Element;
  control: HTMLElement | null;
  /** What was shown when it came. */
  shown: string;
}

interface Press {
  at: number;
  x: number;
  y: number;
  count: number;
}

const PRESSED = 'button, a[href], input, label, summary';
/** As the system has it for a double click of the first finger. */
const DOUBLE_MS = 400;
const DOUBLE_PX = 32;
/** The web view makes a click of the first finger within this, or none. */
const OWED_MS = 150;

/** The control that something in the page belongs to, if it does. */
export function controlAt(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element)) return null;
  const control = target.closest<HTMLElement>(PRESSED);
  // A label is its field.
  return control instanceof HTMLLabelElement ? (control.control ?? control) : control;
}

/** Tells when a finger is lifted. That is said to what it came down on, and to nobody else if that is gone. */
export function whenLifted(
  { target }: TouchEvent,
  signal: AbortSignal,
  lifted: (event: TouchEvent) => void,
): void {
  const said = (event: Event) => {
    lifted(event as TouchEvent);
  };
  target?.addEventListener('touchend', said, { once: true, passive: true, signal });
}

/**
 * Presses and holds what lies under fingers beside the first one, of which the web view knows
 * nothing: two thumbs type, and whoever leans on the glass isn't alone with it.
 */
export function feelOtherFingers(page: Window, shown: () => string): () => void {
  const { document } = page;
  const felt = new AbortController();
  const { signal } = felt;
  const fingers = new Map<number, Finger>();
  let last: Press = { at: -Infinity, x: 0, y: 0, count: 0 };
  /** Until the first finger's click is there, those that left after it wait. */
  let owed: (() => void)[] | undefined;

  let paying: ReturnType<typeof setTimeout> | undefined;
  const payIn = (ms: number) => {
    clearTimeout(paying);
    paying = setTimeout(pay, ms);
  };
  const pay = () => {
    clearTimeout(paying);
    const waiting = owed ?? [];
    owed = undefined;
    for (const press of waiting) press();
  };
  function tell(on: Element, kind: string, pointerId: number) {
    on.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerType: 'touch', pointerId }));
  }

  function press(control: HTMLElement, x: number, y: number) {
    const at = performance.now();
    const { at: lastAt, x: lastX, y: lastY, count: before } = last;
    const again = at - lastAt < DOUBLE_MS && Math.hypot(x - lastX, y - lastY) <= DOUBLE_PX;
    const count = again ? before + 1 : 1;
    last = { at, x, y, count };
    if (control.matches(':disabled')) return;
    if (control instanceof HTMLInputElement) control.focus();
    control.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: count }));
  }

  function leave(finger: Finger, x: number, y: number) {
    tell(finger.on, 'pointerup', finger.pointer);
    const { control } = finger;
    // It pressed what was there when it came, or nothing.
    if (control === null || shown() !== finger.shown) return;
    if (controlAt(document.elementFromPoint(x, y)) === control) press(control, x, y);
  }

  document.addEventListener(
    'finger',
    (event) => {
      const { finger: number, doing, ...part } = (event as CustomEvent<Told>).detail;
      const [x, y] = [part.x * page.innerWidth, part.y * page.innerHeight];
      if (doing === 'comes') {
        const on = document.elementFromPoint(x, y) ?? document.body;
        const control = controlAt(on);
        const pointer = FIRST_POINTER + number;
        // What this closes is closed by then, as for the first finger.
        tell(on, 'pointerdown', pointer);
        fingers.set(number, { pointer, on, control, shown: shown() });
        return;
      }
      const finger = fingers.get(number);
      fingers.delete(number);
      if (finger === undefined) return;
      if (doing === 'is_lost') tell(finger.on, 'pointercancel', finger.pointer);
      else if (owed === undefined) leave(finger, x, y);
      else {
        owed.push(() => {
          leave(finger, x, y);
        });
      }
    },
    { signal },
  );
  page.addEventListener(
    'touchstart',
    (event) => {
      whenLifted(event, signal, () => {
        owed ??= [];
        payIn(OWED_MS);
      });
    },
    { capture: true, passive: true, signal },
  );
  const clicked = () => {
    // When all that listens to the click has heard it.
    if (owed !== undefined) payIn(0);
  };
  page.addEventListener('click', clicked, { capture: true, signal });
  return () => {
    felt.abort();
  };
}
