import type { Page } from 'playwright-core';
import { asked, begun, byTestId, keypad, largest, loggedIn, onScreen, type State, tap } from './hands';
import { LOGIN_STATES } from './login-states';
import { endsSoon, quiet, STOP_STATES } from './stop-states';
import { WAY_IN_STATES } from './way-in-states';

const PLAIN = [...WAY_IN_STATES, ...LOGIN_STATES, ...STOP_STATES];

function named(name: string): State {
  const found = PLAIN.find((state) => state.name === name);
  if (found === undefined) throw new Error(`no state is called ${name}`);
  return found;
}

/** What is looked at in every theme and on every size has more than its words from another state. */
type Looks = 'everywhere' | 'for-its-words';

/** A state as somebody wants to have it. */
function worn(of: State, name: string, dress: (page: Page) => Promise<void>, looks: Looks): State {
  const drive = async (page: Page) => {
    await of.drive(page);
    await dress(page);
  };
  const { station } = of;
  return looks === 'everywhere' ? { name, station, drive } : { name, station, drive, words: true };
}

/** The same in the largest text. */
function large(of: State, name = of.name, looks: Looks = 'for-its-words'): State {
  return worn(of, `${name}-text-200`, largest, looks);
}

/** The same for who sits: everything that is touched lies low. */
function low(of: string, name = of): State {
  const dress = (page: Page) => tap(page, 'display-options', 'low-reach', 'display-options');
  return worn(named(of), `low-reach-${name}`, dress, 'for-its-words');
}

/** As somebody wants to have a screen: larger, lower, with more contrast. */
export const FIT_STATES: readonly State[] = [
  {
    name: 'display-options',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'display-options');
    },
  },
  {
    name: 'high-contrast',
    station: 'events=1',
    drive: async (page) => {
      await asked(page);
      await onScreen(page, 'code');
      await tap(page, 'display-options', 'high-contrast', 'display-options');
      await keypad(page, '12');
    },
  },
  {
    name: 'low-reach',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'display-options', 'low-reach', 'display-options');
    },
  },
  {
    name: 'low-reach-text-200',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'display-options', 'low-reach', 'display-options');
      await largest(page);
    },
    words: true,
  },
  ...['attract', 'events', 'ticket-code', 'code', 'tickets', 'welcome', 'no-ticket'].map((of) => low(of)),
  low('trouble-locked', 'trouble'),
  low('tickets-last-minute'),
  large({
    name: 'attract-plain',
    station: 'events=1&from=1&camera=works',
    drive: async (page) => {
      await page.waitForSelector(byTestId('scan-ticket'));
    },
  }),
  large({
    name: 'mobile-foreign',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await tap(page, 'key-plus');
      await keypad(page, '4915123456789012');
    },
  }),
  large(
    {
      name: 'tickets',
      station: 'events=1',
      drive: async (page) => {
        await loggedIn(page, '09120000011');
        await onScreen(page, 'tickets');
      },
    },
    'tickets',
    'everywhere',
  ),
  ...['attract', 'scan', 'scan-misheld', 'events', 'events-search', 'ticket-code-longest', 'code-misheld', 'welcome'].map((of) => large(named(of))),
  ...['mobile-refused', 'code-wrong', 'code-spent', 'code-no-sms', 'ticket-code-unknown'].map((of) => large(named(of))),
  ...['no-ticket', 'no-ticket-others', 'welcome-misheld', 'out-of-order-staff'].map((of) => large(named(of))),
  large(named('tickets-again')),
  large(named('code-no-more')),
  large(named('tickets-last-minute')),
  large(named('trouble-locked'), 'trouble'),
  large(named('mobile'), 'mobile', 'everywhere'),
  large({ ...named('mobile-typed'), station: 'events=1' }, 'mobile-typed', 'everywhere'),
  large(named('ticket-code'), 'ticket-code', 'everywhere'),
  large(named('code'), 'code', 'everywhere'),
  large(named('welcome-family'), 'welcome-family', 'everywhere'),
  { ...named('idle'), name: 'idle-text-200', words: true, drive: (page) => quiet(page, largest) },
  {
    ...named('session-ends'),
    name: 'session-ends-text-200',
    words: true,
    drive: (page) => endsSoon(page, largest),
  },
  {
    ...named('call-staff-unheard'),
    name: 'call-staff-text-200',
    station: 'events=1',
    drive: async (page) => {
      await begun(page);
      await largest(page);
      await tap(page, 'help');
      await page.waitForSelector('[data-told="true"]');
    },
  },
];
