import { createContext } from 'svelte';

/** Whether this machine has a camera; asked once, when nobody waits for the answer. */
export class Camera {
  present: boolean = $state(false);

  async look(): Promise<void> {
    if (!('mediaDevices' in navigator)) return;
    try {
      const devices = await navigator.mediaDevices.enumerateDevices();
      this.present = devices.some(({ kind }) => kind === 'videoinput');
    } catch {
      this.present = false;
    }
  }
}

export const [getCamera, setCamera] = createContext<Camera>();
