import type { Duty } from './duty.svelte';
import type { Idle } from './idle.svelte';
import type { Journey } from './journey.svelte';
import { isNumber } from './mobile';
import type { ScanListener } from './scanner-input';
import { sendsAgainAt } from './refusal-text';
import { isLoggedIn, mayTryAgain, metOn, refusedOn, type Screen, takesTickets, waitOf } from './screen';
import type { Staff } from './staff.svelte';
import type { TextEntry } from './text-entry.svelte';
import { type Lies, LIES_MS, type Reading, TWICE_MS, UnderScanner } from './under-scanner';

/** Of one screen; a touch is a touch of all. */
type ScreenListener = Omit<ScanListener, 'touched'>;

/** What staff make of it: a text that they type takes the keys, else its attendee is looked up. */
function staffListener(duty: Duty, now: () => number): ScreenListener {
  const under = new UnderScanner(LIES_MS);
  let entry: TextEntry | undefined;
  let putBack: () => void = () => undefined;
  /** What staff look at. */
  const place = () => {
    const { place: at, staff } = duty;
    return [at, staff?.view, staff?.card?.attendee, staff?.question?.kind, staff?.search.text.value].join();
  };
  /**
   * Whoever has touched their way from what it led to may hold it there again. What was read before
   * that once more has been left there.
   */
  const letAgain = (reading: Reading) => {
    const at = now();
    const led = place();
    let isLeft = false;
    reading.leadsOn = () => {
      if (duty.touchedSince(at) && place() !== led) return !isLeft;
      isLeft ||= now() - at > TWICE_MS;
      return false;
    };
  };
  const lookUp = async (staff: Staff, text: string, reading: Reading) => {
    await staff.scan(text);
    letAgain(reading);
  };
  return {
    began() {
      entry = duty.entry;
      putBack = entry?.remember() ?? (() => undefined);
    },
    holdsFirst: () => false,
    takeBack() {
      if (entry === duty.entry) putBack();
    },
    scanned(text) {
      const reading = under.read(text, now());
      if (reading === undefined) return true;
      letAgain(reading);
      const { entry: asked, staff } = duty;
      // Nobody's PIN: typed in and entered, a ticket that was left there would spend the tries.
      if (asked?.kind === 'pin') return true;
      // Nor are a ticket's digits those of a number.
      if (asked?.kind === 'mobile' && !isNumber(asked.value + text)) return true;
      if (staff === undefined) return false;
      const lookedUp = asked === undefined || asked === staff.search.text;
      // The key that a scanner ends with must not commit a form.
      if (!lookedUp) asked.add(text);
      // What is being set would be lost, or what is being asked.
      else if (staff.view !== 'set-up' && staff.question === undefined) {
        void lookUp(staff, text, reading);
      }
      return true;
    },
    unreadable: () => undefined,
    forget() {
      entry = undefined;
      putBack = () => undefined;
      under.forget();
    },
  };
}

/** What a ticket under a scanner leads to: the attendee's screens, or those of staff. */
export function ticketListener(
  journey: Journey,
  idle: Idle,
  duty: Duty,
  now: () => number,
): ScanListener {
  const attendees = attendeeListener(journey, idle, now);
  const staff = staffListener(duty, now);
  // A key is a touch of somebody's, until it is a scanner's.
  let untouch: () => void = () => undefined;
  // Before there is a station, what is scanned is what is typed.
  const isAttendees = () => duty.place === 'away' && duty.entry === undefined;
  const here = () => (isAttendees() ? attendees : staff);
  /** What lies there while staff are, lies there when they go. */
  const lies = (text: string) => {
    if (!isAttendees()) attendees.under.read(text, now());
  };
  return {
    began() {
      untouch = () => undefined;
      here().began();
    },
    holdsFirst: () => here().holdsFirst(),
    touched() {
      // Staff are before the attendee's screen too, which waits below their PIN.
      const takenBack = [idle.touch(), duty.touch()];
      untouch = () => {
        for (const takeBack of takenBack) takeBack();
      };
    },
    takeBack() {
      untouch();
      here().takeBack();
    },
    scanned(text) {
      lies(text);
      return here().scanned(text);
    },
    unreadable(text) {
      lies(text);
      here().unreadable(text);
    },
    forget() {
      untouch = () => undefined;
      attendees.forget();
      staff.forget();
    },
  };
}

/** What the journey makes of a ticket under a scanner. */
function attendeeListener(
  journey: Journey,
  idle: Idle,
  now: () => number,
): ScreenListener & { under: UnderScanner } {
  // Who was here, their screen and what was typed on it, before the burst under way.
  let visit: number | undefined;
  let screen: Screen | undefined;
  let typed = '';
  // What somebody has left there lies there for the next one, too.
  const under = new UnderScanner(LIES_MS);
  // Since when anybody may have begun from the first screen.
  let begunAt = now();
  // When anything was read last where somebody is logged in.
  let loggedInAt = -Infinity;
  // A scan is no touch of who has begun here: whoever holds it there is most likely the next one.
  const isAnothers = () => {
    const { callingStaff } = journey;
    const at = metOn(journey.screen);
    return callingStaff !== false || (isLoggedIn(at) && at.name !== 'welcome');
  };
  const asksNumber = () => ['mobile', 'change-mobile'].includes(journey.screen.name);
  const place = () => (journey.callingStaff === false ? journey.screen.name : 'call');
  /** Nothing came of it on this screen: on the next it may, or here from then on. */
  const setAside = (reading: Reading, until = Infinity) => {
    const here = place();
    reading.leadsOn = () => place() !== here || now() >= until;
  };
  /** Where a number is asked for, it may be one. */
  const mayBeNumber = (text: string) => asksNumber() && isNumber(journey.typed + text);
  const saysWhenToSend = () => sendsAgainAt(refusedOn(journey.screen)) !== undefined;
  /** The screen counts down to it: whoever waits there may hold it there again, and nobody else. */
  const waitOut = (reading: Reading, until: number) => {
    const { visits } = journey;
    const here = place();
    const waits = () => journey.visits === visits && place() === here && journey.typed === '';
    reading.leadsOn = (text) => mayBeNumber(text) || (waits() && now() >= until);
  };
  /** It may lead whoever begins next. */
  const leaveToNext = (reading: Reading) => {
    const { beginnings } = journey;
    reading.leadsOn = () => journey.beginnings !== beginnings;
  };
  // None of who is logged in.
  const lead = async (text: string, reading: Reading) => {
    if (isAnothers()) {
      idle.ask();
      setAside(reading);
      return;
    }
    const { name } = journey.screen;
    // Who could not go on tries with a ticket.
    if (name === 'trouble') journey.startOver();
    if (!takesTickets(journey.screen)) {
      setAside(reading);
      return;
    }
    // Somebody is here, whatever the last touch was; but the one who is welcomed may have gone.
    if (name !== 'welcome') idle.more();
    if (journey.busy) {
      leaveToNext(reading);
      return;
    }
    reading.leadsOn = mayBeNumber;
    const triesAgainAt = await journey.sendCodeToTicket(text);
    if (triesAgainAt === undefined) return;
    if (saysWhenToSend()) waitOut(reading, triesAgainAt);
    else setAside(reading, triesAgainAt);
  };
  /**
   * Whoever held it there, touched something and holds it there again can't be told from one who has
   * left it there; but where nothing else is said or typed, it may be said why nothing comes of it.
   */
  const sayWhy = ({ since, at }: Lies) => {
    const { screen: shown, misheld } = journey;
    const first = ['attract', 'events'].includes(shown.name);
    const asks = first || ['mobile', 'ticket-code', 'scan'].includes(shown.name);
    const refused = refusedOn(shown);
    const told = refused !== undefined && (sendsAgainAt(refused) ?? Infinity) > now();
    const unsaid = misheld === undefined && !told && !('unreadable' in shown);
    // On the first screen they may have come back; not from where they were logged in.
    const theirs = first ? at > loggedInAt : since >= begunAt;
    if (!asks || !unsaid || !theirs || journey.typed !== '') return;
    if (idle.touchedSince(at) && place() !== 'call' && !journey.busy) journey.misheld = 'again';
  };
  /** The code that it led to still lives; if no more than another try is between them, that is it. */
  const goOn = () => {
    const { screen: at } = journey;
    const stopped = at.name === 'trouble' && metOn(at).name === 'code';
    if (stopped && mayTryAgain(at.trouble, now()) && place() !== 'call') journey.tryAgain();
  };
  const hold = async (text: string, reading: Reading) => {
    leaveToNext(reading);
    const { visits } = journey;
    const own = await journey.hold(text, () => void lead(text, reading));
    // A refusal empties what was chosen. To whoever comes next it is what lies there.
    if (own) reading.leadsOn = () => journey.visits === visits && journey.screen.name === 'tickets';
  };
  return {
    under,
    began() {
      visit = journey.visits;
      screen = journey.screen;
      typed = journey.typed;
    },
    holdsFirst() {
      // A fifth digit spends a try, and a digit among the tickets chooses one; what is read again
      // and again must not show at each time. A search has a field of its own.
      const { screen: at, searching } = journey;
      const spends = at.name === 'tickets' || waitOf(at) !== undefined;
      return spends || (!searching && under.holdsSomething(now()));
    },
    takeBack() {
      if (screen === undefined || visit !== journey.visits) return;
      const unsaid = refusedOn(screen) !== undefined && refusedOn(journey.screen) === undefined;
      if (unsaid || journey.typed !== typed) journey.untype(screen, typed);
    },
    scanned(text) {
      const number = asksNumber() && isNumber(typed + text);
      const lies = under.lies(text, now());
      const reading = under.read(text, now());
      if (isLoggedIn(metOn(journey.screen))) loggedInAt = now();
      if (reading === undefined) {
        if (lies !== undefined) sayWhy(lies);
        return true;
      }
      if (number) return false;
      // Held there again: it has led to what is shown. A ticket that was left there says of nobody
      // who is logged in that they still are here.
      if (journey.standsFor(text)) {
        if (!isLoggedIn(journey.screen)) idle.more();
        goOn();
        return true;
      }
      if (isLoggedIn(metOn(journey.screen))) void hold(text, reading);
      else void lead(text, reading);
      return true;
    },
    forget() {
      visit = undefined;
      screen = undefined;
      typed = '';
      begunAt = now();
    },
    unreadable(text) {
      const reading = under.read(text, now());
      if (reading === undefined) return;
      if (isAnothers()) {
        idle.ask();
        setAside(reading);
        return;
      }
      if (journey.screen.name !== 'welcome') idle.more();
      journey.ticketUnreadable();
    },
  };
}
