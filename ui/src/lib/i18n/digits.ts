import type { Language } from '../bindings/Language';

const PERSIAN_ZERO = 0x06f0;
const ARABIC_ZERO = 0x0660;

/** Writes Latin digits in the numerals of the language; everything else stays. */
export function inNumerals(text: string | number, language: Language): string {
  const latin = String(text);
  if (language === 'en') return latin;
  return latin.replace(/[0-9]/g, (d) => String.fromCharCode(PERSIAN_ZERO + Number(d)));
}

/** Reads Persian and Arabic digits as Latin ones; everything else stays. */
export function latinDigits(text: string): string {
  return text.replace(/[\u06F0-\u06F9\u0660-\u0669]/g, (d) => {
    const at = d.charCodeAt(0);
    return String(at - (at >= PERSIAN_ZERO ? PERSIAN_ZERO : ARABIC_ZERO));
  });
}
