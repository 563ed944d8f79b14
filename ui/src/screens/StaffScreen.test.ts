import { describe, expect, it } from 'vitest';
import type { StationView } from '../lib/bindings/StationView';
import { aDrive } from '../lib/fake-door';
import type { FakeStation } from '../lib/fake-station';
import { Kiosk } from '../testing/kiosk';

const asked = (station: FakeStation) => {
  const call = { station: '0193', name: 'ورودی جنوبی', sinceMs: 185_000, mine: false, heard: false };
  station.view = { ...station.view, calls: [call] };
};

async function onDuty(prepare?: (station: FakeStation) => void, member = 1): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor(1, prepare);
  await kiosk.enterAsStaff(member);
  expect(kiosk.screen).toBe('staff');
  return kiosk;
}

describe('a duty', () => {
  it('begins with Today, and ends whatever an attendee had begun', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn();
    expect(kiosk.screen).toBe('welcome');
    await kiosk.enterAsStaff();
    expect(kiosk.view).toBe('today');
    expect(kiosk.station.count('finish')).toBe(1);
    await kiosk.tap('leave-duty');
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.door.onDuty).toBeUndefined();
  });

  it('keeps the language in which the PIN was typed, and the next attendee meets the own one', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.tap('language');
    await kiosk.enterAsStaff();
    expect(kiosk.title).toBe('Today');
    await kiosk.tap('leave-duty');
    expect(document.body.lang).toBe('fa');
  });

  it('keeps the size and the contrast in which the PIN was typed, and the next attendee meets their own', async () => {
    const kiosk = await Kiosk.atTheDoor();
    const { dataset } = document.documentElement;
    await kiosk.tap('display-options');
    await kiosk.tap('text-largest');
    await kiosk.tap('high-contrast');
    await kiosk.enterAsStaff();
    expect(kiosk.screen).toBe('staff');
    expect(dataset).toMatchObject({ text: 'largest', contrast: 'more' });
    await kiosk.tap('leave-duty');
    expect(dataset).toMatchObject({ text: 'normal', contrast: 'normal' });
  });

  it('ends after a minute without a touch, with the last ten seconds in sight', async () => {
    const kiosk = await onDuty();
    await kiosk.pass(49_500);
    expect(kiosk.find('duty-ends')).toBeNull();
    await kiosk.pass(500);
    expect(kiosk.text('duty-ends')).toContain('۱۰ ثانیه دیگر این صفحه بسته می‌شود');
    await kiosk.pass(9_750);
    expect(kiosk.screen).toBe('staff');
    await kiosk.pass(250);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.station.door.onDuty).toBeUndefined();
    expect(kiosk.find('idle'), 'nobody is asked whether they are there').toBeNull();
  });

  it.each(['a touch', 'a key'])('goes on with %s', async (how) => {
    const kiosk = await onDuty();
    await kiosk.pass(55_000);
    await (how === 'a touch' ? kiosk.tap('stay') : kiosk.type('ArrowDown'));
    await kiosk.pass(250);
    expect(kiosk.find('duty-ends')).toBeNull();
    await kiosk.pass(59_000);
    expect(kiosk.screen).toBe('staff');
  });

  it.each(['one after the other', 'one that was left there'])(
    'is held up by no tickets under the scanner: %s',
    async (which) => {
      const kiosk = await onDuty();
      for (let i = 0; i < 2; i += 1) {
        await kiosk.pass(25_000);
        await kiosk.scan(which === 'one that was left there' ? 'CON-00200' : `CON-0020${String(i)}`);
        expect(kiosk.screen).toBe('staff');
      }
      const told = kiosk.station.count('stayOnDuty');
      await kiosk.pass(10_000);
      expect(kiosk.screen).toBe('attract');
      expect(kiosk.station.count('stayOnDuty')).toBe(told);
      expect(kiosk.station.door.onDuty).toBeUndefined();
    },
  );

  it('tells the station of touches, every ten seconds at most, the last one too', async () => {
    const kiosk = await onDuty();
    for (let i = 0; i < 5; i += 1) {
      await kiosk.tap('nav-more');
      await kiosk.pass(1_000);
    }
    expect(kiosk.station.count('stayOnDuty')).toBe(0);
    await kiosk.pass(5_500);
    expect(kiosk.station.count('stayOnDuty')).toBe(1);
    await kiosk.pass(40_000);
    expect(kiosk.station.count('stayOnDuty'), 'nobody touched anything').toBe(1);
  });

  it('ends at once when the station says that it is over', async () => {
    const kiosk = await onDuty();
    kiosk.station.door.onDuty = undefined;
    await kiosk.pass(5_000);
    expect(kiosk.screen).toBe('attract');
  });

  it('ends with a question open as well', async () => {
    const kiosk = await onDuty();
    await kiosk.openCard('نیلوفر رستگار');
    await kiosk.tap('vouch');
    await kiosk.tap('reason-1');
    await kiosk.tap('confirm');
    await kiosk.keypad('47');
    await kiosk.pass(60_250);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.find('question')).toBeNull();
    expect(kiosk.everything).not.toMatch(/نیلوفر|رستگار/);
    await kiosk.pass(60_000);
    await kiosk.enterAsStaff();
    expect(kiosk.view).toBe('today');
    expect(kiosk.find('question')).toBeNull();
    await kiosk.tap('nav-search');
    expect((kiosk.see('search') as HTMLInputElement).value).toBe('');
    expect(kiosk.find('hit-1')).toBeNull();
  });

  it('leaves no place for what is answered afterwards', async () => {
    const kiosk = await onDuty();
    await kiosk.openCard('نیلوفر رستگار');
    kiosk.station.answersInMs = 90_000;
    await kiosk.tap('correct-name-1');
    await kiosk.tap('confirm');
    await kiosk.pass(60_250);
    expect(kiosk.screen).toBe('attract');
    await kiosk.pass(120_000);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.everything).not.toContain('نیلوفر');
  });
});

describe('whoever waited for staff', () => {
  const LOCKED = { code: 'locked', retryAfterMs: 1_040_000 } as const;

  /** A guest who reads English, in the largest text, is stopped; staff come and do something. */
  async function stopped(work: (kiosk: Kiosk) => Promise<void>): Promise<Kiosk> {
    const kiosk = await Kiosk.open();
    await kiosk.tap('language');
    await kiosk.tap('display-options');
    await kiosk.tap('text-largest');
    kiosk.station.refuseNext = { sendCode: LOCKED };
    await kiosk.askForCode();
    expect(kiosk.screen).toBe('trouble');
    await kiosk.enterAsStaff();
    await kiosk.tap('language');
    await work(kiosk);
    await kiosk.tap('leave-duty');
    expect(kiosk.screen).toBe('attract');
    return kiosk;
  }

  const WORK: [string, (kiosk: Kiosk) => Promise<void>][] = [
    [
      'their number',
      async (kiosk) => {
        await kiosk.tap('nav-more');
        await kiosk.tap('unlock-mobile');
        await kiosk.keypad('09120000001');
        await kiosk.tap('confirm');
        await kiosk.tap('confirm');
      },
    ],
    [
      'them on their card',
      async (kiosk) => {
        await kiosk.openCard('زهرا موسوی');
        await kiosk.tap('unlock');
      },
    ],
    [
      'the kiosk',
      async (kiosk) => {
        await kiosk.tap('nav-more');
        kiosk.station.view = { ...kiosk.station.view, locked: true };
        await kiosk.pass(2_000);
        await kiosk.tap('unlock-station');
      },
    ],
  ];

  it.each(WORK)('goes on as they had the kiosk where staff unlock %s', async (_, work) => {
    const kiosk = await stopped(work);
    const { dataset } = document.documentElement;
    expect(document.body.lang).toBe('en');
    expect(dataset['text']).toBe('largest');
    await kiosk.pass(80_250);
    expect(document.body.lang, 'they have gone').toBe('fa');
    expect(dataset['text']).toBe('normal');
    await kiosk.enterAsStaff();
    await kiosk.tap('leave-duty');
    expect(document.body.lang).toBe('fa');
  });

  it('is gone where staff unlock nothing', async () => {
    await stopped(() => Promise.resolve());
    expect(document.body.lang).toBe('fa');
    expect(document.documentElement.dataset['text']).toBe('normal');
  });
});

describe('more', () => {
  it('takes the kiosk out of service, and puts it back', async () => {
    const kiosk = await onDuty();
    await kiosk.tap('nav-more');
    await kiosk.tap('set-out-of-order');
    expect(kiosk.screen).toBe('out-of-order');
    expect(kiosk.find('out-of-order-by-staff')).not.toBeNull();
    await kiosk.scan('VIP-00117');
    expect(kiosk.station.count('sendCodeToTicket'), 'nobody is checked in here').toBe(0);
    await kiosk.enterAsStaff();
    await kiosk.tap('nav-more');
    expect(kiosk.text('set-out-of-order')).toBe('این دستگاه دوباره پذیرش کند');
    await kiosk.tap('set-out-of-order');
    expect(kiosk.screen).toBe('attract');
  });

  it('says it when that was not done', async () => {
    const kiosk = await onDuty();
    await kiosk.tap('nav-more');
    kiosk.station.refuseNext = { setOutOfOrder: new Error('disk full') };
    await kiosk.tap('set-out-of-order');
    expect(kiosk.text('error')).toBe('انجام نشد. دوباره امتحان کنید.');
    kiosk.station.refuseNext = { setOutOfOrder: { code: 'station_fault', reference: 'A7-3F21' } };
    await kiosk.tap('set-out-of-order');
    expect(kiosk.text('error'), 'as the log has it').toBe('انجام نشد. شماره پیگیری: A7-3F21');
    await kiosk.tap('language');
    expect(kiosk.text('error')).toBe('That was not done. Reference: A7-3F21');
  });

  it('shows the calls for help until one answers', async () => {
    const kiosk = await Kiosk.atTheDoor(1, asked);
    expect(kiosk.text('call-0193')).toBe('درخواست کمک: ورودی جنوبی');
    await kiosk.enterAsStaff();
    expect(kiosk.text('nav-calls')).toContain('۱');
    await kiosk.tap('nav-more');
    expect(document.querySelector('main')?.textContent).toContain('۳ دقیقه پیش');
    await kiosk.tap('answer-0193');
    expect(kiosk.find('call-0193')).toBeNull();
    expect(document.querySelector('main')?.textContent).toContain('کسی کمک نخواسته است.');
  });

  it('calls other staff to this kiosk', async () => {
    const kiosk = await onDuty();
    await kiosk.tap('nav-more');
    await kiosk.tap('call-staff');
    expect(kiosk.station.count('callStaff')).toBe(1);
    expect(kiosk.text('help-called')).toContain('خبردار شدند');
  });

  it('calls them once more when the first call was answered', async () => {
    const kiosk = await onDuty();
    await kiosk.tap('nav-more');
    await kiosk.tap('call-staff');
    // A colleague came, and said so at another kiosk.
    kiosk.station.view = { ...kiosk.station.view, calls: [] };
    await kiosk.pass(2_000);
    expect(kiosk.find('help-called')).toBeNull();
    await kiosk.tap('call-staff');
    expect(kiosk.station.count('callStaff')).toBe(2);
    expect(kiosk.text('help-called')).toContain('خبردار شدند');
  });

  it('offers to call others than those whom an attendee has called', async () => {
    const kiosk = await onDuty();
    await kiosk.station.callStaff(1);
    await kiosk.tap('nav-more');
    await kiosk.pass(2_000);
    expect(kiosk.find('help-called')).not.toBeNull();
    await kiosk.tap('call-staff');
    expect(kiosk.station.view.calls[0]?.heard, 'by all').toBe(true);
    expect(kiosk.find('call-staff')).toBeNull();
  });

  it('offers to call again as soon as it says something new', async () => {
    const kiosk = await onDuty();
    await kiosk.tap('nav-more');
    await kiosk.tap('call-staff');
    expect(kiosk.find('call-staff')).toBeNull();
    const calls = kiosk.station.view.calls.map((call) => ({ ...call, heard: false }));
    kiosk.station.view = { ...kiosk.station.view, calls };
    await kiosk.pass(2_000);
    expect(kiosk.find('help-called')).not.toBeNull();
    await kiosk.tap('call-staff');
    expect(kiosk.station.count('callStaff')).toBe(2);
    expect(kiosk.find('call-staff')).toBeNull();
  });

  it('says that too much was guessed here, and unlocks the kiosk', async () => {
    const kiosk = await onDuty();
    await kiosk.tap('nav-more');
    expect(kiosk.find('unlock-station')).toBeNull();
    kiosk.station.view = { ...kiosk.station.view, locked: true };
    await kiosk.pass(2_000);
    expect(kiosk.text('station-locked')).toContain('قفل');
    await kiosk.tap('unlock-station');
    expect(kiosk.station.count('unlockStation')).toBe(1);
    expect(kiosk.find('unlock-station')).toBeNull();
    expect(kiosk.find('station-locked')).toBeNull();
  });

  it('closes the program for a supervisor, after a question', async () => {
    const kiosk = await onDuty();
    await kiosk.tap('nav-more');
    await kiosk.tap('close-kiosk');
    expect(kiosk.isCovered('nav-today')).toBe(true);
    await kiosk.type('Enter');
    expect(kiosk.station.count('closeKiosk'), 'Enter is no answer to that').toBe(0);
    await kiosk.tap('cancel');
    expect(kiosk.find('question')).toBeNull();
    await kiosk.tap('close-kiosk');
    await kiosk.tap('confirm');
    expect(kiosk.station.count('closeKiosk')).toBe(1);
  });

  it('that is never answered keeps nobody from the PIN', async () => {
    const kiosk = await onDuty();
    kiosk.station.hangsOn = 'setOutOfOrder';
    await kiosk.tap('nav-more');
    await kiosk.tap('set-out-of-order');
    await kiosk.tap('leave-duty');
    await kiosk.enterAsStaff();
    expect(kiosk.view).toBe('today');
  });

  it('offers a steward neither that nor the export', async () => {
    const kiosk = await onDuty(undefined, 2);
    await kiosk.tap('nav-more');
    expect(kiosk.find('set-out-of-order')).not.toBeNull();
    expect(kiosk.find('close-kiosk')).toBeNull();
    expect(kiosk.find('export')).toBeNull();
  });
});

/** A supervisor waits before an export that has begun. */
async function writing() {
  const kiosk = await onDuty((station) => {
    station.door.writesUpTo = 0;
  });
  await kiosk.tap('nav-more');
  await kiosk.tap('export');
  await kiosk.tap('drive-1');
  return kiosk;
}

function writtenTo({ station: { door } }: Kiosk, written: number) {
  door.exporting = { state: 'writing', drive: 'KINGSTON', written, of: 2_408 };
}

function done({ station: { door } }: Kiosk) {
  const exported = { folder: 'connect-N2', files: ['records.csv', 'log.jsonl'], records: 1_204 };
  door.exporting = { state: 'done', drive: 'KINGSTON', exported };
  door.drives = door.drives.map((of) => ({ ...of, holdsExport: true }));
}

describe('the export', () => {
  it('is written to the drive that is chosen', async () => {
    const kiosk = await onDuty();
    await kiosk.tap('nav-more');
    await kiosk.tap('export');
    expect(kiosk.view).toBe('export');
    expect(kiosk.text('drive-1')).toContain('۱۵ گیگابایت خالی');
    expect(kiosk.text('export-lead')).toContain('فلش را انتخاب کنید');
    kiosk.station.door.writesUpTo = 0;
    await kiosk.tap('drive-1');
    expect(kiosk.text('writing')).toContain('فلش را جدا نکنید');
    expect(kiosk.isDisabled('drive-1')).toBe(true);
    expect(kiosk.find('export-lead'), 'there is nothing to choose').toBeNull();
    writtenTo(kiosk, 1_204);
    await kiosk.pass(1_000);
    expect(kiosk.text('writing')).toContain('۵۰٪');
    done(kiosk);
    await kiosk.pass(1_000);
    expect(kiosk.text('exported')).toContain('۱۲۰۴ مورد نوشته شد');
    expect(kiosk.text('exported')).toContain('records.csv');
    expect(kiosk.find('export-lead'), 'it is to be unplugged').toBeNull();
  });

  it('is called unplugged where every drive has answered, and none has it', async () => {
    const kiosk = await writing();
    done(kiosk);
    await kiosk.pass(3_000);
    const { door } = kiosk.station;
    const away = () => kiosk.see('exported').dataset['away'];
    expect(away()).toBe('false');
    const [drive] = door.drives;
    if (drive === undefined) throw new Error('there is a drive');
    door.drives = [{ ...drive, freeBytes: null, holdsExport: false }];
    await kiosk.pass(3_000);
    expect(away(), 'it is in, and busy').toBe('false');
    door.drives = [{ ...drive, holdsExport: false }];
    await kiosk.pass(3_000);
    expect(away(), 'another one').toBe('true');
    door.drives = [];
    await kiosk.pass(3_000);
    expect(away()).toBe('true');
  });

  it('keeps nobody on duty who went away from it, however well it gets on', async () => {
    const kiosk = await writing();
    for (let written = 1; written <= 11; written += 1) {
      writtenTo(kiosk, written);
      await kiosk.pass(5_000);
    }
    expect(kiosk.find('duty-ends')).not.toBeNull();
    await kiosk.pass(10_000);
    expect(kiosk.screen).toBe('attract');
  });

  it('goes on when whoever began it leaves, and tells the next one how it went', async () => {
    const kiosk = await writing();
    expect(kiosk.text('writing')).toContain('نوشتن ادامه دارد');
    await kiosk.tap('leave-duty');
    expect(kiosk.screen).toBe('attract');
    done(kiosk);
    await kiosk.enterAsStaff();
    await kiosk.tap('nav-more');
    await kiosk.tap('export');
    expect(kiosk.text('exported')).toContain('۱۲۰۴ مورد');
  });

  it('is given up by whoever says so, for another drive', async () => {
    const kiosk = await writing();
    await kiosk.tap('stop-export');
    expect(kiosk.find('writing')).toBeNull();
    kiosk.station.door.writesUpTo = undefined;
    await kiosk.tap('drive-1');
    expect(kiosk.find('exported')).not.toBeNull();
  });

  it('is said to be done only with the drive that holds it', async () => {
    const kiosk = await writing();
    done(kiosk);
    await kiosk.pass(1_000);
    expect(kiosk.find('drive-1')?.dataset['done']).toBe('true');
    expect(kiosk.text('export-done')).toContain('حالا می‌توانید فلش را جدا کنید');
    // Another one of the same name at the same place.
    kiosk.station.door.drives = [aDrive('/media/usb', 'KINGSTON', 900_000_000)];
    await kiosk.pass(2_000);
    expect(kiosk.find('drive-1')?.dataset['done']).toBe('false');
    expect(kiosk.text('export-done')).toContain('دیگر وصل نیست');
  });

  it('offers no drive that can only be read, and says so', async () => {
    const kiosk = await onDuty((station) => {
      station.door.drives = [{ ...aDrive('/media/b', 'B', 900_000_000), readOnly: true }];
    });
    await kiosk.tap('nav-more');
    await kiosk.tap('export');
    expect(kiosk.text('drive-1')).toContain('نوشته نمی‌شود');
    expect(kiosk.isDisabled('drive-1')).toBe(true);
  });

  it('offers no drive that does not answer', async () => {
    const kiosk = await onDuty((station) => {
      station.door.drives = [aDrive('/media/b', 'B', null)];
    });
    await kiosk.tap('nav-more');
    await kiosk.tap('export');
    expect(kiosk.text('drive-1')).toContain('جواب نمی‌دهد');
    expect(kiosk.isDisabled('drive-1')).toBe(true);
  });

  it.each([
    ['drive_full', 'روی این فلش جا نیست'],
    ['drive_gone', 'فلش در میانه کار جدا شد'],
    ['drive_read_only', 'نوشته نمی‌شود'],
  ] as const)('that fails says why: %s', async (code, words) => {
    const kiosk = await writing();
    kiosk.station.door.exporting = { state: 'failed', drive: 'KINGSTON', why: { code } };
    await kiosk.pass(1_000);
    expect(kiosk.text('error')).toContain(words);
    expect(kiosk.find('exported')).toBeNull();
    kiosk.station.door.writesUpTo = undefined;
    await kiosk.tap('drive-1');
    expect(kiosk.find('error')).toBeNull();
    expect(kiosk.find('exported')).not.toBeNull();
  });

  it('waits for a drive, which shows up by itself', async () => {
    const kiosk = await onDuty((station) => {
      station.door.drives = [];
    });
    await kiosk.tap('nav-more');
    await kiosk.tap('export');
    expect(kiosk.text('no-drive')).toContain('فلش را به دستگاه وصل کنید');
    kiosk.station.door.drives = [aDrive('/media/b', 'B', 900_000_000)];
    await kiosk.pass(2_000);
    expect(kiosk.text('drive-1')).toContain('۹۰۰ مگابایت خالی');
  });
});

describe('a call for help', () => {
  const linked = (link: StationView['link']) => (station: FakeStation) => {
    station.view = { ...station.view, link };
  };

  it('is said to be heard at the other kiosks once there is a link', async () => {
    const kiosk = await onDuty(linked('offline'));
    await kiosk.tap('nav-more');
    await kiosk.tap('call-staff');
    await kiosk.pass(2_000);
    expect(kiosk.text('help-unheard')).toContain('هنوز کسی خبردار نشده است');
    expect(kiosk.find('help-called')).toBeNull();
    linked('online')(kiosk.station);
    await kiosk.pass(5_000);
    expect(kiosk.find('help-unheard')).toBeNull();
    expect(kiosk.text('help-called')).toContain('خبردار شدند');
  });

  it('is not offered where no other kiosk can hear it', async () => {
    const kiosk = await onDuty(linked('alone'));
    await kiosk.tap('nav-more');
    expect(kiosk.find('call-staff')).toBeNull();
    expect(kiosk.find('help-called')).toBeNull();
  });
});
