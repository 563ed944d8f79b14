import { describe, expect, it, vi } from 'vitest';
import type { FakeStation } from '../lib/fake-station';
import { Kiosk } from './kiosk';
import type * as Languages from '../lib/i18n/languages';
import { isPseudo } from './pseudo';

// Another language is one file, listed in one place: this is that place with one more in it.
vi.mock('../lib/i18n/languages', async (load) => {
  const { LANGUAGES } = await load<typeof Languages>();
  const { pseudoLanguage } = await import('./pseudo');
  return { LANGUAGES: { ...LANGUAGES, qps: pseudoLanguage(LANGUAGES.en) } };
});

/** Nothing but the list knows it: to the station it is a tag like another. */
const PSEUDO = 'qps';

const ATTRIBUTES = ['aria-label', 'placeholder', 'title', 'alt'];

/** What names no word of any language: a case of letters, a person, a zone of time. */
const DATA = ['key-case', 'card-name', 'zone-'];

/** Every text of the page that is not in the pseudo-language, nor a name, a number or a letter. */
function strangers(): string[] {
  const found: string[] = [];
  const look = (text: string, at: Element) => {
    const plain = text.trim();
    // One letter or digit, a time, a count-down, a place-holder, a date as Intl writes it.
    const noWords = !/\p{L}{2}/u.test(plain);
    const ofAnotherLanguage = at.closest('body [lang="fa"], body [lang="en"]') !== null;
    const ofData = at.closest(`bdi, .when, ${DATA.map((id) => `[data-testid^="${id}"]`).join()}`) !== null;
    if (!isPseudo(plain) && !noWords && !ofAnotherLanguage && !ofData) found.push(plain);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, textContent } = walker.currentNode;
    // A sentence with a name in it stands in several pieces.
    if (parentElement !== null) {
      const whole = isPseudo(parentElement.textContent) ? parentElement.textContent : textContent;
      look(whole ?? '', parentElement);
    }
  }
  for (const element of document.body.querySelectorAll('*')) {
    for (const name of ATTRIBUTES) look(element.getAttribute(name) ?? '', element);
  }
  return found;
}

async function opened(events = 1): Promise<Kiosk> {
  return Kiosk.open(events, (station) => {
    station.view = { ...station.view, language: PSEUDO, name: 'N 2' };
  });
}

describe('another language', () => {
  it('is offered by the switch after the others', async () => {
    const kiosk = await Kiosk.open();
    const seen: (string | undefined)[] = [];
    for (let i = 0; i < 3; i += 1) {
      await kiosk.tap('language');
      seen.push(document.body.lang);
    }
    expect(seen).toEqual(['en', 'qps', 'fa']);
  });

  const SCREENS: [string, number, (kiosk: Kiosk) => Promise<unknown>][] = [
    ['mobile', 1, (kiosk) => kiosk.tap('display-options')],
    ['mobile', 1, (kiosk) => kiosk.askForCode('0912')],
    ['events', 8, (kiosk) => kiosk.tap('search')],
    ['ticket-code', 1, (kiosk) => kiosk.tap('ticket-code')],
    ['ticket-code', 1, (kiosk) => kiosk.scan('UNKNOWN-1')],
    ['code', 1, (kiosk) => kiosk.askForCode()],
    [
      'code',
      1,
      async (kiosk) => {
        await kiosk.askForCode();
        await kiosk.keypad('00000');
        await kiosk.pass(30_000);
      },
    ],
    ['tickets', 1, (kiosk) => kiosk.logIn('09120000002')],
    ['welcome', 1, (kiosk) => kiosk.logIn()],
    [
      'change-mobile',
      1,
      async (kiosk) => {
        await kiosk.logIn();
        await kiosk.tap('change-mobile');
      },
    ],
    ['no-ticket', 1, (kiosk) => kiosk.logIn('09120000004')],
    ['trouble', 1, (kiosk) => kiosk.askForCode('09120000009')],
    [
      'trouble',
      1,
      async (kiosk) => {
        await kiosk.askForCode('09120000006');
        await kiosk.tap('call-staff');
      },
    ],
    ['mobile', 1, (kiosk) => kiosk.pass(61_000)],
    [
      'attract',
      1,
      async (kiosk) => {
        await kiosk.tap('back');
      },
    ],
  ];

  it.each(SCREENS)('is all that %s says', async (screen, events, go) => {
    const kiosk = await opened(events);
    await go(kiosk);
    expect(kiosk.screen).toBe(screen);
    expect(document.body.lang).toBe(PSEUDO);
    expect(strangers()).toEqual([]);
  });

  const alone = (station: FakeStation) => {
    station.view = { ...station.view, language: PSEUDO, name: 'N 2', link: 'alone' };
    station.sms = { relay: false, relayLast: false, kavenegar: false, outbox: null };
  };

  async function onDuty(...taps: string[]): Promise<Kiosk> {
    const kiosk = await Kiosk.atTheDoor(1, alone);
    await kiosk.enterAsStaff();
    for (const testid of taps) await kiosk.tap(testid);
    return kiosk;
  }

  it.each([
    ['today', []],
    ['search', ['nav-search']],
    ['walk-in', ['nav-walk-in']],
    ['more', ['nav-more']],
    ['export', ['nav-more', 'export']],
    ['set-up', ['nav-more', 'set-up']],
    ['set-up', ['nav-more', 'set-up', 'way-choices']],
    ['set-up', ['nav-more', 'set-up', 'way-choices', 'sms-kavenegar', 'keep']],
    ['set-up', ['nav-more', 'set-up', 'way-roster']],
    ['set-up', ['nav-more', 'set-up', 'way-test', 'run-test']],
    ['set-up', ['nav-more', 'set-up', 'way-join']],
  ] as const)('is all that staff read of %s: %j', async (view, taps) => {
    const kiosk = await onDuty(...taps);
    expect(kiosk.view).toBe(view);
    expect(strangers()).toEqual([]);
  });

  it('is all that a card says', async () => {
    const kiosk = await onDuty();
    await kiosk.openCard('نیلوفر رستگار');
    expect(kiosk.view).toBe('card');
    expect(strangers()).toEqual([]);
  });

  it.each(['way-join', 'way-event'])('is all that the set-up says: %s', async (way) => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.view = { ...station.view, language: PSEUDO, setUp: false, name: '' };
    });
    expect(strangers()).toEqual([]);
    await kiosk.tap(way);
    expect(strangers()).toEqual([]);
  });

  it('is set at the screen, met by the next attendee, and told to the station with each code', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.enterAsStaff();
    for (const testid of ['nav-more', 'set-up', 'way-choices', `language-${PSEUDO}`, 'keep', 'leave-duty']) {
      await kiosk.tap(testid);
    }
    expect(document.body.lang).toBe(PSEUDO);
    await kiosk.tap('begin');
    await kiosk.askForCode();
    expect(kiosk.station.languages).toEqual([PSEUDO]);
  });

  it.each([
    ['fa-IR', 'fa'],
    ['qps-Latn', PSEUDO],
    ['ku', 'fa'],
  ])('a station that speaks %s is met in %s', async (told, spoken) => {
    await Kiosk.atTheDoor(1, (station) => {
      station.view = { ...station.view, language: told };
    });
    expect(document.body.lang).toBe(spoken);
  });

  it('the search for strangers finds what it is there to find', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('language');
    expect(kiosk.screen).toBe('mobile');
    expect(strangers()).toContain('Enter your mobile number');
  });
});
