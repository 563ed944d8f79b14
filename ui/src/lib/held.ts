import type { Attachment } from 'svelte/attachments';

/** The web view makes nothing of a finger before it leaves, but for the events of touch itself. */
const MEANS = [
  { begins: ['touchstart'], ends: ['touchend', 'touchcancel'] },
  { begins: ['pointerdown'], ends: ['pointerup', 'pointerleave', 'pointercancel'] },
] as const;

/** Tells when a control is held, by a finger or by a pointer, and when no more. */
export function held(hold: () => void, release: () => void): Attachment<HTMLElement> {
  return (control) => {
    const attached = new AbortController();
    const { signal } = attached;
    /** What is made of a finger afterwards ends nothing that the next one has begun. */
    let by: (typeof MEANS)[number] | undefined;
    for (const means of MEANS) {
      const begin = () => {
        if (by !== undefined) return;
        by = means;
        hold();
      };
      const end = () => {
        if (by !== means) return;
        by = undefined;
        release();
      };
      for (const kind of means.begins) control.addEventListener(kind, begin, { passive: true, signal });
      for (const kind of means.ends) control.addEventListener(kind, end, { passive: true, signal });
    }
    return () => {
      attached.abort();
    };
  };
}
