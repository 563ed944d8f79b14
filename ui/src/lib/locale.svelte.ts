import { createContext } from 'svelte';
import { type Language, languageFile, type Messages, numerals } from './i18n';
import type { LanguageFile } from './i18n/language';
import { nameInSentence, pieces } from './i18n/names';

/** The language of the attendee who stands here, and what follows from it. */
export class Locale {
  #chosen: () => Language;

  constructor(chosen: () => Language) {
    this.#chosen = chosen;
  }

  get language(): Language {
    return this.#chosen();
  }

  get file(): LanguageFile {
    return languageFile(this.language);
  }

  get say(): Messages {
    return this.file.messages;
  }

  get dir(): 'rtl' | 'ltr' {
    return this.file.dir;
  }

  /** A number as the language writes it, with one place after the point at most. */
  number = (value: number): string =>
    new Intl.NumberFormat(this.file.locale, { maximumFractionDigits: 1, useGrouping: false }).format(
      value,
    );

  /** In the order that whoever reads this language looks for names in. */
  sorted = <Named>(all: readonly Named[], nameOf: (one: Named) => string): Named[] => {
    const { compare } = new Intl.Collator(this.file.locale);
    return [...all].sort((one, other) => compare(nameOf(one), nameOf(other)));
  };

  /** Latin digits in the language's numerals, but for those of names inside a sentence. */
  digits = (text: string | number): string =>
    pieces(String(text))
      .map((piece) => (piece.name ? nameInSentence(piece.text) : numerals(piece.text, this.language)))
      .join('');
}

export const [getLocale, setLocale] = createContext<Locale>();
