import { createContext } from 'svelte';

/** How often the screens look at the time: countdowns in seconds stay even. */
const TICK_MS = 250;

/**
 * The time of the page, in milliseconds from some start, never set back: countdowns are counted
 * from the moment an answer came, so the machine's own clock may be wrong.
 */
export class Clock {
  #read: () => number;
  now: number = $state(0);

  constructor(read: () => number) {
    this.#read = read;
    this.now = read();
  }

  /** Begins to tick; the answer stops it. */
  start(): () => void {
    const timer = setInterval(this.read, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }

  /**
   * The exact time, for the moment of an answer. The tick follows, or a countdown that begins
   * between two ticks would show a second too many.
   */
  read = (): number => {
    const at = this.#read();
    this.now = at;
    return at;
  };

  /** Milliseconds until a deadline, by the tick that the screens show. */
  until(deadline: number): number {
    return Math.max(0, deadline - this.now);
  }
}

export const [getClock, setClock] = createContext<Clock>();
