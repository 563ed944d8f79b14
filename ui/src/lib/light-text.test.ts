import { describe, expect, it } from 'vitest';
import type { Light } from './bindings/Light';
import { messages } from './i18n';
import { lightAdvice } from './light-text';

type Of<What extends Light['what']> = Extract<Light, { what: What }>;

const link = (why: Of<'link'>['why'], state: Light['state'] = 'act'): Light => ({
  what: 'link',
  state,
  why,
  forMs: 720_000,
});
const roster = (why: Of<'roster'>['why'], state: Light['state'] = 'act'): Light => ({
  what: 'roster',
  state,
  why,
  ageMs: null,
});
const sms = (why: Of<'sms'>['why'], state: Light['state'] = 'act'): Light => ({
  what: 'sms',
  state,
  why,
  sent: 3,
  failed: 2,
  delayMs: 31_000,
});
const clock = (why: Of<'clock'>['why'], state: Light['state'] = 'watch'): Light => ({
  what: 'clock',
  state,
  why,
  offMs: why === 'off' ? -240_000 : null,
});
const disk = (state: Light['state']): Light => ({ what: 'disk', state, freeBytes: 0 });
const records = (state: Light['state']): Light => ({
  what: 'records',
  state,
  waiting: 3,
  oldestMs: 90_000,
});

/** What each that isn't well sends staff to, in English and in Persian. */
const SENT_TO: readonly (readonly [Light, RegExp, RegExp])[] = [
  [link('connecting', 'watch'), /in a minute.*cable/, /یک دقیقه.*کابل/],
  [link('offline'), /^Check the network cable/, /^کابل شبکه/],
  [link('in_the_way'), /whoever runs the network/, /مسئول شبکه/],
  [link('centre_down'), /organiser.*centre cannot serve/, /برگزارکننده.*مرکز اکنون به این دستگاه جواب نمی‌دهد/],
  [link('certificate'), /organiser.*certificate/, /برگزارکننده.*گواهی/],
  [link('clock'), /clock right in the system settings/, /ساعت دستگاه را در تنظیمات سیستم/],
  [link('revoked'), /guests to another kiosk.*organiser/, /دستگاه دیگری.*برگزارکننده/],
  [link('not_known'), /organiser for a new text to join/, /متن تازه‌ای برای پیوستن/],
  [records('watch'), /Keep the kiosk on/, /دستگاه را خاموش نکنید/],
  [records('act'), /Keep the kiosk on/, /دستگاه را خاموش نکنید/],
  [roster('old', 'watch'), /search at another kiosk/, /دستگاه دیگری هم جست‌وجو/],
  [roster('loading', 'watch'), /wait a little/, /کمی صبر کنید/],
  [roster('none'), /Connect this kiosk to the network/, /به شبکه وصل کنید/],
  [roster('not_imported'), /supervisor.*from a file/, /سرپرست.*از یک فایل/],
  [roster('not_brought'), /^Tell the organiser.*no guest list/, /^به برگزارکننده.*فهرست مهمانان ندارد/],
  [roster('unknown', 'watch'), /update the kiosk/, /دستگاه را به‌روز کند/],
  [roster('erased'), /guests to another kiosk.*organiser/, /دستگاه دیگری.*برگزارکننده/],
  [sms('slow', 'watch'), /wait a little/, /کمی صبر کنند/],
  [sms('failing'), /organiser.*SMS credit/, /برگزارکننده.*اعتبار پیامک/],
  [sms('failing', 'watch'), /organiser.*SMS credit/, /برگزارکننده.*اعتبار پیامک/],
  [sms('not_listed'), /search.*organiser/, /جست‌وجو.*برگزارکننده/],
  [sms('no_way'), /supervisor/, /سرپرست/],
  [sms('locked'), /unlock this kiosk/, /قفل این دستگاه را باز کنید/],
  [sms('down'), /[Cc]heck the connection/, /^ارتباط را بررسی کنید/],
  [sms('another_way', 'watch'), /check why it fails/, /راه اول/],
  [clock('off', 'act'), /clock right in the system settings/, /در تنظیمات سیستم درست کنید/],
  [clock('unconfirmed'), /Compare/, /مقایسه کنید/],
  [disk('watch'), /When the day is over, remove files/, /پس از پایان کار/],
  [disk('act'), /^Remove files.*guests to another/, /^فایل‌های اضافه.*دستگاه دیگری/],
];

describe('a light that is not well', () => {
  it.each(SENT_TO)('sends staff to what mends it: %j', (light, english, persian) => {
    expect(lightAdvice(light, messages('en'))).toMatch(english);
    expect(lightAdvice(light, messages('fa'))).toMatch(persian);
  });

  it('is the only one that says what to do', () => {
    for (const [light] of SENT_TO) {
      expect(lightAdvice({ ...light, state: 'well' }, messages('en'))).toBeUndefined();
    }
  });
});
