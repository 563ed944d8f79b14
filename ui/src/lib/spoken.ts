/** A count-down is said aloud at these seconds only: a voice that counts each helps nobody. */
const SPOKEN = [60, 30, 10];

/** Follows what is left of one count-down after the other, and knows what was said of it last. */
export class Spoken {
  #from = 0;
  #left = 0;

  /** The mark that was passed last, if one was since this count-down began. */
  at(seconds: number): number | undefined {
    // It has begun anew, or somebody was given more time.
    if (seconds > this.#left) this.#from = seconds;
    this.#left = seconds;
    if (seconds <= 0) return undefined;
    return SPOKEN.filter((mark) => seconds <= mark && mark <= this.#from).at(-1);
  }
}
