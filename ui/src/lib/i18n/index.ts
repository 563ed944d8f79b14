import type { Language } from '../bindings/Language';
import { inNumerals } from './digits';
import type { Messages } from './fa';
import type { LanguageFile } from './language';
import { LANGUAGES } from './languages';

export { latinDigits } from './digits';
export type { Messages } from './fa';

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

/** Every language, in the order of the list. */
export function allLanguages(): Language[] {
  return Object.keys(LANGUAGES) as Language[];
}

/** The one that the switch offers next. */
export function other(language: Language): Language {
  const all = allLanguages();
  return all[(all.indexOf(language) + 1) % all.length] ?? language;
}
