import type { LanguageFile } from '../lib/i18n/language';
import type { Messages } from '../lib/i18n';

const MARK = '⟦';

/** The same sentence in a language that nobody speaks: longer, and every letter another. */
function pseudoText(text: string): string {
  const strange = text.replace(/[a-zA-Z]/g, (letter) => {
    const at = letter.toLowerCase().charCodeAt(0) - 97;
    return 'ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑ'.charAt(at);
  });
  return `${MARK}${strange}${'~'.repeat(Math.ceil(text.length / 4))}⟧`;
}

/** A whole language out of another one, as a translator's file would be. */
export function pseudoLanguage(source: LanguageFile): LanguageFile {
  const messages = Object.fromEntries(
    Object.entries(source.messages).map(([key, value]) => {
      if (typeof value === 'string') return [key, pseudoText(value)];
      const say = value as (...values: unknown[]) => string;
      const pseudo = (...values: unknown[]) => `${MARK}${say(...values)}⟧`;
      return [key, pseudo];
    }),
  ) as unknown as Messages;
  return {
    ...source,
    name: pseudoText('Pseudo'),
    switchTo: pseudoText('Switch to Pseudo'),
    messages,
  };
}

/** Whether a text of the page came out of the pseudo-language. */
export function isPseudo(text: string): boolean {
  return text.includes(MARK);
}
