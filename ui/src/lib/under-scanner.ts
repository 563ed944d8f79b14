/** Some scanners send a code twice. */
export const TWICE_MS = 2_000;
/**
 * What lies before a hands-free scanner is read again and again, at any pace: at its own, whenever
 * the light changes, or in turn with what lies beside it. What is read again within this time of its
 * last reading has lain there.
 */
export const LIES_MS = 10_000;
/** More labels don't lie there; a label of many lines is read as so many. */
const MOST = 32;

/** Something that was read, and whether more may come of it while it lies there. */
export interface Reading {
  /** The text is handed in: it isn't kept. */
  leadsOn: (text: string) => boolean;
}

/** Since when something has lain there, and when it was read last. */
export interface Lies {
  since: number;
  at: number;
}

interface Kept extends Reading, Lies {
  mark: number;
}

/**
 * Nothing of an earlier attendee's ticket is kept, and what they left there is known all the same:
 * by 32 bits, which many texts have.
 */
function markOf(text: string): number {
  let mark = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    mark = Math.imul(mark ^ text.charCodeAt(at), 0x01000193);
  }
  return mark;
}

/** What lies under the scanner, whoever stands before it. */
export class UnderScanner {
  #liesMs: number;
  #kept: Kept[] = [];

  constructor(liesMs: number) {
    this.#liesMs = liesMs;
  }

  /**
   * A text is read. The answer is its reading, of which from now on nothing more comes unless that
   * is said of it; or none where it lies there, and nothing more is to come of it.
   */
  read(text: string, at: number): Reading | undefined {
    const mark = markOf(text);
    const before = this.#find(mark, at);
    const reading = before ?? { mark, since: at, at, leadsOn: () => true };
    reading.at = at;
    this.#kept = [...this.#kept.filter((kept) => kept !== before), reading].slice(-MOST);
    if (!reading.leadsOn(text)) return undefined;
    reading.leadsOn = () => false;
    return reading;
  }

  /** Whether it lies there, before it is read again. */
  lies(text: string, at: number): Lies | undefined {
    const found = this.#find(markOf(text), at);
    return found && { since: found.since, at: found.at };
  }

  /** Something lies there, as far as is known: it will be read again. */
  holdsSomething(at: number): boolean {
    this.#keepUntil(at);
    return this.#kept.length > 0;
  }

  forget(): void {
    this.#kept = [];
  }

  #find(mark: number, at: number): Kept | undefined {
    this.#keepUntil(at);
    return this.#kept.find((kept) => kept.mark === mark);
  }

  #keepUntil(at: number): void {
    this.#kept = this.#kept.filter((kept) => at - kept.at <= this.#liesMs);
  }
}
