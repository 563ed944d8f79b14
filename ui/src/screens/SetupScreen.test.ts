import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

const TEXT = 'https://centre.example/enrol#1.ABCD-EFGH';

async function fresh(): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor(1, (station) => {
    station.view = { ...station.view, setUp: false };
  });
  expect(kiosk.screen).toBe('setup');
  return kiosk;
}

describe('a kiosk that is no station yet', () => {
  it('becomes one by the text of the centre and a name', async () => {
    const kiosk = await fresh();
    expect(kiosk.isDisabled('join')).toBe(true);
    await kiosk.fill('join-code', TEXT);
    await kiosk.fill('station-name', 'ورودی شمالی');
    await kiosk.tap('join');
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.view.name).toBe('ورودی شمالی');
  });

  it.each([
    [{ code: 'join_code_used' }, 'متن تازه‌ای از مرکز بگیرید'],
    [{ code: 'no_network' }, 'کابل شبکه یا وای‌فای'],
    [{ code: 'proxy_in_the_way' }, 'مسئول شبکه'],
    [{ code: 'certificate_wrong' }, 'گواهی مرکز'],
    [{ code: 'clock_wrong', offMs: -7_200_000 }, '۱۲۰ دقیقه عقب'],
    [{ code: 'join_code_newer' }, 'به‌روز کنید'],
    [{ code: 'centre_refused' }, 'از برگزارکننده بپرسید'],
  ] as const)('says why it did not, and keeps what was typed: %j', async (reason, words) => {
    const kiosk = await fresh();
    await kiosk.fill('join-code', TEXT);
    await kiosk.fill('station-name', 'ورودی شمالی');
    kiosk.station.refuseNext = { setupJoin: reason };
    await kiosk.tap('join');
    expect(kiosk.screen).toBe('setup');
    expect(kiosk.text('error')).toContain(words);
    expect((kiosk.see('join-code') as HTMLInputElement).value).toBe(TEXT);
  });

  it('takes the text from a scanner', async () => {
    const kiosk = await fresh();
    await kiosk.scan(TEXT);
    expect((kiosk.see('join-code') as HTMLInputElement).value).toBe(TEXT);
  });
});
