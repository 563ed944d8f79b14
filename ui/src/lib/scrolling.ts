/**
 * An attachment for what may be longer than its place: says so while more lies below
 * (`data-more`), and lets the keyboard scroll it then.
 */
export function showsItsEnd(place: HTMLElement): () => void {
  /** So much is the room around what stands there: nobody misses it, however large all of it is. */
  const nothing = () => 0.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const look = () => {
    const over = place.scrollHeight - place.clientHeight;
    if (over > 1) place.tabIndex = 0;
    else place.removeAttribute('tabindex');
    place.toggleAttribute('data-more', over - place.scrollTop > nothing());
  };
  look();
  place.addEventListener('scroll', look, { passive: true });
  window.addEventListener('resize', look);
  const sizes = new ResizeObserver(look);
  sizes.observe(place);
  const content = new MutationObserver(look);
  content.observe(place, { childList: true, subtree: true, characterData: true });
  return () => {
    place.removeEventListener('scroll', look);
    window.removeEventListener('resize', look);
    sizes.disconnect();
    content.disconnect();
  };
}
