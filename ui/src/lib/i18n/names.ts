/**
 * A guest's name as WebKitGTK draws it right: a tanwin stands before its alef, and a vowel mark
 * that ends a run of letters is followed by a zero-width non-joiner (without it the whole run is
 * lifted). The name reads the same; nothing but the display uses this.
 */
export function shownName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/ا(\u064B)/g, '$1ا')
    .replace(/([\u064B-\u0652])(?![\u0600-\u06FF\u200C])/g, '$1\u200C');
}

/** A name inside a sentence of the other direction keeps its own brackets and numbers in place. */
export function nameInSentence(name: string): string {
  return `\u2068${shownName(name)}\u2069`;
}
