import type { Messages } from './fa';

/** All that the screens need to know of a language: one file each, listed in `languages.ts`. */
export interface LanguageFile {
  /** What the language calls itself. */
  readonly name: string;
  /** What the button that leads to it is called, for whoever reads this language. */
  readonly switchTo: string;
  readonly dir: 'rtl' | 'ltr';
  /** For `Intl`, with the calendar and the numerals. */
  readonly locale: string;
  /** The zero of its numerals; the nine follow it. */
  readonly zero: string;
  /** Between the parts of a date, or of where a file lies. */
  readonly comma: string;
  /** Weekdays and months as they fit a card. */
  readonly dateWords: 'long' | 'short';
  /** Its letters, in the order of its alphabet. */
  readonly letters: string;
  /** Those that few names have beside them, the most frequent first. */
  readonly nameLetters: string;
  /** Whether words are written together with a gap that joins no letters. */
  readonly halfSpaces: boolean;
  readonly messages: Messages;
}
