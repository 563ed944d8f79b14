import { latinDigits } from './i18n';

/** From how many events on a search field helps more than it distracts. */
export const SEARCH_FROM = 6;

/**
 * What a search compares: Arabic yeh, kaf and teh marbuta are the Persian ones, digits are Latin,
 * joiners, vowel marks and what else stands above a letter are nothing, case does not count.
 */
export function folded(text: string): string {
  return latinDigits(text)
    .normalize('NFKD')
    .replace(/[\u064A\u0649]/g, 'ی')
    .replace(/\u0643/g, 'ک')
    .replace(/\u0629/g, 'ه')
    .replace(/[\u200C\u200D]/g, '')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Every word of the query occurs somewhere in the name. */
export function matches(name: string, query: string): boolean {
  const words = folded(query).split(' ');
  const text = folded(name);
  return words.every((word) => text.includes(word));
}
