/**
 * One thing at a time: an act is answered before the next begins, a second touch meanwhile does
 * nothing, and an answer that comes after its attendee has left changes nothing.
 */
export class Turn {
  /** A first touch is being answered. */
  busy: boolean = $state(false);

  #finish: () => Promise<void>;
  #attendee = 0;
  #acting: Promise<void> | undefined;
  /** The end of the last attendee's session: the next one's first act waits for it. */
  #ending: Promise<void> = Promise.resolve();

  constructor(finish: () => Promise<void>) {
    this.#finish = finish;
  }

  /**
   * Does `work` and then what it answers with, or says why not; unless something is under way.
   * Whoever comes next waits for work that `begins` a session, and for no other: a drive may never
   * answer.
   */
  act(
    work: () => Promise<() => void>,
    failed: (error: unknown) => void,
    begins = true,
  ): Promise<void> {
    if (this.busy) return Promise.resolve();
    this.busy = true;
    const attendee = this.#attendee;
    const ifStillHere = (then: () => void) => {
      if (this.#attendee === attendee) then();
    };
    const acting = this.#ending
      .then(work)
      .then(ifStillHere, (error: unknown) => {
        ifStillHere(() => {
          failed(error);
        });
      })
      .then(() => {
        ifStillHere(() => {
          this.busy = false;
          this.#acting = undefined;
        });
      });
    this.#acting = begins ? acting : undefined;
    return acting;
  }

  /** The attendee's session ends; what it still waits for is dropped. */
  end(): void {
    const acting = this.#acting;
    this.#attendee += 1;
    this.#acting = undefined;
    this.busy = false;
    // The screens are clear whether or not the backend answers; its session also ends by itself.
    const finish = () => this.#finish().catch(() => undefined);
    // An act still under way may begin a session after this end, so it is ended once more.
    this.#ending = Promise.all([this.#ending, finish(), acting?.then(finish)]).then(
      () => undefined,
    );
  }
}
