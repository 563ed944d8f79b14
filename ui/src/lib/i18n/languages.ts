import { english } from './en';
import { persian } from './fa';
import type { LanguageFile } from './language';

/**
 * The languages of the screens by their tags, in the order in which the switch offers them; the
 * first is spoken where none is known. Nothing else lists them: another one is its file and its
 * line here.
 */
export const LANGUAGES = { fa: persian, en: english } as const satisfies Record<string, LanguageFile>;
