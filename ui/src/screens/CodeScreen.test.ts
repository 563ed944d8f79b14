import { cleanup } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { FakeStation } from '../lib/fake-station';
import { Kiosk } from '../testing/kiosk';

const LISTED = '09120000001';
const UNLISTED = '09129999999';

async function asked(prepare?: (station: FakeStation) => void, mobile = LISTED): Promise<Kiosk> {
  const kiosk = await Kiosk.open(1, prepare);
  await kiosk.askForCode(mobile);
  expect(kiosk.screen).toBe('code');
  return kiosk;
}

/** A code that dies in the time that nobody need touch anything for. */
const shortLived = (station: FakeStation) => {
  station.expiresInMs = 20_000;
};

const tries = (kiosk: Kiosk) => kiosk.see('tries-left').dataset['tries'];

describe('the way in to an event', () => {
  const letsAnybodyIn = (station: FakeStation) => {
    const events = station.view.events.map((event) => ({ ...event, walkIns: true }));
    station.view = { ...station.view, events };
  };

  it.each([
    ['asks for the number that somebody registered with, where there is a list', undefined, true],
    ['asks nobody for a registration where anybody may go in', letsAnybodyIn, false],
  ])('%s', async (_, prepare, listed) => {
    const kiosk = await Kiosk.open(1, prepare);
    const says = (words: string) => document.body.textContent.includes(words);
    expect(says('اگر ثبت‌نام کرده‌اید')).toBe(!listed);
    await kiosk.askForCode(UNLISTED);
    expect(says('به شماره‌ای که در فهرست مهمانان باشد')).toBe(listed);
    expect(says('سامانه پیامک کار می‌کند')).toBe(true);
    await kiosk.pass(31_000);
    kiosk.see('no-sms');
    expect(says('که با آن ثبت‌نام کرده‌اید')).toBe(listed);
    expect(says('شماره خارجی')).toBe(!listed);
  });
});

describe('a code', () => {
  it('shows its digits in the numerals of the language, from left to right in both', async () => {
    const kiosk = await asked();
    expect(kiosk.text('code')).toBe('');
    await kiosk.keypad('123');
    expect(kiosk.text('code')).toBe('۱۲۳');
    expect(kiosk.see('code').dir).toBe('ltr');
    await kiosk.tap('language');
    expect(kiosk.text('code')).toBe('123');
    expect(kiosk.see('code').dir).toBe('ltr');
    expect(document.body.dir).toBe('ltr');
  });

  it('is sent by its fifth digit', async () => {
    const kiosk = await asked();
    await kiosk.keypad('1234');
    await kiosk.pass(5_000);
    expect(kiosk.station.count('redeemCode')).toBe(0);
    await kiosk.keypad('5');
    expect(kiosk.station.count('redeemCode')).toBe(1);
    expect(kiosk.screen).toBe('welcome');
  });

  it('says that it is being checked, and takes no other digit meanwhile', async () => {
    const kiosk = await asked();
    kiosk.station.answersInMs = 1_000;
    // It is there before it says so, or it isn't heard.
    const region = document.querySelector('.news [role="status"]');
    await kiosk.keypad('12345');
    expect(kiosk.see('code').getAttribute('aria-busy')).toBe('true');
    expect(region?.textContent).toBe('در حال بررسی…');
    expect(kiosk.isDisabled('key-1')).toBe(true);
    await kiosk.pass(1_000);
    expect(kiosk.screen).toBe('welcome');
  });

  it('is typed on a keyboard too, in any numerals', async () => {
    const kiosk = await asked();
    await kiosk.type('۱', '٢', '9', 'Backspace', 'x', '3', '4');
    expect(kiosk.text('code')).toBe('۱۲۳۴');
    await kiosk.type('5');
    expect(kiosk.screen).toBe('welcome');
  });

  it.each(['12345', 'کد ورود شما: ۱۲۳۴۵\nیک‌بارمصرف'])('is pasted: %j', async (text) => {
    const kiosk = await asked();
    await kiosk.keypad('99');
    await kiosk.paste(text);
    expect(kiosk.screen).toBe('welcome');
  });

  it('loses its last digit with the key for it', async () => {
    const kiosk = await asked();
    await kiosk.keypad('123');
    await kiosk.tap('key-back');
    expect(kiosk.text('code')).toBe('۱۲');
  });
});

describe('the time of a code', () => {
  it("is counted down from the backend's deadline", async () => {
    const kiosk = await asked((station) => {
      station.expiresInMs = 95_000;
    });
    expect(kiosk.text('countdown')).toBe('۱:۳۵');
    expect(kiosk.see('countdown').dir).toBe('ltr');
    await kiosk.pass(1_000);
    expect(kiosk.text('countdown')).toBe('۱:۳۴');
    await kiosk.tap('language');
    expect(kiosk.text('countdown')).toBe('1:34');
    await kiosk.pass(35_000);
    expect(kiosk.text('countdown')).toBe('0:59');
  });

  it('is said aloud at its marks, and not again in another language off them', async () => {
    const kiosk = await asked((station) => {
      station.expiresInMs = 95_000;
    });
    const said = () => kiosk.text('aloud');
    expect(said()).toBe('');
    await kiosk.pass(35_000);
    expect(said()).toBe('۶۰ ثانیه مانده است');
    await kiosk.pass(4_000);
    expect(said()).toBe('');
    await kiosk.tap('language');
    expect(said()).toBe('');
    await kiosk.pass(26_000);
    expect(said()).toBe('30 seconds left');
    await kiosk.tap('help');
    expect(await kiosk.hear(29), 'under a notice too').toEqual(['30 seconds left', '10 seconds left']);
  });

  it('when it is over: no more typing, and a new code instead', async () => {
    const kiosk = await asked(shortLived);
    await kiosk.keypad('12');
    await kiosk.pass(20_000);
    expect(kiosk.find('countdown')).toBeNull();
    expect(kiosk.find('tries-left')).toBeNull();
    expect(document.querySelector('h2')?.textContent).toBe('کد تازه');
    expect(kiosk.text('error')).toBe('زمان این کد تمام شد. یک کد تازه بگیرید.');
    expect(kiosk.text('code')).toBe('');
    expect(kiosk.isDisabled('key-1')).toBe(true);
    await kiosk.type('3', '4', '5');
    await kiosk.paste('12345');
    expect(kiosk.text('code')).toBe('');
    expect(kiosk.station.count('redeemCode')).toBe(0);

    expect(kiosk.text('resend')).toBe('۰:۱۰ تا کد تازه');
    await kiosk.pass(10_000);
    expect(kiosk.text('resend')).toBe('دریافت کد تازه');
    await kiosk.tap('resend');
    expect(kiosk.find('error')).toBeNull();
    expect(kiosk.text('countdown')).toBe('۰:۲۰');
    expect(document.querySelector('h2')?.textContent).toBe('پیامک نرسید؟');
    await kiosk.keypad('12345');
    expect(kiosk.screen).toBe('welcome');
  });

  it('when the backend says that it is over: the same, whatever the countdown says', async () => {
    const kiosk = await asked();
    kiosk.station.refuseNext = { redeemCode: { code: 'code_expired' } };
    await kiosk.keypad('12345');
    expect(kiosk.text('error')).toBe('زمان این کد تمام شد. یک کد تازه بگیرید.');
    expect(kiosk.isDisabled('key-1')).toBe(true);
    await kiosk.tap('language');
    expect(kiosk.text('error')).toBe('This code has expired. Get a new one.');
  });

  it('when it is over and no other may be sent yet: says why and how long', async () => {
    const kiosk = await asked(shortLived);
    await kiosk.pass(30_000);
    kiosk.station.refuseNext = { resendCode: { code: 'too_many_sends', retryAfterMs: 420_000 } };
    await kiosk.tap('resend');
    expect(kiosk.text('error')).toBe('اکنون کد دیگری به این شماره فرستاده نمی‌شود.');
    expect(kiosk.text('again-in')).toBe('زمان باقی‌مانده تا تلاش دوباره: ۷:۰۰');
    expect(kiosk.text('resend')).toBe('۷:۰۰ تا کد تازه');
    expect(kiosk.isDisabled('resend')).toBe(true);
  });
});

describe('a code after which none is sent for hours', () => {
  const DAY_MS = 24 * 3_600_000;

  it('has no button that does nothing, and says why', async () => {
    const kiosk = await asked((station) => {
      station.expiresInMs = 20_000;
      station.resendInMs = DAY_MS;
    });
    expect(kiosk.find('resend')).toBeNull();
    expect(document.body.textContent).toContain(
      'اکنون کد دیگری به این شماره فرستاده نمی‌شود. حدود ۲۴ ساعت دیگر',
    );
    await kiosk.pass(20_000);
    expect(kiosk.text('error')).toContain('اکنون کد دیگری به این شماره فرستاده نمی‌شود. حدود ۲۴ ساعت دیگر');
    expect(kiosk.find('resend')).toBeNull();
    expect(kiosk.find('other-number')).not.toBeNull();
    await kiosk.tap('language');
    expect(kiosk.text('error')).toContain('No more codes can be sent to this number now.');
    expect(kiosk.text('error')).toContain('24 hours');
  });
});

describe('a wrong code', () => {
  it('says so with the tries that are left, and clears the field', async () => {
    const kiosk = await asked();
    expect(kiosk.text('tries-left')).toBe('۵ فرصت دارید');
    await kiosk.keypad('00000');
    expect(kiosk.text('error')).toBe('کد درست نبود. ۴ بار دیگر فرصت دارید.');
    expect(kiosk.see('error').getAttribute('role')).toBe('alert');
    expect(kiosk.text('tries-left')).toBe('۴ فرصت دارید');
    expect(tries(kiosk)).toBe('4');
    expect(kiosk.text('code')).toBe('');
    await kiosk.tap('language');
    expect(kiosk.text('error')).toBe('That code is wrong. 4 tries left.');
    await kiosk.keypad('12345');
    expect(kiosk.screen).toBe('welcome');
  });

  it('with no try left ends the code: no more typing, and our staff or another number instead', async () => {
    const kiosk = await asked();
    for (let i = 0; i < 5; i += 1) await kiosk.keypad('00000');
    expect(tries(kiosk)).toBe('0');
    expect(kiosk.text('error')).toBe(
      'فرصت‌های این کد تمام شد. از همکاران ما کمک بگیرید یا شماره دیگری وارد کنید.',
    );
    expect(kiosk.find('countdown')).toBeNull();
    expect(kiosk.isDisabled('key-0')).toBe(true);
    expect(kiosk.find('resend')).toBeNull();
    expect(kiosk.isCovered('call-staff')).toBe(false);
    await kiosk.pass(30_000);
    await kiosk.type('Enter');
    expect(kiosk.station.count('resendCode')).toBe(0);
    await kiosk.tap('language');
    expect(kiosk.text('error')).toBe('No tries left. Ask our staff, or enter another number.');
    await kiosk.tap('other-number');
    expect(kiosk.screen).toBe('mobile');
  });

  it('is red until the next one is begun, and shakes once', async () => {
    const kiosk = await asked();
    await kiosk.keypad('00000');
    expect(kiosk.see('code').classList).toContain('bad');
    await kiosk.keypad('1');
    expect(kiosk.see('code').classList).not.toContain('bad');
    const shaken = kiosk.see('code');
    expect(shaken.classList).toContain('shaken');
    await kiosk.tap('key-back');
    expect(kiosk.see('code')).toBe(shaken);
    expect(shaken.classList).toContain('shaken');
  });

  it('that locks the number leads to the screen that says what to do', async () => {
    const kiosk = await asked();
    kiosk.station.refuseNext = { redeemCode: { code: 'locked', retryAfterMs: 900_000 } };
    await kiosk.keypad('00000');
    expect(kiosk.screen).toBe('trouble');
    expect(kiosk.everything).not.toContain('0912000');
  });
});

describe('another code', () => {
  it('may be asked for when resendInMs has passed, not before', async () => {
    const kiosk = await asked((station) => {
      station.resendInMs = 45_000;
    });
    expect(kiosk.text('resend')).toBe('۰:۴۵ تا ارسال دوباره');
    await kiosk.pass(44_750);
    expect(kiosk.isDisabled('resend')).toBe(true);
    await kiosk.tap('resend');
    expect(kiosk.station.count('resendCode')).toBe(0);
    await kiosk.pass(250);
    expect(kiosk.text('resend')).toBe('ارسال دوباره کد');
    expect(kiosk.isDisabled('resend')).toBe(false);
    await kiosk.tap('resend');
    expect(kiosk.station.count('resendCode')).toBe(1);
    expect(kiosk.text('resent')).toBe('درخواست شما برای ارسال دوباره ثبت شد.');
    expect(kiosk.see('resent').getAttribute('role'), 'what comes of a touch is heard').toBe('alert');
    expect(kiosk.isDisabled('resend')).toBe(true);
    expect(kiosk.text('countdown')).toBe('۲:۰۰');
  });

  it('is asked for with Enter once the old one is dead, and not while it lives', async () => {
    const kiosk = await asked((station) => {
      station.resendInMs = 10_000;
      station.expiresInMs = 20_000;
    });
    await kiosk.pass(15_000);
    await kiosk.type('Enter');
    expect(kiosk.station.count('resendCode')).toBe(0);
    await kiosk.pass(5_000);
    await kiosk.type('Enter');
    expect(kiosk.station.count('resendCode')).toBe(1);
  });
});

describe('the number that the code goes to', () => {
  it('is shown, and comes back to be corrected', async () => {
    const kiosk = await asked();
    expect(kiosk.text('sent-to')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
    expect(kiosk.see('sent-to').dir).toBe('ltr');
    await kiosk.tap('correct-number');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
    expect(kiosk.station.count('finish')).toBe(1);
  });

  it.each(['button', 'Escape'])('gives way to another one: %s', async (by) => {
    const kiosk = await asked();
    await (by === 'button' ? kiosk.tap('other-number') : kiosk.type('Escape'));
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile')).toBe('');
    expect(kiosk.everything).not.toContain('0912000');
  });
});

describe('no SMS?', () => {
  it('after thirty seconds: another number, or our staff', async () => {
    const kiosk = await asked();
    await kiosk.pass(29_750);
    expect(kiosk.find('no-sms')).toBeNull();
    expect(kiosk.isCovered('call-staff'), 'its place is there, the button is not').toBe(true);
    await kiosk.pass(250);
    expect(kiosk.isCovered('call-staff')).toBe(false);
    const offered = kiosk.see('no-sms');
    expect(offered.contains(kiosk.see('call-staff'))).toBe(true);
    expect(offered.contains(kiosk.see('other-number'))).toBe(true);
    expect(kiosk.text('no-sms')).toContain('کد فقط به شماره‌ای می‌رسد که با آن ثبت‌نام کرده‌اید');
  });

  it('counts from the first request, not from the last', async () => {
    const kiosk = await asked((station) => {
      station.resendInMs = 20_000;
    });
    await kiosk.pass(20_000);
    await kiosk.tap('resend');
    await kiosk.pass(10_000);
    expect(kiosk.find('no-sms')).not.toBeNull();
  });

  it('shows the same to every number, on the list or not, at every moment', async () => {
    const seen = async (mobile: string) => {
      const kiosk = await asked(undefined, mobile);
      const moments: string[] = [];
      const look = () => {
        moments.push(kiosk.everything.replaceAll(mobile, 'NUMBER'));
      };
      look();
      await kiosk.keypad('00000');
      look();
      await kiosk.pass(15_000);
      look();
      await kiosk.pass(15_000);
      look();
      await kiosk.tap('resend');
      look();
      for (let i = 0; i < 5; i += 1) await kiosk.keypad('11111');
      look();
      cleanup();
      return moments;
    };
    expect(await seen(UNLISTED)).toEqual(await seen(LISTED));
  });

  it('says what the couriers do, never one message', async () => {
    const kiosk = await asked();
    expect(document.body.textContent).toContain('سامانه پیامک کار می‌کند.');
    kiosk.station.view = { ...kiosk.station.view, courier: 'down' };
    await kiosk.pass(2_000);
    expect(document.body.textContent).not.toContain('سامانه پیامک کار می‌کند.');
    expect(kiosk.text('courier')).toContain('پیامکی فرستاده نمی‌شود');
  });
});
