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
 * now lies under the finger. It is swallowed; a double tap on what stays is two taps.
 */
export function swallowDoubleTaps(page: Window, shown: () => string): () => void {
  let before = '';
  const guard = (event: MouseEvent) => {
    const now = shown();
    if (event.detail > 1 && now !== before) {
      event.stopPropagation();
      event.preventDefault();
      return;
    }
    before = now;
  };
  page.addEventListener('click', guard, { capture: true });
  return () => {
    page.removeEventListener('click', guard, { capture: true });
  };
}
