import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

describe('the line for staff', () => {
  it.each([
    ['connecting', 'در حال وصل شدن به مرکز', 'Connecting to the centre'],
    ['online', 'به مرکز وصل است', 'Connected to the centre'],
    ['offline', 'ارتباط با مرکز قطع است؛ پذیرش ادامه دارد', 'No link to the centre; check-in goes on'],
    ['revoked', 'اجازه کار این دستگاه پس گرفته شده است', "This kiosk's permission was withdrawn"],
  ] as const)('names the kiosk and its link: %s', async (link, fa, en) => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.view = { ...station.view, link };
    });
    expect(kiosk.see('staff-line').dataset['link']).toBe(link);
    expect(kiosk.text('staff-line')).toContain('ورودی شمالی ۲');
    expect(kiosk.text('staff-line')).toContain(fa);
    await kiosk.tap('language');
    expect(kiosk.text('staff-line')).toContain(en);
  });

  it('follows within two seconds, on every screen', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    kiosk.station.view = { ...kiosk.station.view, link: 'offline', recordsWaiting: 12 };
    await kiosk.pass(2_000);
    expect(kiosk.see('staff-line').dataset['link']).toBe('offline');
    expect(kiosk.text('staff-line')).toContain('۱۲ مورد در صف ارسال');
  });

  it('says nothing of records while none wait', async () => {
    const kiosk = await Kiosk.open();
    expect(kiosk.text('staff-line')).not.toContain('مورد');
  });
});
