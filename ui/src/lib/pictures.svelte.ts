import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { EventView } from './bindings/EventView';
import type { Station } from './ipc';

/** The events' pictures, each asked for once; its hash is its name. */
export class Pictures {
  #station: Station;
  #known = new SvelteMap<string, string>();
  #asked: readonly string[] = [];

  constructor(station: Station) {
    this.#station = station;
  }

  /** Its `data:` URL, once that is here. */
  of(event: EventView): string | undefined {
    return event.picture === null ? undefined : this.#known.get(event.picture);
  }

  /** Asks for it, unless it is known or on its way. */
  fetch(event: EventView): void {
    const hash = event.picture;
    if (hash === null || this.#asked.includes(hash)) return;
    this.#asked = [...this.#asked, hash];
    // The screen is whole without it; the next attendee's screen asks again.
    const again = () => {
      this.#asked = this.#asked.filter((asked) => asked !== hash);
    };
    this.#station.eventPicture(event.id).then(
      (url) => {
        if (url !== null && url.startsWith('data:image/')) this.#known.set(hash, url);
        else again();
      },
      again,
    );
  }
}

export const [getPictures, setPictures] = createContext<Pictures>();
