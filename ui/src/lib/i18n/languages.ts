import type { Language } from '../bindings/Language';
import { english } from './en';
import { persian } from './fa';
import type { LanguageFile } from './language';

/** The languages of the screens, in the order in which the switch offers them. */
export const LANGUAGES: Readonly<Record<Language, LanguageFile>> = { fa: persian, en: english };
