const PERSIAN_ZERO = 0x06f0;
const ARABIC_ZERO = 0x0660;

/** Writes Latin digits in the numerals whose zero this is; everything else stays. */
export function inNumerals(text: string | number, zero: string): string {
  const latin = String(text);
  if (zero === '0') return latin;
  const first = zero.charCodeAt(0);
  return latin.replace(/[0-9]/g, (digit) => String.fromCharCode(first + Number(digit)));
}

/** The same of a text that somebody wrote, whose words may have digits of their own: `guest2026`. */
export function wordsInNumerals(text: string, zero: string): string {
  return text.replace(/[a-z0-9]+/gi, (run) => (/[a-z]/i.test(run) ? run : inNumerals(run, zero)));
}

/** Reads Persian and Arabic digits as Latin ones; everything else stays. */
export function latinDigits(text: string): string {
  return text.replace(/[\u06F0-\u06F9\u0660-\u0669]/g, (d) => {
    const at = d.charCodeAt(0);
    return String(at - (at >= PERSIAN_ZERO ? PERSIAN_ZERO : ARABIC_ZERO));
  });
}
