import { createContext } from 'svelte';
import type { Station } from './ipc';
import type { Journey } from './journey.svelte';

/** What staff can do at the screen: take it out of service, answer calls. */
export class Staff {
  /** The panel lies over the screen. */
  open: boolean = $state(false);
  busy: boolean = $state(false);
  failed: boolean = $state(false);

  #station: Station;
  #journey: Journey;

  constructor(station: Station, journey: Journey) {
    this.#station = station;
    this.#journey = journey;
  }

  enter(): void {
    this.failed = false;
    this.open = true;
  }

  close(): void {
    this.open = false;
  }

  /** Whoever was at the screen has left when staff take it out of service. */
  async setOutOfOrder(on: boolean): Promise<void> {
    const done = await this.#do(() => this.#station.setOutOfOrder(on));
    if (!done) return;
    this.close();
    this.#journey.leave();
  }

  async answer(station: string): Promise<void> {
    await this.#do(() => this.#station.answerCall(station));
  }

  async #do(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failed = false;
    try {
      await work();
      this.#journey.observe(await this.#station.stationState());
      return true;
    } catch {
      this.failed = true;
      return false;
    } finally {
      this.busy = false;
    }
  }
}

export const [getStaff, setStaff] = createContext<Staff>();
