import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

const TEXT = 'https://centre.example/enrol#1.ABCD-EFGH';

async function fresh(events = 1): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor(events, (station) => {
    station.view = { ...station.view, setUp: false };
  });
  expect(kiosk.screen).toBe('setup');
  return kiosk;
}

async function join(kiosk: Kiosk): Promise<void> {
  await kiosk.tap('way-join');
  await kiosk.fill('join-code', TEXT);
  await kiosk.fill('station-name', 'ورودی شمالی');
  await kiosk.tap('join');
}

async function found(kiosk: Kiosk): Promise<void> {
  await kiosk.tap('way-event');
  await kiosk.fill('event-name', 'شب شعر');
  await kiosk.tap('next');
  await kiosk.fill('station-name', 'ورودی');
  await kiosk.fill('staff-name', 'نیکا');
  await kiosk.fill('staff-pin', '۲۴۶۸');
  await kiosk.tap('found');
}

describe('a kiosk that is no station yet', () => {
  it('becomes one by the text of the centre and a name', async () => {
    const kiosk = await fresh(3);
    await kiosk.tap('way-join');
    expect(kiosk.isDisabled('join')).toBe(true);
    await kiosk.fill('join-code', TEXT);
    await kiosk.fill('station-name', 'ورودی شمالی');
    await kiosk.tap('join');
    // However often the station says that it is one, the set-up goes on.
    await kiosk.pass(10_000);
    expect(kiosk.find('step-choices')).not.toBeNull();
    await kiosk.tap('serves-2');
    await kiosk.tap('serves-3');
    await kiosk.tap('language-en');
    await kiosk.tap('keep');
    await kiosk.fill('test-mobile', '09121234567');
    await kiosk.tap('run-test');
    expect(kiosk.see('tested').dataset['sms']).toBe('sent');
    for (const what of ['sms', 'link', 'clock', 'disk', 'key']) kiosk.see(`light-${what}`);
    await kiosk.tap('finish');
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.view.name).toBe('ورودی شمالی');
    expect(kiosk.station.view.events.map(({ id }) => id)).toEqual([1]);
    expect(document.body.lang).toBe('en');
  });

  it.each([
    [{ code: 'join_code_used' }, 'متن تازه‌ای از مرکز بگیرید'],
    [{ code: 'join_code_no_event' }, 'رویداد خودش'],
    [{ code: 'no_network' }, 'کابل شبکه یا وای‌فای'],
    [{ code: 'proxy_in_the_way' }, 'مسئول شبکه'],
    [{ code: 'centre_down' }, 'مرکز اکنون به این دستگاه جواب نمی‌دهد'],
    [{ code: 'certificate_wrong' }, 'گواهی مرکز'],
    [{ code: 'clock_wrong', offMs: -7_200_000 }, '۲ ساعت عقب'],
    [{ code: 'join_code_newer' }, 'به‌روز کنید'],
    [{ code: 'centre_refused' }, 'از برگزارکننده بپرسید'],
  ] as const)('says why it did not, and keeps what was typed: %j', async (reason, words) => {
    const kiosk = await fresh();
    kiosk.station.refuseNext = { setupJoin: reason };
    await join(kiosk);
    expect(kiosk.screen).toBe('setup');
    expect(kiosk.text('error')).toContain(words);
    expect((kiosk.see('join-code') as HTMLInputElement).value).toBe(TEXT);
  });

  it.each(['the first question', 'the text'])('takes the text from a scanner at %s', async (at) => {
    const kiosk = await fresh();
    if (at === 'the text') await kiosk.tap('way-join');
    await kiosk.scan(TEXT);
    expect((kiosk.see('join-code') as HTMLInputElement).value).toBe(TEXT);
  });

  it('waits for whoever sets it up, however long they take', async () => {
    const kiosk = await fresh();
    await kiosk.tap('language');
    await kiosk.tap('way-join');
    await kiosk.pass(600_000);
    expect(kiosk.find('more-time')).toBeNull();
    expect(kiosk.find('step-join')).not.toBeNull();
  });
});

describe('a kiosk without a centre', () => {
  it('serves an event that is made at its screen, with a list from a drive', async () => {
    const kiosk = await fresh();
    await found(kiosk);
    await kiosk.pass(2_500);
    await kiosk.tap('file-2');
    expect(kiosk.see('imported').dataset).toMatchObject({ added: '31', rejected: '5' });
    expect(kiosk.text('rejected-4')).toBe('سطر ۴: کد بلیت آن در سطر ۳ هم آمده است.');
    await kiosk.tap('next');
    expect(kiosk.find('sms-relay')).toBeNull();
    await kiosk.tap('sms-file');
    expect(kiosk.isDisabled('keep')).toBe(true);
    await kiosk.fill('sms-path', '/tmp/sms.jsonl');
    await kiosk.tap('keep');
    await kiosk.tap('finish');
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.view.link).toBe('alone');
  });

  it('keeps who founds it while they go back to the time that was wrong', async () => {
    const kiosk = await fresh();
    kiosk.station.refuseNext = { setupAlone: { code: 'not_a_time' } };
    await found(kiosk);
    expect(kiosk.text('error')).toContain('بازگردید');
    await kiosk.tap('step-back');
    await kiosk.tap('next');
    expect(kiosk.see('staff-pin')).toHaveProperty('value', '۲۴۶۸');
    await kiosk.tap('found');
    expect(kiosk.find('step-roster')).not.toBeNull();
  });

  it('forgets the PIN of whoever goes another way', async () => {
    const kiosk = await fresh();
    kiosk.station.refuseNext = { setupAlone: { code: 'not_a_time' } };
    await found(kiosk);
    await kiosk.tap('step-back');
    await kiosk.tap('step-back');
    await kiosk.tap('way-event');
    await kiosk.tap('next');
    expect(kiosk.see('staff-pin')).toHaveProperty('value', '');
  });

  it('shows two bad lines though they have one number', async () => {
    const kiosk = await fresh();
    await found(kiosk);
    const line = { line: 1, why: { code: 'no_mobile' } } as const;
    kiosk.station.importRosterFile = () =>
      Promise.resolve({ added: 3, changed: 0, rejected: [line, line] });
    await kiosk.fill('roster-path', '/media/USB/mac.csv');
    await kiosk.tap('import');
    expect(kiosk.see('imported').dataset).toMatchObject({ added: '3', rejected: '2' });
    expect(document.querySelectorAll('[data-testid="rejected-1"]')).toHaveLength(2);
  });

  it('tells a list in the code page of a spreadsheet program from one that was read', async () => {
    const kiosk = await fresh();
    await found(kiosk);
    await kiosk.fill('roster-path', '/media/USB/code-page.csv');
    await kiosk.tap('import');
    expect(kiosk.find('import-done')).toBeNull();
    expect(kiosk.text('import-nothing')).toBe('بلیت تازه‌ای خوانده نشد.');
    expect(kiosk.text('rejected-2')).toContain('متن یونیکد');
  });

  it.each([
    ['/media/USB/empty.csv', 'خالی است'],
    ['/media/USB/no-name.csv', 'ستونی برای نام'],
    ['/media/USB/no-mobile.csv', 'ستونی برای موبایل'],
    ['/media/USB/no-code.csv', 'ستونی برای کد بلیت'],
    ['/media/USB/twice.csv', 'دو بار آمده'],
    ['/media/USB/picture.csv', 'متن خوانا نیست'],
    ['/home/nobody.csv', 'پیدا نشد'],
  ])('says what is wrong with %s', async (path, words) => {
    const kiosk = await fresh();
    await found(kiosk);
    await kiosk.fill('roster-path', path);
    await kiosk.tap('import');
    expect(kiosk.text('error')).toContain(words);
  });

  it('says nothing of the list before beside one that is refused', async () => {
    const kiosk = await fresh();
    await found(kiosk);
    await kiosk.fill('roster-path', '/media/USB/guests.csv');
    await kiosk.tap('import');
    expect(kiosk.find('imported')).not.toBeNull();
    await kiosk.fill('roster-path', '/media/USB/picture.csv');
    await kiosk.tap('import');
    expect(kiosk.find('error')).not.toBeNull();
    expect(kiosk.find('imported')).toBeNull();
  });

  it('starts and ends when it is said, in its own zone', async () => {
    const kiosk = await fresh();
    await kiosk.tap('way-event');
    await kiosk.fill('event-name', 'شب شعر');
    await kiosk.fill('event-zone', 'Asia/Tehran');
    await kiosk.tap('starts-set');
    await kiosk.tap('ends-set');
    const [from, to] = [kiosk.text('starts-time'), kiosk.text('ends-time')];
    expect(from).not.toBe(to);
    await kiosk.tap('starts-time-after');
    await kiosk.tap('starts-time-after');
    expect(kiosk.text('starts-time')).not.toBe(from);
    await kiosk.tap('ends-clear');
    expect(kiosk.find('ends-time')).toBeNull();
  });
});
