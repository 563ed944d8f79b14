import { describe, expect, it } from 'vitest';
import type { AttendeeCard } from '../../lib/bindings/AttendeeCard';
import type { Entry } from '../../lib/bindings/Entry';
import { Kiosk } from '../../testing/kiosk';

async function card(text: string, member = 1): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor();
  await kiosk.enterAsStaff(member);
  await kiosk.openCard(text);
  expect(kiosk.view).toBe('card');
  return kiosk;
}

/** The same with something else on it. */
async function changed(text: string, change: (card: AttendeeCard) => AttendeeCard): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor();
  const { door } = kiosk.station;
  const real = door.card.bind(door);
  door.card = (attendee) => change(real(attendee));
  await kiosk.enterAsStaff();
  await kiosk.openCard(text);
  return kiosk;
}

/** With another entry on each ticket. */
const entering = (text: string, entry: Entry) =>
  changed(text, (of) => ({ ...of, tickets: of.tickets.map((ticket) => ({ ...ticket, entry })) }));

const OPEN = 'سارا محمدی';
const INSIDE = 'نیلوفر رستگار';
/** On a ticket for three entries. */
const SEVERAL = 'ترانه افشار';
/** Walked in by this phone, without a name. */
const NAMELESS = '09123316760';
/** Of a family, locked, seen at two stations. */
const BUSY = 'زهرا موسوی';

describe('the card', () => {
  it('tells all that is known, and the number only masked', async () => {
    const kiosk = await card(BUSY);
    expect(kiosk.text('card-name')).toBe('زهرا موسوی‌نژاد');
    expect(kiosk.text('card')).toMatch(/۰۹•• ••• ••/);
    expect(kiosk.text('also-seen-1')).toContain('ورودی جنوبی');
    expect(kiosk.text('also-seen-1')).toContain('۰۹:۴۷');
    const lines = [...document.querySelectorAll('[data-act]')].map(
      (line) => (line as HTMLElement).dataset['act'],
    );
    expect(lines).toContain('also_seen');
    expect(lines).toContain('undone');
    expect(document.body.textContent).toContain('به دست \u2068Jonas Berg'.replace('\u2068', ''));
    expect(document.body.textContent).toContain('دلیل: ');
  });

  it('calls a guest without a name so, wherever a name stands', async () => {
    const kiosk = await card(NAMELESS);
    expect(kiosk.title).toBe('مهمان بی‌نام');
    expect(kiosk.text('card-name')).toBe('مهمان بی‌نام');
    expect(document.querySelector('li strong')?.textContent).toBe('مهمان بی‌نام');
    await kiosk.tap('language');
    expect(kiosk.title).toBe('Guest without a name');
    const asked = () => document.querySelector('[data-testid="question"] h2')?.textContent;
    await kiosk.tap('vouch');
    expect(asked()).toBe('Let in without a phone: Guest without a name');
    await kiosk.tap('cancel');
    await kiosk.tap('staff-check-in-1');
    await kiosk.tap('staff-undo-1');
    expect(asked()).toBe('Undo the check-in of Guest without a name');
  });

  it('says no day of what was done today', async () => {
    const today = await card(BUSY);
    for (const id of ['entry-1', 'also-seen-1']) expect(today.text(id)).not.toContain('آذر');
    expect(today.find('day-of-1')).toBeNull();
  });

  it('says on the next day that it was the day before', async () => {
    const at = '2026-11-27T10:00:00+03:30';
    const kiosk = await changed(BUSY, (of) => ({ ...of, at }));
    const day = 'پنجشنبه ۵ آذر ۱۴۰۵';
    expect(kiosk.text('entry-1')).toMatch(new RegExp(`^از ${day}، ساعت .* داخل است$`));
    expect(kiosk.text('also-seen-1')).toContain(`هم ${day} ساعت ۰۹:۴۷`);
    expect(kiosk.text('day-of-1')).toBe(day);
  });

  it('says the day on which somebody went out, if not today', async () => {
    const left = { place: 'out', way: 'out', at: '2026-11-25T18:05:00+03:30' } as const;
    const kiosk = await changed(INSIDE, (of) => ({
      ...of,
      tickets: of.tickets.map((ticket) => ({ ...ticket, last: left })),
    }));
    expect(kiosk.text('entry-1')).toBe('چهارشنبه ۴ آذر ۱۴۰۵ ساعت ۱۸:۰۵ بیرون رفته است');
  });

  it.each([
    ['2026-11-26T18:00:00+03:30', 'پذیرش از ساعت ۱۸:۰۰'],
    ['2026-11-27T09:00:00+03:30', 'پذیرش از جمعه ۶ آذر ۱۴۰۵، ساعت ۰۹:۰۰'],
  ])('says when a ticket opens: %s', async (from, words) => {
    const kiosk = await entering(OPEN, { state: 'not_yet', from });
    expect(kiosk.text('entry-1')).toBe(words);
    expect(kiosk.find('closed-1'), 'once').toBeNull();
  });

  it.each([
    [{ state: 'cancelled' }, 'این بلیت لغو شده است'],
    [{ state: 'over' }, 'زمان پذیرش این بلیت گذشته است'],
  ] as const)('says why nobody comes in any more who was here: %j', async (entry, words) => {
    const kiosk = await entering(INSIDE, entry);
    expect(kiosk.text('entry-1')).toContain('داخل است');
    expect(kiosk.text('closed-1')).toBe(words);
    expect(kiosk.find('staff-check-in-1')).toBeNull();
  });

  it('says how a guest gets in whose every ticket was cancelled', async () => {
    const kiosk = await entering(OPEN, { state: 'cancelled' });
    expect(kiosk.text('card-cancelled')).toContain('مهمان تازه');
  });

  it.each(['سارا محمدی', 'زهرا موسوی'])('says that of nobody else: %s', async (text) => {
    const kiosk = await card(text);
    expect(kiosk.find('card-cancelled')).toBeNull();
  });

  it('checks in and out, and each shows at the top of what has happened', async () => {
    const kiosk = await card(OPEN, 2);
    expect(kiosk.find('staff-check-out-1')).toBeNull();
    expect(kiosk.find('staff-undo-1')).toBeNull();
    await kiosk.tap('staff-check-in-1');
    expect(kiosk.text('entry-1')).toContain('داخل است');
    expect(kiosk.see('history-1').dataset['act']).toBe('check_in');
    expect(kiosk.text('history-1')).toContain('Jonas Berg');
    await kiosk.tap('staff-check-out-1');
    expect(kiosk.see('history-1').dataset['act']).toBe('check_out');
    expect(kiosk.text('entry-1')).toContain('بیرون رفته است');
    expect(kiosk.find('staff-check-in-1'), 'may come in again').not.toBeNull();
  });

  it('takes a check-out back, in words of its own', async () => {
    const kiosk = await card(OPEN);
    await kiosk.tap('staff-check-in-1');
    expect(kiosk.text('staff-undo-1')).toBe('پس گرفتن ورود');
    await kiosk.tap('staff-check-out-1');
    expect(kiosk.text('staff-undo-1')).toBe('پس گرفتن خروج');
    await kiosk.tap('staff-undo-1');
    expect(kiosk.text('question')).toContain('پس گرفتن خروج');
    await kiosk.tap('reason-3');
    await kiosk.tap('confirm');
    expect(kiosk.text('entry-1')).toContain('داخل است');
    expect(kiosk.text('history-1')).toContain('دلیل: بیرون نرفته است');
  });

  it('says of a ticket with entries left that its holder is inside, and takes one back', async () => {
    const kiosk = await card(SEVERAL);
    expect(kiosk.text('entry-1')).toContain('داخل است');
    expect(kiosk.find('staff-check-in-1'), 'has entries left').not.toBeNull();
    await kiosk.tap('staff-undo-1');
    await kiosk.tap('reason-1');
    await kiosk.tap('confirm');
    expect(kiosk.text('entry-1')).toBe('هنوز وارد نشده است');
    expect(kiosk.find('staff-undo-1')).toBeNull();
  });

  it('spends one entry of several for a double tap', async () => {
    const kiosk = await card(SEVERAL);
    await kiosk.doubleTap('staff-check-in-1', 'staff-check-in-1');
    expect(kiosk.station.count('staffCheckIn')).toBe(1);
    await kiosk.tap('staff-check-in-1');
    expect(kiosk.station.count('staffCheckIn'), 'another touch is another entry').toBe(2);
  });

  it('does one act for two touches', async () => {
    const kiosk = await card(OPEN);
    kiosk.station.answersInMs = 500;
    await kiosk.tapTwice('staff-check-in-1');
    await kiosk.pass(500);
    expect(kiosk.station.count('staffCheckIn')).toBe(1);
  });

  it('takes a check-in back for a reason, chosen or typed', async () => {
    const kiosk = await card(INSIDE);
    await kiosk.tap('staff-undo-1');
    expect(kiosk.isCovered('nav-today')).toBe(true);
    expect(kiosk.isDisabled('confirm')).toBe(true);
    await kiosk.type('Enter');
    expect(kiosk.station.count('staffUndo')).toBe(0);
    await kiosk.tap('reason-1');
    await kiosk.fill('reason', 'بلیت خواهرش بود');
    expect(kiosk.see('reason-1').getAttribute('aria-pressed')).toBe('false');
    await kiosk.tap('confirm');
    expect(kiosk.find('question')).toBeNull();
    expect(kiosk.text('history-1')).toContain('دلیل: بلیت خواهرش بود');
    expect(kiosk.find('staff-check-in-1')).not.toBeNull();
  });

  it('does nothing with a ticket that has gone to somebody else, and shows whose card it is', async () => {
    const kiosk = await card(INSIDE);
    kiosk.station.door.give('t-0-0', 'a-2');
    await kiosk.tap('correct-name-1');
    await kiosk.fill('corrected-name', 'بهناز');
    await kiosk.tap('confirm');
    expect(kiosk.find('question')).toBeNull();
    expect(kiosk.text('error')).toContain('کار دیگری با این بلیت انجام شده است');
    expect(kiosk.text('card-name')).toBe(INSIDE);
    expect(kiosk.find('correct-name-1'), 'it is theirs no more').toBeNull();
    await kiosk.openCard('سارا محمدی');
    expect(kiosk.everything).not.toContain('بهناز');
  });

  it('says of what no kiosk did where it was done', async () => {
    const kiosk = await changed(OPEN, (of) => ({
      ...of,
      history: [
        { at: of.at, station: '', mine: false, act: 'login', holder: null, by: null, reason: null },
      ],
    }));
    expect(kiosk.text('history-1')).toContain('جای دیگر: موبایل یا مرکز');
  });

  it('takes nothing back that another station did meanwhile, and shows it', async () => {
    const kiosk = await card(INSIDE);
    kiosk.station.door.checkOut('t-0-0', 'in-0');
    expect(kiosk.text('entry-1'), 'nobody has told this screen').toContain('داخل است');
    await kiosk.tap('staff-undo-1');
    await kiosk.tap('reason-2');
    await kiosk.tap('confirm');
    expect(kiosk.find('question')).toBeNull();
    expect(kiosk.text('error')).toContain('کار دیگری با این بلیت انجام شده است');
    expect(kiosk.text('entry-1')).toContain('بیرون رفته است');
    expect(kiosk.see('history-1').dataset['act']).toBe('check_out');
    await kiosk.tap('staff-undo-1');
    await kiosk.tap('reason-3');
    await kiosk.tap('confirm');
    expect(kiosk.find('error')).toBeNull();
    expect(kiosk.text('entry-1')).toContain('داخل است');
  });

  it('lets nobody in whose ticket was used at another station meanwhile, and shows it', async () => {
    const kiosk = await card(OPEN);
    kiosk.station.door.checkIn('t-2-0', null);
    expect(kiosk.text('entry-1'), 'nobody has told this screen').toBe('هنوز وارد نشده است');
    await kiosk.tap('staff-check-in-1');
    expect(kiosk.text('error')).toContain('کار دیگری با این بلیت انجام شده است');
    expect(kiosk.text('entry-1')).toContain('داخل است');
    expect(kiosk.find('staff-check-in-1')).toBeNull();
  });

  it('spends no second entry of a ticket that was used at another station meanwhile', async () => {
    const kiosk = await card(SEVERAL);
    kiosk.station.door.checkIn('t-39-0', 'in-39');
    await kiosk.tap('staff-check-in-1');
    expect(kiosk.text('error')).toContain('کار دیگری با این بلیت انجام شده است');
    expect(document.querySelectorAll('[data-act="check_in"]'), 'two came in').toHaveLength(2);
    await kiosk.tap('staff-check-in-1');
    expect(kiosk.find('error'), 'they have seen it').toBeNull();
  });

  it('shows the ticket as it is when another station let its holder out', async () => {
    const kiosk = await card(INSIDE);
    kiosk.station.door.checkOut('t-0-0', 'in-0');
    await kiosk.tap('staff-check-out-1');
    expect(kiosk.text('error')).toContain('کار دیگری با این بلیت انجام شده است');
    expect(kiosk.text('entry-1')).toContain('بیرون رفته است');
    expect(kiosk.find('staff-check-out-1')).toBeNull();
  });

  it('keeps what was typed when an act is refused', async () => {
    const kiosk = await card(INSIDE);
    await kiosk.tap('staff-undo-1');
    await kiosk.fill('reason', 'بلیت خواهرش بود');
    kiosk.station.refuseNext = { staffUndo: { code: 'reason_needed' } };
    await kiosk.tap('confirm');
    expect(kiosk.text('error')).toBe('دلیل را بنویسید یا یکی را انتخاب کنید.');
    expect((kiosk.see('reason') as HTMLInputElement).value).toBe('بلیت خواهرش بود');
    await kiosk.tap('cancel');
    expect(kiosk.find('error'), 'it was about the question').toBeNull();
  });

  it.each([
    ['staffCheckIn', 'staff-check-in-1', { code: 'ticket_closed' }, 'لغو شده است یا زمان ورودش نیست.'],
    ['staffCheckIn', 'staff-check-in-1', { code: 'event_over' }, 'پذیرش این رویداد پایان یافته است'],
    ['staffCheckIn', 'staff-check-in-1', { code: 'nobody_found' }, 'این مهمان دیگر در فهرست نیست.'],
    ['staffCheckIn', 'staff-check-in-1', { code: 'not_allowed' }, 'این کار فقط از سرپرست برمی‌آید.'],
  ] as const)('says why %s was not done', async (command, testid, reason, words) => {
    const kiosk = await card(OPEN);
    kiosk.station.refuseNext = { [command]: reason };
    await kiosk.tap(testid);
    expect(kiosk.text('error')).toContain(words);
    expect(kiosk.view).toBe('card');
    await kiosk.tap(testid);
    expect(kiosk.find('error')).toBeNull();
  });

  it('corrects the name on the badge', async () => {
    const kiosk = await card(OPEN);
    await kiosk.tap('correct-name-1');
    expect((kiosk.see('corrected-name') as HTMLInputElement).value).toBe('سارا محمدی');
    await kiosk.fill('corrected-name', '');
    expect(kiosk.isDisabled('confirm')).toBe(true);
    for (const letter of 'سارا') await kiosk.tap(`letter-${letter}`);
    await kiosk.tap('confirm');
    expect(kiosk.text('history-1')).toContain('اصلاح نام: سارا');
    expect(kiosk.text('entry-1')).toBe('هنوز وارد نشده است');
  });

  it('has a key for all that Persian names are written with', async () => {
    const kiosk = await card(OPEN);
    await kiosk.tap('correct-name-1');
    await kiosk.fill('corrected-name', '');
    await kiosk.tap('letter-ر');
    await kiosk.tap('key-digits');
    await kiosk.tap('letter-ؤ');
    await kiosk.tap('key-digits');
    for (const letter of 'یا') await kiosk.tap(`letter-${letter}`);
    await kiosk.tap('key-space');
    for (const letter of 'موسوی') await kiosk.tap(`letter-${letter}`);
    await kiosk.tap('key-half-space');
    for (const letter of 'نژاد') await kiosk.tap(`letter-${letter}`);
    await kiosk.tap('confirm');
    expect(kiosk.text('history-1')).toContain('اصلاح نام: رؤیا موسوی\u200Cنژاد');
    await kiosk.tap('correct-name-1');
    await kiosk.tap('key-alphabet');
    expect(kiosk.find('key-half-space'), 'Latin has none').toBeNull();
  });

  it('unlocks a mobile, whose wait counts down meanwhile', async () => {
    const kiosk = await card(BUSY);
    const said = () => document.querySelector('.lock')?.textContent;
    expect(said()).toContain('۱۷:۰۰');
    await kiosk.pass(5_250);
    expect(said()).toContain('۱۶:۵۵');
    await kiosk.tap('unlock');
    expect(kiosk.find('unlock')).toBeNull();
    expect(kiosk.see('history-1').dataset['act']).toBe('unlocked');
  });

  it('shows whom each line is about where several people are on it', async () => {
    const kiosk = await card(BUSY);
    expect(kiosk.find('entry-3')).not.toBeNull();
    expect(document.querySelector('[data-act="check_in"]')?.textContent).toContain('ورود: ');
  });
});

describe('vouching', () => {
  async function vouching(kiosk: Kiosk): Promise<void> {
    await kiosk.tap('vouch');
    await kiosk.tap('reason-1');
    await kiosk.tap('confirm');
  }

  it('takes a reason and the PIN, and leaves the screen to the attendee', async () => {
    const kiosk = await card(INSIDE);
    await vouching(kiosk);
    await kiosk.keypad('4711');
    await kiosk.tap('confirm');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.text('attendee-name')).toBe('نیلوفر رستگار');
    expect(kiosk.station.door.onDuty).toBeUndefined();
    expect(kiosk.station.calls.filter((call) => call === 'finish'), 'the session is theirs').toHaveLength(1);
    await kiosk.tap('done');
    expect(kiosk.screen).toBe('attract');
  });

  it('leaves it as the attendee is met here, however staff have it', async () => {
    const kiosk = await card(INSIDE);
    await kiosk.tap('language');
    await kiosk.tap('display-options');
    await kiosk.tap('text-largest');
    await vouching(kiosk);
    await kiosk.keypad('4711');
    await kiosk.tap('confirm');
    expect(kiosk.screen).toBe('welcome');
    expect(document.body.lang).toBe('fa');
    expect(document.documentElement.dataset['text']).toBe('normal');
  });

  /** Staff come, have the screen as they like, and vouch for who stands there. */
  async function comeAndVouch(kiosk: Kiosk): Promise<void> {
    await kiosk.enterAsStaff();
    await kiosk.tap('display-options');
    await kiosk.tap('text-large');
    await kiosk.openCard(INSIDE);
    await vouching(kiosk);
    await kiosk.keypad('4711');
    await kiosk.tap('confirm');
    expect(kiosk.screen).toBe('welcome');
  }

  const worn = () => [
    document.body.lang,
    document.documentElement.dataset['text'],
    document.documentElement.dataset['contrast'],
  ];

  it.each([
    ['had begun', 1, ['begin']],
    ['called them from the first screen', 1, ['help', 'close']],
    ['called them from the events', 3, ['help', 'close']],
  ] as const)('leaves it as it was for who %s', async (_, events, taps) => {
    const kiosk = await Kiosk.atTheDoor(events);
    for (const tap of ['language', 'display-options', 'text-largest', 'high-contrast']) {
      await kiosk.tap(tap);
    }
    await kiosk.tap('display-options');
    for (const tap of taps) await kiosk.tap(tap);
    await comeAndVouch(kiosk);
    expect(worn()).toEqual(['en', 'largest', 'more']);
    await kiosk.tap('done');
    expect(worn(), 'it goes with them').toEqual(['fa', 'normal', 'normal']);
    await comeAndVouch(kiosk);
    expect(worn(), 'nobody had called').toEqual(['fa', 'normal', 'normal']);
  });

  it('leaves nothing of a call to who comes when the caller has left', async () => {
    const kiosk = await Kiosk.atTheDoor();
    for (const tap of ['language', 'help', 'close']) await kiosk.tap(tap);
    await kiosk.pass(80_000);
    await comeAndVouch(kiosk);
    expect(worn()).toEqual(['fa', 'normal', 'normal']);
  });

  it('leads to the tickets where they are open', async () => {
    const kiosk = await card(OPEN);
    await vouching(kiosk);
    await kiosk.type('4', '7', '1', '1', 'Enter');
    expect(kiosk.screen).toBe('tickets');
    await kiosk.tap('ticket-1');
    await kiosk.tap('check-in');
    expect(kiosk.screen).toBe('welcome');
    expect(kiosk.text('attendee-name')).toBe('سارا محمدی');
  });

  it('with a wrong PIN lets nobody in, and waits after too many', async () => {
    const kiosk = await card(INSIDE);
    await vouching(kiosk);
    await kiosk.keypad('0000');
    await kiosk.tap('confirm');
    expect(kiosk.screen).toBe('staff');
    expect(kiosk.text('error')).toContain('رمز درست نبود');
    expect(kiosk.see('pin').dataset['length']).toBe('0');
    for (let i = 0; i < 4; i += 1) {
      await kiosk.keypad('0000');
      await kiosk.tap('confirm');
    }
    expect(kiosk.text('error')).toContain('زمان تا امتحان دوباره: ۰:۳۰');
    await kiosk.type('4', '7', '1', '1', 'Enter');
    expect(kiosk.screen).toBe('staff');
    expect(kiosk.station.count('vouch')).toBe(5);
    expect(kiosk.isDisabled('key-1')).toBe(true);
  });

  it('takes no ticket under the scanner for the PIN', async () => {
    const kiosk = await card(INSIDE);
    await vouching(kiosk);
    await kiosk.scan('CON-00200');
    expect(kiosk.station.count('vouch')).toBe(0);
    expect(kiosk.see('pin').dataset['length']).toBe('0');
    expect(kiosk.find('question')).not.toBeNull();
  });

  it('that is answered after the minute lets nobody in', async () => {
    const kiosk = await card(INSIDE);
    await vouching(kiosk);
    await kiosk.keypad('4711');
    kiosk.station.answersInMs = 80_000;
    await kiosk.tap('confirm');
    await kiosk.pass(60_250);
    expect(kiosk.screen).toBe('attract');
    await kiosk.pass(300_000);
    expect(kiosk.screen).toBe('attract');
    expect(kiosk.everything).not.toContain('نیلوفر');
    expect(kiosk.station.calls.filter((call) => call !== 'stationState').at(-1)).toBe('finish');
  });
});
