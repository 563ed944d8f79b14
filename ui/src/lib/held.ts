import type { Attachment } from 'svelte/attachments';

/** The web view makes nothing of a finger before it leaves, but for the events of touch itself. */
const BEGINS = ['touchstart', 'pointerdown'] as const;
const ENDS = ['touchend', 'touchcancel', 'pointerup', 'pointerleave', 'pointercancel'] as const;

/** The first finger, or which pointer. */
function whoseIs(event: Event): string {
  return event instanceof PointerEvent ? `pointer ${String(event.pointerId)}` : 'finger';
}

/** Tells when a control is held, by a finger or by a pointer, and when no more. */
export function held(hold: () => void, release: () => void): Attachment<HTMLElement> {
  return (control) => {
    const attached = new AbortController();
    const options = { passive: true, signal: attached.signal };
    /** What is made of a finger afterwards ends nothing that the next one has begun. */
    let holder: string | undefined;
    const begin = (event: Event) => {
      if (holder !== undefined) return;
      holder = whoseIs(event);
      hold();
    };
    const end = (event: Event) => {
      if (holder !== whoseIs(event)) return;
      holder = undefined;
      release();
    };
    for (const kind of BEGINS) control.addEventListener(kind, begin, options);
    for (const kind of ENDS) control.addEventListener(kind, end, options);
    return () => {
      attached.abort();
    };
  };
}
