import type { SearchResults } from './bindings/SearchResults';
import type { Station } from './ipc';
import { TextEntry } from './text-entry.svelte';

/** So long after the last key the station is asked. */
const SEARCH_AFTER_MS = 150;

/** So long after an answer it is asked again while the list is still being prepared. */
const PREPARED_AFTER_MS = 2_000;

/**
 * A search that answers while it is typed. What the station says of an earlier text never takes
 * the place of what it said of a later one.
 */
export class AttendeeSearch {
  readonly text = new TextEntry('text', () => {
    this.#later();
  });
  /** What was found last; undefined before the first answer. */
  results: SearchResults | undefined = $state.raw();
  /** The text that the results are for. */
  answered: string = $state('');
  asking: boolean = $state(false);
  failed: boolean = $state(false);

  #station: Station;
  #refused: (error: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(station: Station, refused: (error: unknown) => void) {
    this.#station = station;
    this.#refused = refused;
  }

  /** Who certainly is meant by what stands there, once that is answered. */
  get only(): string | undefined {
    return this.answered === this.text.value.trim() ? (this.results?.only ?? undefined) : undefined;
  }

  /** Asks at once, and answers with what was found if nothing was typed meanwhile. */
  async ask(): Promise<SearchResults | undefined> {
    clearTimeout(this.#timer);
    const text = this.text.value.trim();
    this.#asked += 1;
    const mine = this.#asked;
    if (text === '') {
      this.forget();
      return undefined;
    }
    this.asking = true;
    try {
      const results = await this.#station.searchAttendees(text);
      if (mine !== this.#asked) return undefined;
      this.results = results;
      this.answered = text;
      this.failed = false;
      if (results.preparing) this.#timer = setTimeout(() => void this.ask(), PREPARED_AFTER_MS);
      return results;
    } catch (error) {
      if (mine === this.#asked) {
        this.failed = true;
        this.#refused(error);
      }
      return undefined;
    } finally {
      if (mine === this.#asked) this.asking = false;
    }
  }

  /** Nothing is asked or shown any more; the text stays. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.results = undefined;
    this.answered = '';
    this.asking = false;
    this.failed = false;
  }

  #later(): void {
    clearTimeout(this.#timer);
    // An answer that is under way is about a text that no longer stands there.
    this.#asked += 1;
    if (this.text.empty) {
      this.forget();
      return;
    }
    this.asking = true;
    this.#timer = setTimeout(() => void this.ask(), SEARCH_AFTER_MS);
  }
}
