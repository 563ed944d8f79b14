/** A count-down is said aloud at these seconds only: a voice that counts each helps nobody. */
const SPOKEN = [60, 30, 10];

/** So many seconds a sentence stands: one that stood on would be said again in another language. */
const STANDS = 3;

/** Follows what is left of one count-down after the other, and knows what was said of it last. */
export class Spoken {
  #from = 0;
  #left = 0;
  #mark: number | undefined;
  /** What was left when that mark was passed. */
  #passed = 0;

  /** The mark that has just been passed, if one has; none above the `most` that is said of it. */
  at(seconds: number, most = Infinity): number | undefined {
    const mark = this.#passedLast(seconds, most);
    if (mark !== this.#mark) this.#passed = seconds;
    this.#mark = mark;
    return this.#passed - seconds < STANDS ? mark : undefined;
  }

  #passedLast(seconds: number, most: number): number | undefined {
    // It has begun anew, or somebody was given more time.
    if (seconds > this.#left) {
      this.#from = seconds;
      this.#mark = undefined;
    }
    this.#left = seconds;
    if (seconds <= 0) return undefined;
    const from = Math.min(most, this.#from);
    return SPOKEN.filter((mark) => seconds <= mark && mark <= from).at(-1);
  }
}
