import type { Texts } from '../bindings/Texts';
import { allLanguages, type Language } from '.';

/** What an organiser wrote, and in which language: its direction, voice and digits. */
interface Written {
  language: Language;
  text: string;
}

/** In the language of whoever reads it, else in the first in which it was written. */
export function writtenIn(texts: Texts, reader: Language): Written | undefined {
  const all: Readonly<Partial<Record<Language, string | null>>> = texts;
  for (const language of [reader, ...allLanguages()]) {
    const text = all[language];
    if (text) return { language, text };
  }
  return undefined;
}
