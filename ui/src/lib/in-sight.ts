/** What the station failed to look up, and said nothing of, may be asked about again after so long. */
export const AGAIN_MS = 10_000;

/**
 * What a camera sees stays in its sight: a ticket, a badge that somebody wears, what hangs behind
 * them. Each is asked about once for as long as the camera is open.
 */
export class InSight {
  readonly #until = new Map<string, number>();

  /** Of all that is in sight the first that was not asked about, if there is one. */
  next(texts: readonly string[], now: number): string | undefined {
    return texts.find((text) => (this.#until.get(text) ?? 0) <= now);
  }

  /**
   * It was asked about, and led nowhere. From when on it may be tried again is known, or is
   * `Infinity` of one that nobody looked up; of one that was looked up nothing else is to be heard.
   */
  asked(text: string, triesAgainAt: number | undefined, now: number): void {
    const known = triesAgainAt === Infinity ? now + AGAIN_MS : triesAgainAt;
    this.#until.set(text, known ?? Infinity);
  }
}
