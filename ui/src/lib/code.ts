import { latinDigits } from './i18n';

/** The length of a verification code. */
export const CODE_DIGITS = 5;

/** The code in a pasted text: its one run of five digits, or its first five digits. */
export function codeFromText(text: string): string {
  const latin = latinDigits(text);
  const run = /(?<![0-9])[0-9]{5}(?![0-9])/.exec(latin);
  return run?.[0] ?? latin.replace(/[^0-9]/g, '').slice(0, CODE_DIGITS);
}
