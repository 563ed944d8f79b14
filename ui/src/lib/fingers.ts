const PRESSED = 'button, a[href], input, label, summary';

/**
 * Presses what lies under a finger that came down beside another one and was lifted: the window
 * tells where, for the web view knows of one finger at a time (`fingers.rs`).
 */
export function pressByOtherFingers(page: Document, touched: () => void): () => void {
  const press = (event: Event) => {
    const [x, y] = (event as CustomEvent<[number, number]>).detail;
    touched();
    const control = page.elementFromPoint(x, y)?.closest<HTMLElement>(PRESSED);
    // As the first finger does: what is typed goes to the field that was touched.
    if (control instanceof HTMLInputElement) control.focus();
    control?.click();
  };
  page.addEventListener('finger', press);
  return () => {
    page.removeEventListener('finger', press);
  };
}
