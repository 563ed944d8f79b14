import { createContext } from 'svelte';
import type { Duty } from './duty.svelte';
import type { Station } from './ipc';

export type View = 'more';

/**
 * What staff on duty look at and do. It is made when a duty begins and thrown away with it:
 * nothing outlives the minute.
 */
export class Staff {
  view: View = $state('more');
  /** Other stations have been told that help is wanted here. */
  called: boolean = $state(false);
  readonly station: Station;

  #duty: Duty;

  constructor(duty: Duty) {
    this.#duty = duty;
    this.station = duty.station;
  }

  go(view: View): void {
    if (this.#duty.busy) return;
    this.view = view;
    this.#duty.failed = undefined;
  }

  /** Whoever comes next meets the screen that says so, and the duty is over. */
  setOutOfOrder(on: boolean): Promise<void> {
    const duty = this.#duty;
    return duty.act(async () => {
      await this.station.setOutOfOrder(on);
      duty.journey.observe(await this.station.stationState());
      return () => {
        duty.leave();
      };
    });
  }

  answer(station: string): Promise<void> {
    const duty = this.#duty;
    return duty.act(async () => {
      await this.station.answerCall(station);
      duty.journey.observe(await this.station.stationState());
      return () => undefined;
    });
  }

  callHelp(): Promise<void> {
    return this.#duty.act(async () => {
      await this.station.callStaff(null);
      return () => {
        this.called = true;
      };
    });
  }
}

export const [getStaff, setStaff] = createContext<Staff>();
