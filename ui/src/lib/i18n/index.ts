import type { Language } from '../bindings/Language';
import { en } from './en';
import { fa, type Messages } from './fa';

export { inNumerals, latinDigits } from './digits';
export type { Messages } from './fa';

const catalogue: Record<Language, Messages> = { fa, en };

export function messages(language: Language): Messages {
  return catalogue[language];
}

export function direction(language: Language): 'rtl' | 'ltr' {
  return language === 'fa' ? 'rtl' : 'ltr';
}

export function other(language: Language): Language {
  return language === 'fa' ? 'en' : 'fa';
}
