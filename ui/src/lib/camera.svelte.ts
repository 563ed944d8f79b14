import { createContext } from 'svelte';

/** Whether this machine has a camera; asked when nobody waits for the answer. */
export class Camera {
  present: boolean = $state(false);

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
