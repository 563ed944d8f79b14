import { describe, expect, it } from 'vitest';
import type { Language } from '../bindings/Language';
import { inNumerals, latinDigits, messages } from './index';
import { shownName } from './names';

/** A vowel mark that no letter or joiner follows: WebKitGTK lifts the whole run. */
const LIFTED = /[\u064B-\u0652](?![\u0600-\u06FF\u200C])/;

/** Sentences about somebody or something by name: names are shown as the organiser wrote them. */
const NAMING = new Set(['ticketsTitle', 'checkInOf', 'noTicketLead']);

/** Every sentence, the ones with parameters filled in: a name, or numbers. */
function sentences(language: Language): [string, string][] {
  return Object.entries(messages(language)).map(([key, text]: [string, unknown]) => {
    if (typeof text === 'string') return [key, text];
    const say = text as (...values: unknown[]) => string;
    return [key, NAMING.has(key) ? say(language === 'fa' ? 'نیکا' : 'Nika') : say(3, 3)];
  });
}

describe('the catalogue', () => {
  it.each(sentences('fa'))('%s ends no run of letters with a vowel mark', (_, text) => {
    expect(text).not.toMatch(LIFTED);
  });

  it.each(sentences('fa'))('%s has no tanwin', (_, text) => {
    expect(text).not.toMatch(/[\u064B-\u064D]/);
  });

  it.each(sentences('fa'))('%s is written with Persian letters and digits', (_, text) => {
    expect(text).not.toMatch(/[\u064A\u0643\u0660-\u0669]/);
    expect(text).not.toMatch(/[0-9]/);
  });

  it.each(sentences('en'))('%s is written in English', (key, text) => {
    if (key.startsWith('otherLanguage')) return;
    expect(text).not.toMatch(/[\u0600-\u06FF]/);
  });

  it('the rule for vowel marks finds what it is there to find', () => {
    expect('لطفاً صبر کنید').toMatch(LIFTED);
    expect('لطفًا صبر کنید').not.toMatch(LIFTED);
  });
});

describe('numerals', () => {
  it('are those of the language', () => {
    expect(inNumerals('0912 345', 'fa')).toBe('۰۹۱۲ ۳۴۵');
    expect(inNumerals('0912 345', 'en')).toBe('0912 345');
  });

  it('are read in all three scripts', () => {
    expect(latinDigits('۰۱۲۳٤٥6')).toBe('0123456');
  });
});

describe("a guest's name as it is shown", () => {
  it('has its tanwin before the alef', () => {
    expect(shownName('واقعاً احمدی')).toBe('واقع\u064Bا احمدی');
  });

  it('has a joiner after a mark that ends a word', () => {
    const shown = shownName('علیٌ رضا');
    expect(shown).toBe('علی\u064C\u200C رضا');
    expect(shown).not.toMatch(LIFTED);
  });

  it('is otherwise what the organiser wrote', () => {
    expect(shownName('Sara Holmgren')).toBe('Sara Holmgren');
    expect(shownName('محمّد رضایی')).toBe('محمّد رضایی');
  });
});
