import { describe, expect, it } from 'vitest';
import { english } from './en';
import { persian } from './fa';
import { inNumerals, latinDigits } from './digits';
import { LANGUAGES } from './languages';
import { nameInSentence, pieces, shownName, voiceOf } from './names';

/** A vowel mark that no letter or joiner follows: WebKitGTK lifts the whole run. */
const LIFTED = /[\u064B-\u0652](?![\u0600-\u06FF\u200C])/;

/** Sentences about somebody or something by name: names are shown as the organiser wrote them. */
const NAMING = new Set([
  'checkInOf',
  'noTicketLead',
  'callAnswered',
  'callAt',
  'staffFailedReference',
  'rosterOn',
  'rosterIn',
  'choicesLead',
  'staffPinSet',
  'alsoSeen',
  'exportAway',
  'undoInTitle',
  'undoOutTitle',
  'vouchTitle',
  'historyBy',
  'historyReason',
]);

type Text = string | ((...values: unknown[]) => string);
type File = (typeof LANGUAGES)[keyof typeof LANGUAGES];

/** Every sentence, the ones with parameters filled in: a name, or numbers. */
function sentences(file: File, name: string): [string, string][] {
  return Object.entries(file.messages).flatMap(([key, value]) => {
    const text = value as Text;
    if (typeof text === 'string') return [[key, text]];
    if (NAMING.has(key)) return [[key, text(name, 7)]];
    return [0, 1, 2, 3, 21].map((count): [string, string] => [
      `${key}(${String(count)})`,
      text(count, count, count),
    ]);
  });
}

const FA = sentences(persian, 'نیکا');
const EN = sentences(english, 'Nika');

describe('the Persian catalogue', () => {
  it.each(FA)('%s ends no run of letters with a vowel mark', (_, text) => {
    expect(text).not.toMatch(LIFTED);
  });

  it.each(FA)('%s has no tanwin', (_, text) => {
    expect(text).not.toMatch(/[\u064B-\u064D]/);
  });

  it.each(FA)('%s is written with Persian letters and digits', (_, text) => {
    expect(text).not.toMatch(/[\u064A\u0643\u0660-\u0669]/);
    expect(text).not.toMatch(/[0-9]/);
    expect(text, 'no word of another script').not.toMatch(/[A-Za-z]/);
  });

  it('the rule for vowel marks finds what it is there to find', () => {
    expect('لطفاً صبر کنید').toMatch(LIFTED);
    expect('لطفًا صبر کنید').not.toMatch(LIFTED);
  });
});

describe('the English catalogue', () => {
  it.each(EN)('%s is written in English', (_, text) => {
    expect(text).not.toMatch(/[\u0600-\u06FF]/);
  });

  it('has a form of its own for one', () => {
    const { messages } = english;
    expect(messages.triesLeft(1)).toBe('Only one try left');
    expect(messages.triesLeft(21)).toBe('21 tries left');
    expect(messages.recordsWaiting(1)).toBe('1 record waiting');
    expect(messages.recordsWaiting(0)).toBe('0 records waiting');
  });
});

describe('the catalogues together', () => {
  const keys = Object.keys(persian.messages) as (keyof typeof persian.messages)[];

  it.each(Object.entries(LANGUAGES))('%s has every key, and no other', (_, file) => {
    expect(Object.keys(file.messages).sort()).toEqual([...keys].sort());
  });

  it.each(keys)('%s takes the same values in every language, and says each of them', (key) => {
    for (const file of Object.values(LANGUAGES)) {
      const text: Text = file.messages[key] as Text;
      const source: Text = persian.messages[key] as Text;
      expect(typeof text).toBe(typeof source);
      if (typeof text === 'string' || typeof source === 'string') continue;
      expect(text.length).toBe(source.length);
      // Words stand for values that are put in as they are.
      const values = Array.from({ length: text.length }, (_, at) => `«${'abc'.charAt(at)}»`);
      for (const value of values) {
        const said = text(...values).includes(value);
        expect(said, value).toBe(source(...values).includes(value));
      }
    }
  });

  it.each(Object.entries(LANGUAGES))('%s sends staff to what is there', (_, { messages }) => {
    const { adviceNotKnown, adviceRosterNotImported, adviceSmsNoWay, navMore, setUpAgain } = messages;
    for (const advice of [adviceNotKnown, adviceRosterNotImported, adviceSmsNoWay]) {
      expect(advice).toContain(navMore);
      expect(advice).toContain(setUpAgain);
    }
  });

  it.each(Object.entries(LANGUAGES))('%s says nothing empty', (_, file) => {
    for (const [key, text] of sentences(file, 'X')) expect(text.trim(), key).not.toBe('');
  });
});

describe('numerals', () => {
  it('are those of the language', () => {
    expect(inNumerals('0912 345', persian.zero)).toBe('۰۹۱۲ ۳۴۵');
    expect(inNumerals('0912 345', english.zero)).toBe('0912 345');
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

  it.each([
    ['نیلوفر رستگار', 'fa'],
    ['Sara Holmgren', 'en'],
    ['۲ Jonas', 'en'],
    ['Дмитрий', undefined],
    ['123', undefined],
  ])('%s is read by the voice of its script', (name, voice) => {
    expect(voiceOf(name)).toBe(voice);
  });

  it('is found again in a sentence, in its own direction', () => {
    const text = persian.messages.checkInOf(nameInSentence('Sara (2)'));
    expect(pieces(text)).toEqual([
      { text: 'ثبت ورود ', name: false },
      { text: 'Sara (2)', name: true },
    ]);
  });
});
