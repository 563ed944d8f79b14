import type { TextEntry } from './text-entry.svelte';

/** Tells the entry where in its field a finger or a key has set the caret. */
export function tellCaret(field: HTMLInputElement, entry: () => TextEntry): () => void {
  const moved = () => {
    const { selectionStart: from, selectionEnd: to } = field;
    if (document.activeElement === field && from !== null && to !== null) entry().select(from, to);
  };
  document.addEventListener('selectionchange', moved);
  return () => {
    document.removeEventListener('selectionchange', moved);
  };
}

/** How wide a text is as the field draws it. */
function widthIn(field: HTMLInputElement, text: string): number {
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(field);
  const drawn = document.createElement('canvas').getContext('2d');
  if (drawn === null) return 0;
  drawn.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  return drawn.measureText(text).width;
}

/**
 * Sets the caret where the entry has it, and brings it into sight: when keys of the screen change the
 * text, a browser puts it at the end and follows it nowhere.
 */
export function setCaret(field: HTMLInputElement, { from, to }: TextEntry): void {
  const stands = field.selectionStart === from && field.selectionEnd === to;
  // WebKit would give the focus to a field that has none.
  if (document.activeElement === field && !stands) field.setSelectionRange(from, to);
  const { clientWidth, scrollWidth } = field;
  if (scrollWidth <= clientWidth) return;
  const way = getComputedStyle(field).direction === 'rtl' ? -1 : 1;
  const left = way * field.scrollLeft;
  const caret = to === field.value.length ? scrollWidth : widthIn(field, field.value.slice(0, to));
  // Once out of sight it comes to stand where what is around it is seen as well.
  if (caret < left) field.scrollLeft = way * (caret - clientWidth / 4);
  else if (caret > left + clientWidth) field.scrollLeft = way * (caret - clientWidth);
}
