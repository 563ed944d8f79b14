import { describe, expect, it } from 'vitest';
import type { UiError } from '../lib/bindings/UiError';
import { FAKE_CODE } from '../lib/fake-station';
import { Kiosk } from '../testing/kiosk';

async function refused(reason: UiError | Error): Promise<Kiosk> {
  const kiosk = await Kiosk.open();
  kiosk.station.refuseNext = { sendCode: reason };
  await kiosk.askForCode();
  expect(kiosk.screen).toBe('trouble');
  return kiosk;
}

const LOCKED: UiError = { code: 'locked', retryAfterMs: 1_040_000 };
const PAUSED: UiError = { code: 'station_paused', retryAfterMs: 30_000 };
const FAULT: UiError = { code: 'station_fault', reference: 'A7-3F21' };

describe('what to do next is said in both languages', () => {
  const KINDS: [string, UiError, RegExp, RegExp][] = [
    ['locked', LOCKED, /همکاران ما می‌توانند همین حالا آن را باز کنند/, /staff can unlock it right away/],
    ['station_paused', PAUSED, /همین‌جا بمانید یا از دستگاه دیگری/, /Stay here, or use another kiosk/],
    ['staff_needed', { code: 'staff_needed' }, /صدایشان کنید/, /Please call one over/],
    ['station_fault', FAULT, /یک بار دیگر امتحان کنید/, /Try once more/],
    ['event_over', { code: 'event_over' }, /از همکاران ما بپرسید/, /Please ask our staff/],
    ['session_over', { code: 'session_over' }, /از نو شروع کنید/, /Please start again/],
  ];

  it.each(KINDS)('%s', async (kind, reason, fa, en) => {
    const kiosk = await refused(reason);
    expect(kiosk.see('error').dataset['trouble']).toBe(kind);
    expect(kiosk.see('error').getAttribute('role')).toBe('alert');
    expect(kiosk.text('error')).toMatch(fa);
    expect(kiosk.text('call-staff')).toBe('کمک می‌خواهم');
    const persianTitle = kiosk.title;
    await kiosk.tap('language');
    expect(kiosk.text('error')).toMatch(en);
    expect(kiosk.text('call-staff')).toBe('I need help');
    expect(kiosk.title).not.toBe(persianTitle);
  });

  it.each(KINDS)('%s: with a way back to the first screen', async (_, reason) => {
    const kiosk = await refused(reason);
    expect(kiosk.everything, 'the number is not shown').not.toContain('0912000');
    await kiosk.type('Escape');
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.count('finish')).toBe(1);
  });

  it.each(KINDS)('%s: what stands out is what the words ask for', async (kind, reason) => {
    const kiosk = await refused(reason);
    const onward = kind === 'station_fault' || kind === 'session_over';
    expect(kiosk.see(onward ? 'start-over' : 'call-staff').classList).toContain('primary');
    expect(kiosk.see(onward ? 'call-staff' : 'start-over').classList).not.toContain('primary');
  });

  it.each(KINDS)('%s: another number only where that helps', async (kind, reason) => {
    const kiosk = await refused(reason);
    expect(kiosk.find('other-number') !== null).toBe(kind === 'locked');
  });
});

describe('the time to the next try', () => {
  it.each([
    [LOCKED, '۱۷:۲۰', '۱۷:۱۹', '17:19'],
    [PAUSED, '۰:۳۰', '۰:۲۹', '0:29'],
  ])('of %j is counted down', async (reason, first, next, inEnglish) => {
    const kiosk = await refused(reason);
    expect(kiosk.text('countdown')).toBe(first);
    await kiosk.pass(1_000);
    expect(kiosk.text('countdown')).toBe(next);
    await kiosk.tap('language');
    expect(kiosk.text('countdown')).toBe(inEnglish);
  });

  it('over, says so and offers it', async () => {
    const kiosk = await refused(PAUSED);
    expect(kiosk.text('start-over')).toBe('شروع دوباره');
    expect(kiosk.see('call-staff').classList).toContain('primary');
    const region = document.querySelector('main .wait [role="status"]');
    expect(region?.textContent).toBe('');
    await kiosk.pass(30_000);
    expect(region?.textContent, 'what comes into a place that is new is not heard').toBe(
      'اکنون می‌توانید دوباره امتحان کنید.',
    );
    expect(kiosk.see('start-over').classList).toContain('primary');
    expect(kiosk.see('call-staff').classList).not.toContain('primary');
    expect(kiosk.find('countdown')).toBeNull();
    expect(kiosk.find('error'), 'nobody is told to wait').toBeNull();
    expect(document.body.textContent).toContain('اکنون می‌توانید دوباره امتحان کنید.');
    expect(kiosk.text('start-over')).toBe('دوباره امتحان می‌کنم');
    await kiosk.tap('start-over');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
  });

  it('of hours is told in hours', async () => {
    const kiosk = await refused({ code: 'locked', retryAfterMs: 20 * 3_600_000 - 60_000 });
    expect(kiosk.find('countdown')).toBeNull();
    expect(document.body.textContent).toContain('حدود ۲۰ ساعت دیگر می‌توانید دوباره امتحان کنید.');
    expect(document.body.textContent).not.toContain('تا تلاش دوباره');
    await kiosk.tap('language');
    expect(document.body.textContent).toContain('You can try again in about 20 hours.');
  });

  it('is not shown where waiting does not help', async () => {
    const kiosk = await refused({ code: 'staff_needed' });
    expect(kiosk.find('countdown')).toBeNull();
  });
});

describe('a fault', () => {
  it('shows the reference that staff find in the log, unchanged in Persian', async () => {
    const kiosk = await refused(FAULT);
    expect(document.body.textContent).toContain('شماره پیگیری: A7-3F21');
    await kiosk.tap('language');
    expect(document.body.textContent).toContain('Reference: A7-3F21');
  });

  it('that nobody foresaw says the same, without a reference', async () => {
    const kiosk = await refused(new Error('no such command'));
    expect(kiosk.see('error').dataset['trouble']).toBe('station_fault');
    expect(document.body.textContent).not.toContain('شماره پیگیری');
    expect(document.body.textContent).not.toContain('no such command');
  });

  it('is tried again with one touch, or with Enter', async () => {
    const kiosk = await refused(FAULT);
    expect(kiosk.text('start-over')).toBe('دوباره امتحان می‌کنم');
    await kiosk.pass(2_000);
    await kiosk.type('Enter');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile'), 'nobody types it twice').toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
    await kiosk.tap('send-code');
    expect(kiosk.screen).toBe('code');
  });

  it.each([
    ['a fault', FAULT, 0],
    ['a pause', PAUSED, 30_000],
  ])("after %s nobody types a ticket's code twice", async (_, reason, wait) => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('ticket-code');
    await kiosk.type(...'VIP-00117');
    kiosk.station.refuseNext = { sendCodeToTicket: reason };
    await kiosk.tap('send-code');
    expect(kiosk.screen).toBe('trouble');
    expect(kiosk.everything, 'it is not shown').not.toContain('00117');
    await kiosk.pass(wait);
    await kiosk.tap('start-over');
    expect(kiosk.screen).toBe('ticket-code');
    expect(kiosk.find('error')).toBeNull();
    expect(kiosk.text('ticket-code-field')).toBe('VIP-۰۰۱۱۷');
    await kiosk.tap('send-code');
    expect(kiosk.screen).toBe('code');
  });

  it('that a ticket under the scanner met leaves none to be typed', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('ticket-code');
    await kiosk.type(...'FAM-0');
    kiosk.station.refuseNext = { sendCodeToTicket: FAULT };
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('trouble');
    await kiosk.tap('start-over');
    expect(kiosk.screen).toBe('attract');
  });

  it.each([
    ['of the station', FAULT],
    ['that passes', PAUSED],
  ])('%s is not taken away by the Enter that ends a code', async (_, reason) => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    kiosk.station.refuseNext = { redeemCode: reason };
    await kiosk.type('1', '2', '3', '4', '5');
    await kiosk.pass(300);
    await kiosk.type('Enter');
    expect(kiosk.screen).toBe('trouble');
  });

  it('leaves the number to nobody who comes later', async () => {
    const kiosk = await refused(FAULT);
    await kiosk.pass(80_000);
    expect(kiosk.screen).toBe('attract');
    await kiosk.tap('begin');
    expect(kiosk.text('mobile')).toBe('');
  });
});

describe('a code in the hand', () => {
  /** Stopped at the fifth digit, so long after the code was asked for. */
  async function stopped(reason: UiError, afterMs: number): Promise<Kiosk> {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    await kiosk.pass(afterMs);
    kiosk.station.refuseNext = { redeemCode: reason };
    await kiosk.keypad(FAKE_CODE);
    expect(kiosk.screen).toBe('trouble');
    return kiosk;
  }

  it.each([
    ['a pause', PAUSED],
    ['a fault', FAULT],
  ])('outlives %s, and no other is sent', async (_, reason) => {
    const kiosk = await stopped(reason, 45_000);
    await kiosk.pass(30_000);
    await kiosk.tap('start-over');
    expect(kiosk.screen).toBe('code');
    expect(kiosk.text('countdown'), 'its time has gone on').toBe('۰:۴۵');
    expect(kiosk.isDisabled('key-1')).toBe(false);
    await kiosk.keypad(FAKE_CODE);
    expect(kiosk.screen, 'the digits were cleared').toBe('welcome');
    expect(kiosk.station.count('sendCode')).toBe(1);
    expect(kiosk.station.count('finish')).toBe(0);
  });

  it('that is over meanwhile leads back to its number', async () => {
    const kiosk = await stopped(PAUSED, 100_000);
    await kiosk.pass(30_000);
    await kiosk.tap('start-over');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۰۰۰ ۰۰۰۱');
  });

  it('of a ticket outlives a pause, too, and the ticket still stands for it', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.scan('VIP-00117');
    kiosk.station.refuseNext = { redeemCode: PAUSED };
    await kiosk.keypad(FAKE_CODE);
    await kiosk.pass(30_000);
    await kiosk.tap('start-over');
    expect(kiosk.screen).toBe('code');
    await kiosk.scan('VIP-00117');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    await kiosk.keypad(FAKE_CODE);
    expect(kiosk.screen).toBe('welcome');
  });

  /** Their ticket, held there again while they are stopped. */
  async function ofTicketStopped(reason: UiError): Promise<Kiosk> {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.scan('VIP-00117');
    await kiosk.pass(11_000);
    kiosk.station.refuseNext = { redeemCode: reason };
    await kiosk.keypad(FAKE_CODE);
    expect(kiosk.screen).toBe('trouble');
    return kiosk;
  }

  it('of a ticket that is held there again during a pause lives on, and is asked for once it is over', async () => {
    const kiosk = await ofTicketStopped(PAUSED);
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen, 'the wait is not over').toBe('trouble');
    await kiosk.pass(30_000);
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    expect(kiosk.station.count('finish')).toBe(0);
    await kiosk.keypad(FAKE_CODE);
    expect(kiosk.screen).toBe('welcome');
  });

  it('of a ticket that is held there again after a fault is asked for at once', async () => {
    const kiosk = await ofTicketStopped(FAULT);
    await kiosk.scan('VIP-00117');
    expect(kiosk.screen).toBe('code');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    expect(kiosk.station.count('finish')).toBe(0);
  });

  it('of a ticket waits while staff are called', async () => {
    const kiosk = await ofTicketStopped(FAULT);
    await kiosk.tap('call-staff');
    await kiosk.scan('VIP-00117');
    expect(kiosk.find('staff-called')).not.toBeNull();
    await kiosk.tap('close');
    expect(kiosk.screen).toBe('trouble');
  });
});

describe('a locked number', () => {
  it('gives way to another one', async () => {
    const kiosk = await refused(LOCKED);
    await kiosk.tap('other-number');
    expect(kiosk.screen).toBe('mobile');
    await kiosk.askForCode('09120000002');
    expect(kiosk.screen).toBe('code');
  });
});
