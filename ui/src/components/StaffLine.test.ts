import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

it('says of a kiosk that checks nobody in only that the link is gone', async () => {
  const kiosk = await Kiosk.atTheDoor(1, (station) => {
    station.view = { ...station.view, link: 'offline', outOfOrder: true };
  });
  expect(kiosk.text('staff-line')).toContain('ارتباط با مرکز قطع است');
  expect(kiosk.text('staff-line')).not.toContain('پذیرش ادامه دارد');
});

describe('the line for staff', () => {
  it.each([
    ['connecting', 'در حال وصل شدن به مرکز', 'Connecting to the centre'],
    ['online', 'به مرکز وصل است', 'Connected to the centre'],
    ['offline', 'ارتباط با مرکز قطع است؛ پذیرش ادامه دارد', 'No link to the centre; check-in goes on'],
    ['revoked', 'اجازه کار این دستگاه پس گرفته شده است', "This kiosk's permission was withdrawn"],
    ['alone', 'این دستگاه بدون مرکز کار می‌کند', 'This kiosk works without a centre'],
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

  it('says nothing before there is a station', async () => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.view = { ...station.view, setUp: false, name: '', link: 'connecting' };
    });
    expect(kiosk.screen).toBe('setup');
    expect(kiosk.text('staff-line')).toBe('');
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

describe('what is wrong, for staff', () => {
  it('is nothing while all is well', async () => {
    const kiosk = await Kiosk.open();
    expect(kiosk.text('staff-line').replace(/\s+/gu, ' ')).toBe('ورودی شمالی ۲ به مرکز وصل است');
  });

  it.each([
    ['the first load goes on', { loading: { loaded: 430, expected: 1000 } }, '۴۳٪', '43%'],
    ['the list is old', { rosterAgeMs: 12 * 60_000 }, '۱۲ دقیقه پیش', '12 minutes ago'],
    ['the centre refuses the list', { rosterRefused: true }, 'فهرست این دستگاه', "this kiosk's list"],
    ['the clock is fast', { clockOffMs: 180_000 }, '۳ دقیقه جلو', '3 minutes fast'],
    ['the clock is slow', { clockOffMs: -45_000 }, '۱ دقیقه عقب', '1 minute slow'],
    [
      'the clock is a year slow',
      { clockOffMs: -525_600 * 60_000 },
      '۳۶۵ روز عقب',
      '365 days slow',
    ],
    ['the disk is full', { full: true }, 'به دستگاه دیگری بفرستید', 'send guests to another'],
    ['the disk of a lone kiosk is full', { full: true, link: 'alone' as const }, 'فایل‌های اضافه', 'remove files'],
    ['an old database was restored', { restored: true }, 'نسخه پشتیبان', 'from a backup'],
  ])('%s', async (_, wrong, fa, en) => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.view = { ...station.view, ...wrong };
    });
    expect(kiosk.text('staff-line')).toContain(fa);
    await kiosk.tap('language');
    expect(kiosk.text('staff-line')).toContain(en);
  });

  it('the bar never says that all is there while something is loaded', async () => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.view = { ...station.view, loading: { loaded: 1000, expected: 1000 } };
    });
    expect(kiosk.see('loading').getAttribute('value')).toBe('99');
  });
});
