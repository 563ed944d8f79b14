import { createContext } from 'svelte';
import type { Language } from './bindings/Language';
import { direction, inNumerals, type Messages, messages } from './i18n';

/** The language of the attendee who stands here, and what follows from it. */
export class Locale {
  #chosen: () => Language;

  constructor(chosen: () => Language) {
    this.#chosen = chosen;
  }

  get language(): Language {
    return this.#chosen();
  }

  get say(): Messages {
    return messages(this.language);
  }

  get dir(): 'rtl' | 'ltr' {
    return direction(this.language);
  }

  /** Latin digits in the language's numerals. */
  digits = (text: string | number): string => inNumerals(text, this.language);
}

export const [getLocale, setLocale] = createContext<Locale>();
