import { fireEvent } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { NAMESAKES } from '../lib/fake-door';
import { Kiosk } from '../testing/kiosk';

async function asked(): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor();
  await kiosk.holdCorner();
  return kiosk;
}

const RIGHT = '4711';

describe('the corner for staff', () => {
  it('opens when it is held for three seconds, and not before', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.tap('staff-entry');
    await fireEvent.pointerUp(kiosk.see('staff-entry'));
    await kiosk.holdCorner(2_900);
    await kiosk.pass(5_000);
    expect(kiosk.screen).toBe('attract');
    await kiosk.holdCorner();
    expect(kiosk.screen).toBe('pin');
  });

  it('is held with a key as well', async () => {
    const kiosk = await Kiosk.atTheDoor();
    kiosk.see('staff-entry').focus();
    await fireEvent.keyDown(kiosk.see('staff-entry'), { key: 'Enter' });
    await kiosk.pass(3_000);
    expect(kiosk.screen).toBe('pin');
  });
});

describe('the PIN', () => {
  it('is of whom was chosen, and never to be read', async () => {
    const kiosk = await asked();
    expect(kiosk.isDisabled('key-1'), 'nobody is chosen').toBe(true);
    await kiosk.tap('staff-member-2');
    expect(kiosk.see('staff-member-2').getAttribute('aria-pressed')).toBe('true');
    await kiosk.keypad('9876');
    expect(kiosk.see('pin').dataset['length']).toBe('4');
    expect(kiosk.everything).not.toContain('9876');
    await kiosk.tap('key-back');
    expect(kiosk.see('pin').dataset['length']).toBe('3');
    await kiosk.tap('staff-member-1');
    expect(kiosk.see('pin').dataset['length']).toBe('0');
  });

  it('is of one whose event says which of two with one name it is', async () => {
    const kiosk = await Kiosk.atTheDoor(2, ({ door }) => {
      door.members = [...NAMESAKES, ...door.members.slice(1)];
    });
    await kiosk.holdCorner();
    expect(kiosk.text('staff-member-1')).toContain('همایش ملی فناوری‌های نو');
    expect(kiosk.text('staff-member-2')).toContain('نشست شبانه شعر و موسیقی');
    expect(kiosk.text('staff-member-3'), 'who is alone with that name').toBe('Jonas Berg پذیرش');
  });

  it('is of one whose name stands where its letters have their place', async () => {
    const names = ['تارا', 'وحید', 'پریسا', 'چمن', 'ژاله', 'کاوه', 'گلی', 'یاسمن', 'Zoe', 'ali'];
    const kiosk = await Kiosk.atTheDoor(1, ({ door }) => {
      door.members = names.map((name) => ({ id: name, name, role: 'steward', events: [] }));
    });
    await kiosk.holdCorner();
    const shown = () =>
      [...document.querySelectorAll('[data-testid^="staff-member-"] strong')].map((of) => of.textContent);
    const persian = ['پریسا', 'تارا', 'چمن', 'ژاله', 'کاوه', 'گلی', 'وحید', 'یاسمن'];
    expect(shown()).toEqual([...persian, 'ali', 'Zoe']);
    await kiosk.tap('language');
    expect(shown()).toEqual(['ali', 'Zoe', ...persian]);
  });

  it('needs no choice where there is one person', async () => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.door.members = station.door.members.slice(0, 1);
    });
    await kiosk.holdCorner();
    await kiosk.type(...RIGHT, 'Enter');
    expect(kiosk.screen).toBe('staff');
    expect(kiosk.station.door.onDuty?.name).toBe('مینا شریفی');
  });

  it('says so where there is nobody', async () => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.door.members = [];
    });
    await kiosk.holdCorner();
    expect(kiosk.text('nobody')).toContain('هنوز همکاری');
    expect(kiosk.isDisabled('key-1')).toBe(true);
  });

  it('says of a kiosk whose permission was withdrawn why there is nobody', async () => {
    const kiosk = await Kiosk.atTheDoor(0, (station) => {
      station.view = { ...station.view, link: 'revoked' };
      station.door.members = [];
    });
    await kiosk.holdCorner();
    expect(kiosk.text('nobody')).toContain('پس گرفته شده');
  });

  it('that is wrong is said so, with the tries left, and typed again', async () => {
    const kiosk = await asked();
    await kiosk.tap('staff-member-1');
    await kiosk.keypad('0000');
    await kiosk.tap('enter-pin');
    expect(kiosk.text('error')).toBe('رمز درست نبود. ۴ بار دیگر می‌توانید امتحان کنید.');
    expect(kiosk.see('pin').dataset['length']).toBe('0');
    await kiosk.tap('key-4');
    expect(kiosk.find('error')).toBeNull();
    await kiosk.keypad('711');
    await kiosk.tap('enter-pin');
    expect(kiosk.screen).toBe('staff');
  });

  it('waits after too many, counting down, whatever is typed meanwhile', async () => {
    const kiosk = await asked();
    await kiosk.tap('staff-member-1');
    for (let i = 0; i < 5; i += 1) {
      await kiosk.keypad('0000');
      await kiosk.tap('enter-pin');
    }
    expect(kiosk.text('countdown')).toBe('۰:۳۰');
    expect(kiosk.isDisabled('key-1')).toBe(true);
    const tries = kiosk.station.count('enterPin');
    await kiosk.type(...RIGHT, 'Enter');
    await kiosk.pass(10_000);
    expect(kiosk.station.count('enterPin')).toBe(tries);
    expect(kiosk.see('pin').dataset['length']).toBe('0');
    await kiosk.tap('staff-member-1');
    await kiosk.pass(20_000);
    expect(kiosk.find('countdown')).toBeNull();
    await kiosk.keypad(RIGHT);
    await kiosk.tap('enter-pin');
    expect(kiosk.screen).toBe('staff');
  });

  it('of one who waits keeps nobody else from typing theirs', async () => {
    const kiosk = await asked();
    await kiosk.tap('staff-member-1');
    await kiosk.keypad('0000');
    kiosk.station.refuseNext = { enterPin: { code: 'pin_wait', retryAfterMs: 900_000 } };
    await kiosk.tap('enter-pin');
    expect(kiosk.isDisabled('key-1')).toBe(true);
    await kiosk.tap('staff-member-2');
    expect(kiosk.find('countdown')).toBeNull();
    await kiosk.keypad(RIGHT);
    await kiosk.tap('enter-pin');
    expect(kiosk.screen).toBe('staff');
    expect(kiosk.station.door.onDuty?.name).toBe('Jonas Berg');
  });

  it('says again that the kiosk itself waits, whoever is chosen', async () => {
    const kiosk = await asked();
    const refused = { enterPin: { code: 'pin_wait', retryAfterMs: 30_000 } } as const;
    for (const member of [1, 2]) {
      await kiosk.tap(`staff-member-${String(member)}`);
      await kiosk.keypad(RIGHT);
      kiosk.station.refuseNext = refused;
      await kiosk.tap('enter-pin');
      expect(kiosk.text('countdown'), String(member)).toBe('۰:۳۰');
    }
  });

  it('is tried once by two touches', async () => {
    const kiosk = await asked();
    await kiosk.tap('staff-member-1');
    await kiosk.keypad(RIGHT);
    kiosk.station.answersInMs = 500;
    await kiosk.tapTwice('enter-pin');
    await kiosk.type('Enter');
    await kiosk.pass(500);
    expect(kiosk.station.count('enterPin')).toBe(1);
  });

  it('that could not be tried is said so in English as well', async () => {
    const kiosk = await asked();
    await kiosk.tap('language');
    await kiosk.tap('staff-member-1');
    kiosk.station.refuseNext = { enterPin: new Error('disk full') };
    await kiosk.keypad(RIGHT);
    await kiosk.tap('enter-pin');
    expect(kiosk.text('error')).toBe('That was not done. Please try again.');
    expect(kiosk.title).toBe('Enter your PIN');
  });
});

describe('a ticket under the scanner', () => {
  it.each(['CON-00200', '0020000'])('is nobody\'s PIN: %s', async (code) => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.door.members = station.door.members.slice(0, 1);
    });
    await kiosk.holdCorner();
    await kiosk.keypad('47');
    for (let i = 0; i < 3; i += 1) {
      await kiosk.scan(code);
      await kiosk.pass(3_000);
    }
    expect(kiosk.station.count('enterPin')).toBe(0);
    expect(kiosk.see('pin').dataset['length']).toBe('2');
    await kiosk.keypad('11');
    await kiosk.tap('enter-pin');
    expect(kiosk.screen).toBe('staff');
  });

  it('keeps the screen for the PIN no longer', async () => {
    const kiosk = await asked();
    await kiosk.pass(20_000);
    await kiosk.scan('CON-00200');
    await kiosk.pass(10_000);
    expect(kiosk.screen).toBe('attract');
  });
});

describe('whoever opened it by mistake', () => {
  it.each(['cancel', 'Escape', 'nobody'])('comes back to what was begun: %s', async (by) => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.holdCorner();
    expect(kiosk.screen).toBe('pin');
    expect(kiosk.everything, 'nothing of the attendee shows').not.toContain('0912');
    if (by === 'cancel') await kiosk.tap('cancel');
    else if (by === 'Escape') await kiosk.type('Escape');
    else await kiosk.pass(30_000);
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲');
  });

  it('is not let in by an answer that comes too late', async () => {
    const kiosk = await asked();
    await kiosk.tap('staff-member-1');
    await kiosk.keypad(RIGHT);
    kiosk.station.answersInMs = 40_000;
    await kiosk.tap('enter-pin');
    await kiosk.pass(30_000);
    expect(kiosk.screen).toBe('attract');
    await kiosk.pass(120_000);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.door.onDuty, 'the station is told that nobody is').toBeUndefined();
  });
});
