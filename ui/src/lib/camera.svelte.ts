import { createContext } from 'svelte';

/**
 * So long nothing is looked for again unasked. The system's web view looks for microphones each time
 * as well, and where the machine has no sound server it never lets go of the 40 KB that this takes:
 * once for each attendee, the window would grow with the crowd.
 */
const LOOK_EVERY_MS = 600_000;

/** Whether this machine has a camera; asked when nobody waits for the answer. */
export class Camera {
  present: boolean = $state(false);
  #now: () => number;
  #lookedAt = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Looks whenever one comes or goes, until the answer is called. */
  watch(): () => void {
    if (!('mediaDevices' in navigator)) return () => undefined;
    const { mediaDevices } = navigator;
    const look = () => void this.look();
    mediaDevices.addEventListener('devicechange', look);
    return () => {
      mediaDevices.removeEventListener('devicechange', look);
    };
  }

  /** Looks where nobody has for long: a web view may tell of no camera before somebody has used one. */
  async lookNowAndThen(): Promise<void> {
    if (this.#now() - this.#lookedAt >= LOOK_EVERY_MS) await this.look();
  }

  async look(): Promise<void> {
    if (!('mediaDevices' in navigator)) return;
    this.#lookedAt = this.#now();
    try {
      const devices = await navigator.mediaDevices.enumerateDevices();
      this.present = devices.some(({ kind }) => kind === 'videoinput');
    } catch {
      this.present = false;
    }
  }
}

export const [getCamera, setCamera] = createContext<Camera>();
