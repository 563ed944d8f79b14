import { controlAt, whenLifted } from './fingers';

/** What a browser offers that a kiosk must not: each is refused without a word. */
const REFUSED = ['contextmenu', 'dragstart', 'drop', 'dragover', 'selectstart'] as const;

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement;
}

/** Closes the page's own ways out: menus, dragging, selecting, printing, dialogs. */
export function lockDown(page: Window): () => void {
  const refuse = (event: Event) => {
    if (event.type === 'selectstart' && isField(event.target)) return;
    event.preventDefault();
  };
  for (const kind of REFUSED) page.document.addEventListener(kind, refuse);
  const nothing = () => undefined;
  // The print dialog can write files, and dialogs stop every timer of the page.
  const replaced = { print: nothing, alert: nothing, confirm: () => false, prompt: () => null };
  for (const [name, value] of Object.entries(replaced)) {
    Object.defineProperty(page, name, { value, writable: false, configurable: true });
  }
  return () => {
    for (const kind of REFUSED) page.document.removeEventListener(kind, refuse);
  };
}

interface Place {
  clientX: number;
  clientY: number;
}

/** What a finger came down on, and where it is or was lifted. */
interface Touch extends Place {
  shown: string;
  control: Element | null;
  lifted?: number;
}

/** The web view makes its press of a finger within this, or none: of one that scrolled. */
const MADE_MS = 1_000;

function isNear(one: Place, other: Place): boolean {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) < 3;
}

/**
 * The second half of a double tap, when the first has changed what is shown, would press whatever
 * now lies under the finger. It is swallowed; a double tap on what stays is two taps. So is the press
 * of a finger that came down on something else: the web view makes it when the finger leaves, of what
 * lies there then.
 */
export function swallowStrayPresses(page: Window, shown: () => string): () => void {
  let before = '';
  let touches: Touch[] = [];
  let stray: Place | undefined;
  const guarding = new AbortController();
  const { signal } = guarding;
  const comes = (event: TouchEvent) => {
    const [at] = event.changedTouches;
    if (at === undefined) return;
    const { clientX, clientY } = at;
    const touch = { shown: shown(), control: controlAt(event.target), clientX, clientY };
    // One that wasn't lifted until the next one came has been lost.
    touches = touches.filter(({ lifted = 0 }) => performance.now() - lifted < MADE_MS);
    touches.push(touch);
    whenLifted(event, signal, ({ changedTouches: [from] }) => {
      Object.assign(touch, from && { clientX: from.clientX, clientY: from.clientY });
      Object.assign(touch, { lifted: performance.now() });
    });
  };
  const presses = (event: PointerEvent) => {
    // Another finger keeps to what it came down on by itself.
    if (event.pointerType === 'touch') return;
    const made = touches.findIndex(
      ({ lifted = 0, ...touch }) => isNear(touch, event) && performance.now() - lifted < MADE_MS,
    );
    const touch = touches[made];
    touches = touches.slice(made + 1);
    const isStray =
      touch !== undefined &&
      (touch.shown !== shown() || touch.control !== controlAt(event.target));
    stray = isStray ? event : undefined;
  };
  const guard = (event: MouseEvent) => {
    const now = shown();
    const isStray = stray !== undefined && event.detail > 0 && isNear(stray, event);
    if (isStray) stray = undefined;
    if (isStray || (event.detail > 1 && now !== before)) {
      event.stopPropagation();
      event.preventDefault();
      return;
    }
    before = now;
  };
  const options = { capture: true, signal };
  page.addEventListener('touchstart', comes, { ...options, passive: true });
  page.addEventListener('pointerdown', presses, options);
  page.addEventListener('click', guard, options);
  return () => {
    guarding.abort();
  };
}
