import { latinDigits } from './i18n';

/** From how many events on a search field helps more than it distracts. */
export const SEARCH_FROM = 6;

/**
 * What a search compares: Arabic yeh and kaf are the Persian ones, digits are Latin, joiners and
 * vowel marks are nothing, case does not count.
 */
export function folded(text: string): string {
  return latinDigits(text)
    .normalize('NFKC')
    .replace(/[\u064A\u0649]/g, 'ی')
    .replace(/\u0643/g, 'ک')
    .replace(/[\u0622\u0623\u0625]/g, 'ا')
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
