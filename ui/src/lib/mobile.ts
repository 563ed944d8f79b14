import { latinDigits } from './i18n';
import type { Stroke } from './keyboard.svelte';

/** More digits than any number has; the backend's own bound. */
const MOST_DIGITS = 20;
/** `09` and nine more: a key held too long or tapped twice at the end adds nothing. */
const IRANIAN_DIGITS = 11;

/** Country codes of two digits (ITU E.164); 1 and 7 have one, all others three. */
const TWO_DIGIT_CODES = new Set(
  (
    '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 ' +
    '60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'
  ).split(' '),
);

function mostDigits(typed: string): number {
  return /^0[1-9]/.test(typed) ? IRANIAN_DIGITS : MOST_DIGITS;
}

/** One more digit, or the number as it was when it is full. */
export function withDigit(typed: string, digit: string): string {
  const longer = typed + digit;
  return longer.replace('+', '').length > mostDigits(longer) ? typed : longer;
}

/** A plus begins a foreign number; anywhere else it says nothing. */
export function withPlus(typed: string): string {
  return typed === '' ? '+' : typed;
}

/** What of a pasted text can be a number: the digits in any script, and a plus in front. */
export function fromText(text: string): string {
  const latin = latinDigits(text).replace(/[^0-9+]/g, '');
  const digits = latin.replaceAll('+', '').slice(0, mostDigits(latin));
  return latin.startsWith('+') ? `+${digits}` : digits;
}

/** The number after a key or a paste; what is neither leaves it as it is. */
export function strokeOnNumber(typed: string, stroke: Stroke): string {
  switch (stroke.kind) {
    case 'digit':
      return withDigit(typed, stroke.digit);
    case 'plus':
      return withPlus(typed);
    case 'back':
      return typed.slice(0, -1);
    case 'paste':
      return fromText(stroke.text);
    case 'enter':
    case 'escape':
    case 'letter':
    case 'sign':
      return typed;
  }
}

/**
 * Whether a text is a mobile and nothing else: digits that come as fast as a scanner sends them
 * are then a number that was put in at once, not a ticket. Tickets are numbered with zeros in
 * front, too: but for this country's, a number from abroad begins with its plus.
 */
export function isNumber(text: string): boolean {
  return /^((0|0098)9[0-9]{9}|\+[1-9][0-9]{6,14})$/.test(text);
}

/** The number in groups, while it grows: `0912 345 6789`, `+98 912 345 6789`, `+1 202 555 0143`. */
export function grouped(typed: string): string {
  // A masked number has its groups.
  if (typed.includes('•')) return typed;
  if (typed.startsWith('+')) return international('+', typed.slice(1));
  if (typed.startsWith('00')) return international('00', typed.slice(2));
  if (typed.startsWith('98') && typed.length > 10) return international('', typed);
  if (typed.startsWith('0')) return split(typed, [4, 3, 4]);
  return split(typed, [3, 3, 4]);
}

function international(prefix: string, digits: string): string {
  const code = /^[17]/.test(digits) ? 1 : TWO_DIGIT_CODES.has(digits.slice(0, 2)) ? 2 : 3;
  if (digits.length <= code) return prefix + digits;
  return `${prefix}${digits.slice(0, code)} ${split(digits.slice(code), [3, 3, 4])}`;
}

/** Groups of these lengths; what is left over stays with the last. */
function split(digits: string, lengths: readonly [number, number, number]): string {
  const [a, b] = lengths;
  return [digits.slice(0, a), digits.slice(a, a + b), digits.slice(a + b)]
    .filter((group) => group !== '')
    .join(' ');
}
