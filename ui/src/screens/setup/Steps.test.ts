import { fireEvent } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { FakeStation } from '../../lib/fake-station';
import { Kiosk } from '../../testing/kiosk';

const TEXT = 'https://centre.example/enrol#1.ABCD-EFGH';

const alone = (station: FakeStation) => {
  station.view = { ...station.view, link: 'alone' };
  station.sms = { relay: false, relayLast: false, kavenegar: false, outbox: '/tmp/sms.jsonl' };
};

/** A supervisor before what can be set of a kiosk that runs. */
async function settings(events = 1, prepare?: (station: FakeStation) => void): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor(events, prepare);
  await kiosk.enterAsStaff();
  await kiosk.tap('nav-more');
  await kiosk.tap('set-up');
  expect(kiosk.view).toBe('set-up');
  return kiosk;
}

const value = (kiosk: Kiosk, testid: string) => (kiosk.see(testid) as HTMLInputElement).value;
const chosen = (kiosk: Kiosk, testid: string) => kiosk.see(testid).getAttribute('aria-pressed');

describe('the set-up of a kiosk that runs', () => {
  it('changes which events are served and the language, and the next attendee sees it', async () => {
    const kiosk = await settings(3);
    await kiosk.tap('way-choices');
    expect(chosen(kiosk, 'serves-1')).toBe('true');
    expect(chosen(kiosk, 'language-fa')).toBe('true');
    await kiosk.tap('serves-2');
    await kiosk.tap('serves-3');
    await kiosk.tap('language-en');
    await kiosk.tap('keep');
    expect(kiosk.text('kept')).toContain('ثبت شد');
    // Whoever changed it reads on in their own language, and is still on duty.
    await kiosk.pass(10_000);
    expect(document.body.lang).toBe('fa');
    await kiosk.tap('way-choices');
    expect(chosen(kiosk, 'serves-2'), 'it is offered again').toBe('false');
    expect(chosen(kiosk, 'language-en')).toBe('true');
    await kiosk.tap('leave-duty');
    expect(kiosk.screen).toBe('attract');
    expect(document.body.lang).toBe('en');
    expect(kiosk.station.count('setupSms'), 'what sends texts did not begin anew').toBe(0);
  });

  it('leads back from each step, and to the staff again', async () => {
    const kiosk = await settings(1, alone);
    for (const way of ['choices', 'test', 'join']) {
      await kiosk.tap(`way-${way}`);
      await kiosk.tap('step-back');
      expect(kiosk.find('step-way')).not.toBeNull();
    }
    await kiosk.tap('way-roster');
    await kiosk.tap('next');
    await kiosk.tap('way-test');
    await kiosk.type('Escape');
    expect(kiosk.find('step-way')).not.toBeNull();
    await kiosk.tap('step-back');
    expect(kiosk.view).toBe('more');
    await kiosk.tap('set-up');
    await kiosk.tap('nav-today');
    expect(kiosk.view).toBe('today');
  });

  it('is left by itself after the minute of the duty, with what was typed', async () => {
    const kiosk = await settings();
    await kiosk.tap('way-choices');
    await kiosk.tap('sms-kavenegar');
    await kiosk.tap('keep');
    await kiosk.fill('kavenegar-key', 'not-for-anybody');
    await kiosk.pass(60_250);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.everything).not.toContain('not-for-anybody');
    await kiosk.enterAsStaff();
    expect(kiosk.view).toBe('today');
  });

  it('keeps an account that is set, unless another is typed', async () => {
    const kiosk = await settings(1, (station) => {
      station.sms = { relay: false, relayLast: false, kavenegar: true, outbox: null };
    });
    await kiosk.tap('way-choices');
    expect(kiosk.find('account-kept')).not.toBeNull();
    await kiosk.tap('keep');
    expect(kiosk.station.count('setupSms')).toBe(0);
    await kiosk.tap('way-choices');
    await kiosk.tap('another-account');
    await kiosk.fill('kavenegar-key', 'k');
    expect(kiosk.isDisabled('keep'), 'a key without its template').toBe(true);
    await kiosk.tap('step-back');
    expect(kiosk.find('account-kept'), 'another was begun').toBeNull();
    await kiosk.tap('keep');
    await kiosk.fill('kavenegar-template', 'code');
    await kiosk.tap('keep');
    expect(kiosk.station.count('setupSms')).toBe(1);
  });

  it('sends by a second way what the first does not take', async () => {
    const kiosk = await settings();
    await kiosk.tap('way-choices');
    expect(chosen(kiosk, 'sms-then-none'), 'one way is enough').toBe('true');
    await kiosk.tap('sms-then-kavenegar');
    await kiosk.tap('keep');
    expect(kiosk.isDisabled('keep'), 'an account is needed').toBe(true);
    await kiosk.fill('kavenegar-key', 'k');
    await kiosk.fill('kavenegar-template', 'code');
    await kiosk.tap('keep');
    expect(kiosk.station.sms).toEqual({ relay: true, relayLast: false, kavenegar: true, outbox: null });
    // The other way round; the account stays.
    await kiosk.tap('way-choices');
    expect(chosen(kiosk, 'sms-then-kavenegar')).toBe('true');
    await kiosk.tap('sms-kavenegar');
    expect(chosen(kiosk, 'sms-then-none'), 'not twice the same').toBe('true');
    await kiosk.tap('sms-then-relay');
    expect(kiosk.find('account-kept')).not.toBeNull();
    await kiosk.tap('keep');
    expect(kiosk.station.sms).toEqual({ relay: true, relayLast: true, kavenegar: true, outbox: null });
    await kiosk.tap('way-choices');
    await kiosk.tap('sms-none');
    expect(kiosk.find('sms-then-none')).toBeNull();
    await kiosk.tap('keep');
    expect(kiosk.station.sms).toEqual({ relay: false, relayLast: false, kavenegar: false, outbox: null });
  });

  it('takes a key in both cases from the keys of the screen', async () => {
    const kiosk = await settings();
    await kiosk.tap('way-choices');
    await kiosk.tap('sms-kavenegar');
    await kiosk.tap('keep');
    for (const key of ['letter-A', 'key-case', 'letter-B', 'key-case', 'letter-C', 'key-digits', 'letter-7']) {
      await kiosk.tap(key);
    }
    expect(value(kiosk, 'kavenegar-key')).toBe('aBc7');
  });

  it('asks for no second way where there is no other', async () => {
    const kiosk = await settings(1, alone);
    await kiosk.tap('way-choices');
    await kiosk.tap('sms-kavenegar');
    expect(kiosk.find('sms-then-none')).toBeNull();
  });

  it('says of what the command line says that it is not changed here', async () => {
    const kiosk = await settings(1, (station) => {
      station.sms = null;
      station.languageIsNamed = true;
    });
    await kiosk.tap('way-choices');
    expect(kiosk.find('sms-named')).not.toBeNull();
    expect(kiosk.find('language-named')).not.toBeNull();
    expect(kiosk.find('sms-none')).toBeNull();
    await kiosk.tap('keep');
    expect(kiosk.station.count('setupLanguage') + kiosk.station.count('setupSms')).toBe(0);
  });

  it('tests the kiosk', async () => {
    const kiosk = await settings();
    await kiosk.tap('way-test');
    await kiosk.tap('run-test');
    expect(kiosk.see('tested').dataset['sms']).toBe('not_asked');
    expect(kiosk.find('finish')).toBeNull();
  });

  it('says of each way of texts what the test came to', async () => {
    const kiosk = await settings(1, (station) => {
      station.sms = { relay: true, relayLast: false, kavenegar: true, outbox: null };
    });
    await kiosk.tap('way-test');
    await kiosk.fill('test-mobile', '09120000000');
    await kiosk.tap('run-test');
    expect(kiosk.see('light-sms-relay').dataset['state']).toBe('well');
    expect(kiosk.text('light-sms-kavenegar')).toContain('فرستاده نشد');
  });

  it('is offered to no steward', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.enterAsStaff(2);
    await kiosk.tap('nav-more');
    expect(kiosk.find('set-up')).toBeNull();
  });

  it('ends when the station says that the duty is over', async () => {
    const kiosk = await settings();
    await kiosk.tap('way-choices');
    kiosk.station.refuseNext = { setupServe: { code: 'not_on_duty' } };
    await kiosk.tap('keep');
    expect(kiosk.screen).toBe('attract');
  });
});

describe('a kiosk that serves alone', () => {
  it('takes another colleague, and another PIN for one', async () => {
    const kiosk = await settings(1, alone);
    await kiosk.tap('way-staff');
    await kiosk.fill('staff-name', 'Jonas Berg');
    await kiosk.fill('staff-pin', '246');
    expect(value(kiosk, 'staff-pin'), 'in the digits of the screen').toBe('۲۴۶');
    expect(kiosk.see('staff-pin').getAttribute('type'), 'the queue reads nothing').toBe('password');
    await fireEvent.pointerDown(kiosk.see('staff-pin-show'));
    expect(kiosk.see('staff-pin').getAttribute('type')).toBe('text');
    await fireEvent.pointerLeave(kiosk.see('staff-pin-show'));
    expect(kiosk.see('staff-pin').getAttribute('type')).toBe('password');
    await fireEvent.keyDown(kiosk.see('staff-pin-show'), { key: ' ' });
    expect(kiosk.see('staff-pin').getAttribute('type')).toBe('text');
    await fireEvent.keyUp(kiosk.see('staff-pin-show'), { key: ' ' });
    expect(kiosk.see('staff-pin').getAttribute('type')).toBe('password');
    expect(kiosk.isDisabled('keep-staff'), 'a PIN has four digits').toBe(true);
    await kiosk.fill('staff-pin', '2468');
    await kiosk.tap('keep-staff');
    expect(kiosk.text('error')).toContain('همین نام');
    await kiosk.fill('staff-name', 'نیکا رستگار');
    await kiosk.tap('role-supervisor');
    await kiosk.tap('keep-staff');
    expect(kiosk.text('pin-set')).toContain('نیکا رستگار');
    expect(kiosk.text('colleague-4')).toContain('سرپرست');
    expect(value(kiosk, 'staff-pin'), 'it stands there for nobody').toBe('');
    await kiosk.tap('colleague-2');
    expect(kiosk.find('staff-name')).toBeNull();
    await kiosk.fill('staff-pin', '97531');
    await kiosk.tap('keep-staff');
    expect(kiosk.text('pin-set')).toContain('Jonas Berg');
    expect(kiosk.station.count('setupSetPin')).toBe(1);
    await kiosk.tap('leave-duty');
    expect(kiosk.everything).not.toContain('2468');
  });

  it('has each colleague where their name has its place', async () => {
    const kiosk = await settings(1, (station) => {
      alone(station);
      const [supervisor] = station.door.members;
      const names = ['وحید', 'پریسا', 'گلی'];
      const more = names.map((name) => ({ id: name, name, role: 'steward' as const, events: [] }));
      station.door.members = [...(supervisor ? [supervisor] : []), ...more];
    });
    await kiosk.tap('way-staff');
    const shown = [...document.querySelectorAll('[data-testid^="colleague-"] bdi')];
    expect(shown.map((of) => of.textContent)).toEqual(['پریسا', 'گلی', 'مینا شریفی', 'وحید']);
  });

  it('tells two lists of one name apart', async () => {
    const kiosk = await settings(1, alone);
    await kiosk.tap('way-roster');
    expect(kiosk.text('file-1')).toContain('۴۸ کیلوبایت روی USB');
    expect(kiosk.text('file-2')).toContain('۱٫۲ کیلوبایت روی USB');
    expect(kiosk.text('file-4')).toContain('۳٫۹ مگابایت روی USB، پوشه نسخه ۲');
  });

  it('reads another list', async () => {
    const kiosk = await settings(1, alone);
    await kiosk.tap('way-roster');
    await kiosk.pass(2_500);
    await kiosk.tap('file-2');
    expect(kiosk.see('imported').dataset).toMatchObject({ added: '31', rejected: '5' });
    await kiosk.tap('nav-today');
    expect(kiosk.view).toBe('today');
  });

  it('tells the next supervisor of a list that was read when the one before had gone', async () => {
    let read: () => void = () => undefined;
    const kiosk = await settings(1, (station) => {
      alone(station);
      const real = station.importRosterFile.bind(station);
      station.importRosterFile = async (event, path) => {
        await new Promise<void>((done) => {
          read = done;
        });
        return real(event, path);
      };
    });
    const atTheList = async () => {
      await kiosk.enterAsStaff();
      await kiosk.tap('nav-more');
      await kiosk.tap('set-up');
      await kiosk.tap('way-roster');
    };
    await kiosk.tap('way-roster');
    await kiosk.tap('file-2');
    await kiosk.pass(60_250);
    expect(kiosk.screen).toBe('attract');
    await atTheList();
    expect(kiosk.find('imported')).toBeNull();
    await kiosk.tap('leave-duty');
    read();
    await atTheList();
    expect(kiosk.see('imported').dataset['added']).toBe('31');
    await kiosk.tap('leave-duty');
    await atTheList();
    expect(kiosk.find('imported'), 'it was told').toBeNull();
    await kiosk.tap('file-1');
    read();
    await kiosk.pass(0);
    expect(kiosk.see('imported').dataset['added']).toBe('214');
    await kiosk.tap('leave-duty');
    await atTheList();
    expect(kiosk.find('imported'), 'who began it has seen it').toBeNull();
  });

  it('reads no other list by a double tap, of which the report moves the second half', async () => {
    const kiosk = await settings(1, alone);
    await kiosk.tap('way-roster');
    await kiosk.doubleTap('file-1', 'file-2');
    expect(kiosk.station.count('importRosterFile')).toBe(1);
    await kiosk.tap('file-2');
    expect(kiosk.station.count('importRosterFile')).toBe(2);
  });

  it('joins a centre later, and sends texts by it if that is chosen', async () => {
    const kiosk = await settings(1, alone);
    await kiosk.tap('way-join');
    expect(value(kiosk, 'station-name'), 'it has a name').toBe('ورودی شمالی ۲');
    await kiosk.fill('join-code', 'connect');
    await kiosk.tap('join');
    expect(kiosk.text('error')).toContain('این متن خوانده نشد');
    await kiosk.fill('join-code', TEXT);
    kiosk.station.refuseNext = { setupJoin: { code: 'join_code_used' } };
    await kiosk.tap('join');
    expect(kiosk.text('error')).toContain('متن تازه‌ای از مرکز بگیرید');
    await kiosk.tap('join');
    expect(kiosk.view).toBe('set-up');
    expect(kiosk.find('step-choices')).not.toBeNull();
    await kiosk.tap('sms-relay');
    await kiosk.tap('keep');
    expect(kiosk.text('way-join'), 'it has a centre now').toContain('افزودن رویدادی دیگر');
    expect(kiosk.find('way-roster')).toBeNull();
    await kiosk.tap('leave-duty');
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.view.link).toBe('online');
  });

  it('takes the text from a scanner', async () => {
    const kiosk = await settings(1, alone);
    await kiosk.scan(TEXT);
    expect(kiosk.find('step-join')).not.toBeNull();
    expect(value(kiosk, 'join-code')).toBe(TEXT);
  });

  it('is left for no ticket under the scanner', async () => {
    const kiosk = await settings();
    await kiosk.scan('CON-00200');
    expect(kiosk.find('step-way')).not.toBeNull();
    await kiosk.tap('way-choices');
    await kiosk.tap('language-en');
    await kiosk.scan('CON-00100');
    expect(kiosk.view).toBe('set-up');
    expect(chosen(kiosk, 'language-en')).toBe('true');
    await kiosk.tap('step-back');
    await kiosk.tap('step-back');
    await kiosk.scan('CON-00100');
    expect(kiosk.view).toBe('card');
  });

  it('serves another event of its centre by another text, and keeps its name', async () => {
    const kiosk = await settings();
    expect(kiosk.text('way-join')).toContain('افزودن رویدادی دیگر');
    await kiosk.tap('way-join');
    expect(kiosk.text('step-join')).not.toContain('نامی');
    expect(kiosk.find('station-name')).toBeNull();
    await kiosk.fill('join-code', TEXT);
    await kiosk.tap('join');
    expect(kiosk.find('step-choices')).not.toBeNull();
    expect(kiosk.station.view.name).toBe('ورودی شمالی ۲');
  });

  it('has no list where a centre has one, and joins none that does not answer', async () => {
    const kiosk = await settings(1, (station) => {
      station.view = { ...station.view, link: 'offline' };
    });
    expect(kiosk.find('way-roster')).toBeNull();
    expect(kiosk.find('way-join')).toBeNull();
    expect(kiosk.find('way-staff'), 'its staff are the centre\'s').toBeNull();
  });
});
