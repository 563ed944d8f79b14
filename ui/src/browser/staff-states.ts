import type { Page } from 'playwright-core';
import { byTestId, holdCorner, keypad, largest, type State, tap } from './hands';
import { SETUP_STATES } from './setup-states';
import { card, onDuty, search } from './staff-hands';

/** A way through the staff's screens from Today on. */
function duty(name: string, station: string, drive: (page: Page) => Promise<void>): State {
  return {
    name: `staff-${name}`,
    station,
    drive: async (page) => {
      await onDuty(page);
      await drive(page);
    },
  };
}

async function refuseThrice(page: Page): Promise<void> {
  for (let i = 0; i < 3; i += 1) {
    await keypad(page, '0000');
    await tap(page, 'enter-pin');
    await page.waitForSelector(byTestId('error'));
  }
}

/** Every screen for staff, in every state that looks different. */
export const STAFF_STATES: readonly State[] = [
  ...SETUP_STATES,
  {
    name: 'pin',
    station: 'events=1',
    drive: async (page) => {
      await holdCorner(page);
      await tap(page, 'staff-member-2');
      await keypad(page, '471');
    },
  },
  { name: 'pin-one', station: 'events=1&staff=one', drive: holdCorner },
  { name: 'pin-namesakes', station: 'events=2&staff=namesakes', drive: holdCorner },
  { name: 'pin-nobody', station: 'events=1&staff=none', drive: holdCorner },
  { name: 'pin-revoked', words: true, station: 'events=0&staff=none&link=revoked', drive: holdCorner },
  {
    name: 'pin-wrong',
    station: 'events=1',
    drive: async (page) => {
      await holdCorner(page);
      await tap(page, 'staff-member-1');
      await refuseThrice(page);
    },
  },
  {
    name: 'pin-wait',
    station: 'events=1',
    drive: async (page) => {
      await holdCorner(page);
      await tap(page, 'staff-member-1');
      await refuseThrice(page);
      await keypad(page, '0000');
      await tap(page, 'enter-pin');
      await keypad(page, '0000');
      await tap(page, 'enter-pin');
      await page.waitForSelector(byTestId('countdown'));
    },
  },
  duty('today', 'events=1', (page) => page.waitForSelector(byTestId('light-disk')).then(() => undefined)),
  duty('today-wrong', 'events=3&lights=wrong&link=offline&waiting=38', async (page) => {
    await page.waitForSelector(byTestId('light-advice-disk'));
  }),
  ...(
    [
      ['down', 'events=1&lights=down&link=offline&courier=down'],
      ['in-the-way', 'events=1&lights=in-the-way&link=offline'],
      ['certificate', 'events=1&lights=certificate&link=offline'],
      ['clock', 'events=1&lights=clock&link=offline'],
      ['another-way', 'events=1&lights=another-way'],
      ['not-taken', 'events=1&lights=not-taken'],
      ['not-brought', 'events=1&lights=not-brought&nobody'],
      ['bare', 'events=1&lights=bare&link=alone&courier=down&full&nobody'],
      ['started', 'events=1&lights=started&nobody'],
      ['revoked', 'events=0&lights=revoked&link=revoked'],
      ['over', 'events=0&over'],
      ['not-known', 'events=1&lights=not-known&link=not_known'],
    ] as const
  ).map(
    ([name, station]): State => ({
      ...duty(`today-${name}`, station, async (page) => {
        await page.waitForSelector(byTestId('light-disk'));
      }),
      words: true,
    }),
  ),
  duty('today-nobody', 'events=1&nobody', async (page) => {
    await page.waitForSelector(byTestId('light-disk'));
  }),
  duty('today-text-200', 'events=1&lights=wrong', async (page) => {
    await largest(page);
    await page.waitForSelector(byTestId('light-disk'));
  }),
  duty('today-contrast', 'events=1&lights=wrong', async (page) => {
    await tap(page, 'display-options', 'high-contrast', 'display-options');
    await page.waitForSelector(byTestId('light-disk'));
  }),
  duty('ends', 'events=1', async (page) => {
    await page.clock.runFor(51_000);
    await page.waitForSelector(byTestId('duty-ends'));
  }),
  duty('search', 'events=1', (page) => tap(page, 'nav-search')),
  duty('search-hits', 'events=1', (page) => search(page, 'کریمی')),
  duty('search-nameless', 'events=1', (page) => search(page, '091233')),
  duty('search-many', 'events=3', async (page) => {
    await search(page, 'con');
    await tap(page, 'board');
  }),
  duty('search-nobody', 'events=1', (page) => search(page, 'Nobody at all')),
  duty('search-preparing', 'events=1&preparing', (page) => search(page, 'Nobody at all')),
  duty('search-digits', 'events=1', async (page) => {
    await tap(page, 'nav-search', 'key-digits', 'letter-0', 'letter-9', 'letter-1', 'letter-2');
    await page.clock.runFor(300);
  }),
  duty('card', 'events=1', (page) => card(page, 'سارا محمدی')),
  duty('card-inside', 'events=1', (page) => card(page, 'نیلوفر')),
  duty('card-out', 'events=1', (page) => card(page, 'رضا یوسفی')),
  duty('card-several', 'events=1', (page) => card(page, 'ترانه')),
  duty('card-family', 'events=1', (page) => card(page, 'زهرا')),
  duty('card-nameless', 'events=1', async (page) => {
    await card(page, '09123316760');
    await tap(page, 'staff-check-in-1');
  }),
  duty('card-text-200', 'events=1', async (page) => {
    await card(page, 'زهرا');
    await largest(page);
  }),
  duty('undo', 'events=1', async (page) => {
    await card(page, 'نیلوفر');
    await tap(page, 'staff-undo-1', 'reason-1');
  }),
  duty('undo-out', 'events=1', async (page) => {
    await card(page, 'رضا یوسفی');
    await tap(page, 'staff-undo-1', 'reason-3');
  }),
  duty('undo-typed', 'events=1', async (page) => {
    await card(page, 'نیلوفر');
    await tap(page, 'staff-undo-1', 'reason');
    await page.waitForSelector(byTestId('letters'));
  }),
  duty('name', 'events=1', async (page) => {
    await card(page, 'Jonas');
    await tap(page, 'correct-name-1');
  }),
  duty('vouch', 'events=1', async (page) => {
    await card(page, 'نیلوفر');
    await tap(page, 'vouch', 'reason-2');
  }),
  duty('vouch-pin', 'events=1', async (page) => {
    await card(page, 'نیلوفر');
    await tap(page, 'vouch', 'reason-2', 'confirm');
    await keypad(page, '0000');
    await tap(page, 'confirm');
    await page.waitForSelector(byTestId('error'));
    await keypad(page, '47');
  }),
  duty('locked', 'events=1&locked', async (page) => {
    await tap(page, 'nav-more');
    await page.waitForSelector(byTestId('unlock-station'));
  }),
  duty('unlock', 'events=1', async (page) => {
    await tap(page, 'nav-more', 'unlock-mobile');
    await keypad(page, '0935000');
  }),
  duty('unlock-refused', 'events=1', async (page) => {
    await tap(page, 'nav-more', 'unlock-mobile');
    await keypad(page, '0935');
    await tap(page, 'confirm');
    await page.waitForSelector(byTestId('error'));
  }),
  duty('unlocked', 'events=1', async (page) => {
    await search(page, '09350001122');
    await tap(page, 'unlock-mobile', 'confirm');
    await page.waitForSelector(byTestId('unlocked'));
  }),
  duty('search-unlisted', 'events=1', (page) => search(page, '09350001122')),
  duty('walk-in', 'events=1', async (page) => {
    await tap(page, 'nav-walk-in');
    await page.waitForSelector(byTestId('walk-in-type-1'));
  }),
  {
    ...duty('walk-in-text-200', 'events=1', async (page) => {
      await tap(page, 'nav-walk-in');
      await largest(page);
    }),
    words: true,
  },
  duty('walk-in-many', 'events=8', async (page) => {
    await tap(page, 'nav-walk-in');
    await page.waitForSelector(byTestId('walk-in-type-1'));
  }),
  duty('today-many', 'events=8', async (page) => {
    await page.waitForSelector(byTestId('light-disk'));
  }),
  duty('walk-in-refused', 'events=3', async (page) => {
    await tap(page, 'nav-walk-in');
    await page.fill(byTestId('walk-in-name'), 'نیکا رستگار');
    await page.fill(byTestId('walk-in-mobile'), '0912300');
    await tap(page, 'register');
    await page.waitForSelector(byTestId('error'));
  }),
  duty('walk-in-card', 'events=1', async (page) => {
    await tap(page, 'nav-walk-in');
    await page.fill(byTestId('walk-in-name'), 'نیکا رستگار');
    await tap(page, 'register');
    await page.waitForSelector(byTestId('card'));
  }),
  duty('more', 'events=1&calls', (page) => tap(page, 'nav-more')),
  duty('more-called', 'events=1', (page) => tap(page, 'nav-more', 'call-staff')),
  duty('more-unheard', 'events=1&link=offline&waiting=4', (page) => tap(page, 'nav-more', 'call-staff')),
  duty('more-steward', 'events=1&staff=steward', (page) => tap(page, 'nav-more')),
  duty('set-up', 'events=1&link=alone', async (page) => {
    await tap(page, 'nav-more', 'set-up');
    await page.waitForSelector(byTestId('step-way'));
  }),
  duty('set-up-choices', 'events=3&account', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-choices');
    await page.waitForSelector(byTestId('account-kept'));
  }),
  duty('set-up-account', 'events=3', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-choices', 'sms-kavenegar', 'keep');
    await page.waitForSelector(byTestId('step-account'));
  }),
  duty('set-up-forgotten', 'events=1&link=not_known', async (page) => {
    await tap(page, 'nav-more', 'set-up');
    await page.waitForSelector(byTestId('way-join'));
  }),
  duty('set-up-online', 'events=1', async (page) => {
    await tap(page, 'nav-more', 'set-up');
    await page.waitForSelector(byTestId('way-join'));
  }),
  duty('set-up-named', 'events=3&named', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-choices');
    await page.waitForSelector(byTestId('sms-named'));
  }),
  duty('set-up-kept', 'events=3', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-choices', 'serves-2', 'keep');
    await page.waitForSelector(byTestId('kept'));
  }),
  duty('set-up-roster', 'events=1&link=alone', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-roster', 'file-2');
    await page.waitForSelector(byTestId('imported'));
  }),
  duty('set-up-staff', 'events=1&link=alone', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-staff');
    await page.waitForSelector(byTestId('colleague-3'));
  }),
  duty('set-up-staff-added', 'events=1&link=alone', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-staff');
    await page.fill(byTestId('staff-name'), 'نیکا رستگار');
    await page.fill(byTestId('staff-pin'), '2468');
    await tap(page, 'keep-staff');
    await page.waitForSelector(byTestId('pin-set'));
  }),
  duty('set-up-staff-pin', 'events=1&link=alone', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-staff', 'colleague-2', 'staff-pin');
    await page.fill(byTestId('staff-pin'), '24680');
  }),
  duty('set-up-test', 'events=1', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-test', 'run-test');
    await page.waitForSelector(byTestId('tested'));
  }),
  duty('set-up-join', 'events=1&link=alone', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-join');
    await page.fill(byTestId('join-code'), 'connect');
    await tap(page, 'join');
    await page.waitForSelector(byTestId('error'));
  }),
  duty('set-up-text-200', 'events=3', async (page) => {
    await tap(page, 'nav-more', 'set-up', 'way-choices');
    await largest(page);
  }),
  duty('close', 'events=1', (page) => tap(page, 'nav-more', 'close-kiosk')),
  duty('export', 'events=1', async (page) => {
    await tap(page, 'nav-more', 'export');
    await page.waitForSelector(byTestId('drive-1'));
  }),
  duty('export-none', 'events=1&drives=none', async (page) => {
    await tap(page, 'nav-more', 'export');
    await page.waitForSelector(byTestId('no-drive'));
  }),
  duty('export-done', 'events=1', async (page) => {
    await tap(page, 'nav-more', 'export', 'drive-1');
    await page.waitForSelector(byTestId('exported'));
  }),
  duty('export-silent', 'events=1&drives=silent', async (page) => {
    await tap(page, 'nav-more', 'export');
    await page.waitForSelector(byTestId('drive-2'));
  }),
  duty('export-locked', 'events=1&drives=locked', async (page) => {
    await tap(page, 'nav-more', 'export');
    await page.waitForSelector(byTestId('drive-2'));
  }),
  duty('export-writing', 'events=1&writes', async (page) => {
    await tap(page, 'nav-more', 'export', 'drive-1');
    await page.waitForSelector(byTestId('writing'));
  }),
  duty('export-full', 'events=1&drives=full', async (page) => {
    await tap(page, 'nav-more', 'export', 'drive-1');
    await page.waitForSelector(byTestId('error'));
  }),
];
