import { tick } from 'svelte';

/**
 * For `onmousedown`: a touch leaves the focus where it is, or Enter of a hardware keyboard would press
 * what was touched once more, and go nowhere. The Tab key leads there all the same.
 */
export function leaveFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** A new screen is read from its title on, and keys go to the screen, not to an old button. */
export function takeFocus(title: HTMLElement): void {
  title.focus({ preventScroll: true });
}

/**
 * What comes of an act is read: WebKitGTK tells those who listen of nothing that appears but of what has
 * the focus, and the button that was pressed may have lost it. Not from who is typing into a field.
 */
export function takeFocusUnlessTyping(answer: HTMLElement): void {
  if (document.activeElement instanceof HTMLInputElement) return;
  answer.focus({ preventScroll: true });
}

/** Gives the focus to the screen's title, from which keys go to the screen. */
export function focusTitle(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

/**
 * Remembers what has the focus now; the answer gives it back, once what lay over the screen is gone:
 * to whom keys lead there, else to the screen's title.
 */
export function keepFocus(): () => void {
  const before = document.activeElement;
  // Nobody who touches looks for the focus on what they touched last: Enter would press it again.
  const led = before instanceof HTMLElement && before.matches(':focus-visible');
  return () => {
    void tick().then(() => {
      // A screen that came meanwhile has taken it.
      if (document.activeElement !== document.body) return;
      if (led && before.isConnected) before.focus({ preventScroll: true });
      if (document.activeElement === document.body) focusTitle();
    });
  };
}
