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

const ISOLATE = '\u2068';
const END = '\u2069';

/** A name inside a sentence of the other direction keeps its own brackets and numbers in place. */
export function nameInSentence(name: string): string {
  return `${ISOLATE}${shownName(name)}${END}`;
}

/** A sentence without what keeps names in their place: for a label, which a voice would read them from. */
export function bare(sentence: string): string {
  return sentence.replace(/[\u2068\u2069]/g, '');
}

/** The language whose voice reads a name: by its first letter. Other scripts have none here. */
export function voiceOf(name: string): 'fa' | 'en' | undefined {
  // Persian digits are of the Arabic script too, and of no language.
  const [letter] = /(?=\p{L})(?:\p{Script=Arabic}|\p{Script=Latin})/u.exec(name) ?? [];
  if (letter === undefined) return undefined;
  return /\p{Script=Arabic}/u.test(letter) ? 'fa' : 'en';
}

interface Piece {
  text: string;
  /** It was a name inside the sentence. */
  name: boolean;
}

/** A sentence cut where names stand in it, so that each can be read by its own voice. */
export function pieces(sentence: string): Piece[] {
  return sentence
    .split(/(\u2068[^\u2069]*\u2069)/)
    .filter((text) => text !== '')
    .map((text) =>
      text.startsWith(ISOLATE) ? { text: text.slice(1, -1), name: true } : { text, name: false },
    );
}
