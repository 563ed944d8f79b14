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

/**
 * The second half of a double tap, when the first has changed what is shown, would press whatever
 * now lies under the finger. It is swallowed; a double tap on what stays is two taps. So is the press
 * of a finger that came down on something else: the web view makes it when the finger leaves, of what
 * lies there then.
 */
export function swallowStrayPresses(page: Window, shown: () => string): () => void {
  let before = '';
  let came: string | undefined;
  let stray = false;
  const comes = () => {
    came = shown();
  };
  const presses = ({ pointerType }: PointerEvent) => {
    // Of another finger, which keeps to what it came down on by itself.
    if (pointerType === 'touch') return;
    stray = came !== undefined && came !== shown();
    came = undefined;
  };
  const guard = (event: MouseEvent) => {
    const now = shown();
    const swallowed = stray || (event.detail > 1 && now !== before);
    stray = false;
    if (swallowed) {
      event.stopPropagation();
      event.preventDefault();
      return;
    }
    before = now;
  };
  const guarding = new AbortController();
  const options = { capture: true, signal: guarding.signal };
  page.addEventListener('touchstart', comes, { ...options, passive: true });
  page.addEventListener('pointerdown', presses, options);
  page.addEventListener('click', guard, options);
  return () => {
    guarding.abort();
  };
}
