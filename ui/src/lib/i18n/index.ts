import { inNumerals, wordsInNumerals } from './digits';
import type { Messages } from './fa';
import type { LanguageFile } from './language';
import { LANGUAGES } from './languages';

export { latinDigits } from './digits';
export type { Messages } from './fa';

/** The tag of a language that the screens speak. */
export type Language = keyof typeof LANGUAGES;

export function languageFile(language: Language): LanguageFile {
  return LANGUAGES[language];
}

export function messages(language: Language): Messages {
  return LANGUAGES[language].messages;
}

/** Latin digits in the language's numerals. */
export function numerals(text: string | number, language: Language): string {
  return inNumerals(text, LANGUAGES[language].zero);
}

/** The same of a text that somebody wrote: the digits of its Latin words stay as they are. */
export function textNumerals(text: string, language: Language): string {
  return wordsInNumerals(text, LANGUAGES[language].zero);
}

/** Spoken until the station has said which. */
export const FIRST = Object.keys(LANGUAGES)[0] as Language;

/** Every language, in the order of the list. */
export function allLanguages(): Language[] {
  return Object.keys(LANGUAGES) as Language[];
}

/** The language of a tag that the station hands back, or of its first part; else the first. */
export function languageOf(tag: string): Language {
  const all = allLanguages();
  const [language] = tag.split('-');
  const found = all.find((known) => known === tag) ?? all.find((known) => known === language);
  return found ?? FIRST;
}

/** The one that the switch offers next. */
export function other(language: Language): Language {
  const all = allLanguages();
  return all[(all.indexOf(language) + 1) % all.length] ?? language;
}
