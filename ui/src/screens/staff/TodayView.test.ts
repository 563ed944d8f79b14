import { cleanup } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { WRONG } from '../../lib/fake-lights';
import type { FakeStation } from '../../lib/fake-station';
import { Kiosk } from '../../testing/kiosk';

async function today(prepare?: (station: FakeStation) => void, events = 1): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor(events, prepare);
  await kiosk.enterAsStaff();
  expect(kiosk.view).toBe('today');
  return kiosk;
}

const WHAT = ['link', 'records', 'roster', 'sms', 'clock', 'disk'] as const;

describe('today', () => {
  it('says how many came of how many, and how fast', async () => {
    const kiosk = await today();
    expect(kiosk.text('checked-in')).toMatch(/^[۰-۹]+$/);
    expect(kiosk.text('expected')).toBe('از ۸۱۲ نفر وارد شده‌اند');
    expect(kiosk.text('inside')).toBe('۳۷۲');
    expect(kiosk.text('per-minute')).toBe('۷٫۴');
    expect(document.body.textContent).toContain('میهمان ویژه');
    expect(document.body.textContent).toContain('(همین دستگاه)');
    await kiosk.tap('language');
    expect(kiosk.text('expected')).toBe('of 812 checked in');
  });

  it('has the kinds of tickets where their letters have their place', async () => {
    await today((station) => {
      const real = station.door.today.bind(station.door);
      const byType = [null, 'ورزشی', 'پشتیبان', 'گروهی'].map((name) => ({ name, expected: 4, checkedIn: 1 }));
      station.door.today = (event) => ({ ...real(event), byType });
    });
    const [byType] = document.querySelectorAll('.shares ul');
    const kinds = [...(byType?.querySelectorAll('.label') ?? [])].map((of) => of.textContent.trim());
    expect(kinds).toEqual(['پشتیبان', 'گروهی', 'ورزشی', 'بدون نوع']);
  });

  it('knows no rate where the clock was set back', async () => {
    const kiosk = await today((station) => {
      const real = station.door.today.bind(station.door);
      station.door.today = (event) => ({ ...real(event), perMinute: null });
    });
    expect(kiosk.text('per-minute')).toBe('–');
  });

  it('has the chart as a table too, in the time of the event', async () => {
    const kiosk = await today();
    const rows = [...kiosk.see('arrivals-chart').querySelectorAll('tbody tr')];
    expect(rows.length).toBeGreaterThan(20);
    expect(rows[0]?.textContent.replace(/\s+/g, ' ')).toContain('۰۸:۳۰ تا ۰۸:۳۵');
    expect(kiosk.text('arrivals-chart')).toContain('بیشترین ورود: ساعت ۰۹:۲۰، ۴۴ نفر');
  });

  it('says the day of what came yesterday, which the chart still shows', async () => {
    const kiosk = await today((station) => {
      const real = station.door.today.bind(station.door);
      station.door.today = (event) => {
        const { arrivals, ...more } = real(event);
        const [first] = arrivals;
        if (first === undefined) throw new Error('somebody came');
        const before = { at: first.at - 14 * 3_600_000, count: 50 };
        return { ...more, arrivals: [before, ...arrivals] };
      };
    });
    expect(kiosk.text('arrivals-chart')).toContain('بیشترین ورود: چهارشنبه ۴ آذر ۱۴۰۵ ساعت ۱۸:۳۰، ۵۰ نفر');
    const rows = () =>
      [...kiosk.see('arrivals-chart').querySelectorAll('tbody th')].map(({ textContent }) => textContent);
    expect(rows()[0]).toBe('چهارشنبه ۴ آذر ۱۴۰۵، ۱۸:۳۰ تا ۱۸:۳۵');
    expect(rows()[1]).toBe('۰۸:۳۰ تا ۰۸:۳۵');
    await kiosk.tap('language');
    expect(kiosk.text('arrivals-chart')).toContain('Most on Wed 25 Nov 2026 at 18:30: 50 people');
    expect(rows()[0]).toContain('Wed 25 Nov 2026, 18:30');
  });

  it('before anyone came says that', async () => {
    const kiosk = await today((station) => {
      station.door.empty = true;
    });
    expect(kiosk.text('arrivals-chart')).toContain('هنوز کسی وارد نشده است.');
    expect(kiosk.see('arrivals-chart').querySelector('table')).toBeNull();
  });

  it('is about the event that is chosen', async () => {
    const kiosk = await today(undefined, 3);
    expect(kiosk.see('event-1').getAttribute('aria-pressed')).toBe('true');
    const asked: number[] = [];
    const real = kiosk.station.today.bind(kiosk.station);
    kiosk.station.today = (id) => {
      asked.push(id);
      return real(id);
    };
    await kiosk.tap('event-3');
    expect(asked).toEqual([3]);
    await kiosk.pass(5_000);
    expect(asked).toEqual([3, 3]);
  });

  it('says when its figures are old, and when they are not any more', async () => {
    const kiosk = await today();
    kiosk.station.refuseNext = { today: new Error('busy') };
    await kiosk.pass(5_000);
    expect(kiosk.find('stale')).not.toBeNull();
    expect(kiosk.text('checked-in')).not.toBe('');
    await kiosk.pass(5_000);
    expect(kiosk.find('stale')).toBeNull();
  });
});

describe('the lights', () => {
  it('are calm when all is well', async () => {
    const kiosk = await today();
    for (const what of WHAT) {
      expect(kiosk.see(`light-${what}`).dataset['state']).toBe('well');
      expect(kiosk.find(`light-advice-${what}`)).toBeNull();
    }
    expect(document.body.textContent).toContain('همه‌چیز خوب است.');
  });

  it('turn, say what to do, and turn back', async () => {
    const kiosk = await today();
    const well = kiosk.station.door.lights;
    kiosk.station.door.lights = WRONG;
    await kiosk.pass(2_000);
    for (const what of WHAT) {
      expect(kiosk.see(`light-${what}`).dataset['state']).not.toBe('well');
      expect(kiosk.text(`light-advice-${what}`)).toMatch(/[.]$/);
    }
    expect(kiosk.text('light-link')).toContain('اقدام کنید');
    expect(kiosk.text('light-clock')).toContain('۴ دقیقه عقب');
    expect(document.body.textContent).not.toContain('همه‌چیز خوب است.');
    kiosk.station.door.lights = well;
    await kiosk.pass(2_000);
    expect(kiosk.see('light-link').dataset['state']).toBe('well');
  });

  it('are told apart by a shape and a word, not by colour alone', async () => {
    const shapes = new Set<string>();
    for (const state of ['well', 'watch', 'act'] as const) {
      const kiosk = await today((station) => {
        station.door.lights = [{ what: 'link', state, why: 'offline', forMs: null }];
      });
      const row = kiosk.see('light-link');
      shapes.add(row.querySelector('path')?.getAttribute('d') ?? '');
      expect(row.textContent).toContain({ well: 'خوب', watch: 'مراقب باشید', act: 'اقدام کنید' }[state]);
      cleanup();
    }
    expect(shapes.size).toBe(3);
  });
});
