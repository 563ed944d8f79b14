import type { Duty } from './duty.svelte';
import type { Idle } from './idle.svelte';
import type { Journey } from './journey.svelte';
import { isNumber } from './mobile';
import type { ScanListener } from './scanner-input';
import { isLoggedIn, metOn, type Screen, takesTickets, waitOf } from './screen';
import type { TextEntry } from './text-entry.svelte';

/** Of one screen; a touch is a touch of all. */
type ScreenListener = Omit<ScanListener, 'touched'>;

/** What staff make of it: a text that they type takes the keys, else its attendee is looked up. */
function staffListener(duty: Duty): ScreenListener {
  let entry: TextEntry | undefined;
  let typed = '';
  return {
    began() {
      entry = duty.entry;
      typed = entry?.value ?? '';
    },
    holdsFirst: () => false,
    takeBack() {
      if (entry !== undefined && entry === duty.entry) entry.value = typed;
    },
    scanned(text) {
      const { staff } = duty;
      // Nobody's PIN: typed in and entered, a ticket that was left there would spend the tries.
      if (duty.entry?.kind === 'pin') return true;
      if (staff === undefined) return false;
      const lookedUp = duty.entry === undefined || duty.entry === staff.search.text;
      // The key that a scanner ends with must not commit a form.
      if (!lookedUp) duty.entry?.add(text);
      else if (staff.question === undefined) void staff.scan(text);
      return true;
    },
    unreadable: () => undefined,
    forget() {
      entry = undefined;
      typed = '';
    },
  };
}

/** What a ticket under a scanner leads to: the attendee's screens, or those of staff. */
export function ticketListener(journey: Journey, idle: Idle, duty: Duty): ScanListener {
  const attendees = attendeeListener(journey, idle);
  const staff = staffListener(duty);
  // A key is a touch of somebody's, until it is a scanner's.
  let untouch: () => void = () => undefined;
  // Before there is a station, what is scanned is what is typed.
  const now = () => (duty.place === 'away' && duty.entry === undefined ? attendees : staff);
  return {
    began() {
      untouch = () => undefined;
      now().began();
    },
    holdsFirst: () => now().holdsFirst(),
    touched() {
      // Staff are before the attendee's screen too, which waits below their PIN.
      const takenBack = [idle.touch(), duty.touch()];
      untouch = () => {
        for (const takeBack of takenBack) takeBack();
      };
    },
    takeBack() {
      untouch();
      now().takeBack();
    },
    scanned: (text) => now().scanned(text),
    unreadable: () => {
      now().unreadable();
    },
    forget() {
      untouch = () => undefined;
      attendees.forget();
      staff.forget();
    },
  };
}

/** What the journey makes of a ticket under a scanner. */
function attendeeListener(journey: Journey, idle: Idle): ScreenListener {
  // Who was here, their screen and what was typed on it, before the burst under way.
  let visit: number | undefined;
  let screen: Screen | undefined;
  let typed = '';
  // A scan is no touch of who has begun here: whoever holds it there is most likely the next one.
  const isAnothers = () => {
    const { callingStaff } = journey;
    const at = metOn(journey.screen);
    return callingStaff !== false || (isLoggedIn(at) && at.name !== 'welcome');
  };
  // None of who is logged in.
  const lead = (text: string) => {
    if (isAnothers()) {
      idle.ask();
      return;
    }
    const { name } = journey.screen;
    // Who could not go on tries with a ticket.
    if (name === 'trouble') journey.startOver();
    if (!takesTickets(journey.screen)) return;
    // Somebody is here, whatever the last touch was; but the one who is welcomed may have gone.
    if (name !== 'welcome') idle.more();
    void journey.sendCodeToTicket(text);
  };
  return {
    began() {
      visit = journey.visits;
      screen = journey.screen;
      typed = journey.typed;
    },
    holdsFirst() {
      // A fifth digit spends a try, and a digit among the tickets chooses one.
      return journey.screen.name === 'tickets' || waitOf(journey.screen) !== undefined;
    },
    takeBack() {
      if (screen === undefined || visit !== journey.visits) return;
      if (journey.typed !== typed) journey.untype(screen, typed);
    },
    scanned(text) {
      const { name } = journey.screen;
      const asksNumber = name === 'mobile' || name === 'change-mobile';
      if (asksNumber && isNumber(typed + text)) return false;
      // Held there again, or never taken away: it has led to what is shown. A ticket that was left
      // there says of nobody who is logged in that they still are here.
      if (journey.standsFor(text)) {
        if (!isLoggedIn(journey.screen)) idle.more();
        return true;
      }
      if (isLoggedIn(metOn(journey.screen))) void journey.hold(text, () => lead(text));
      else lead(text);
      return true;
    },
    forget() {
      visit = undefined;
      screen = undefined;
      typed = '';
    },
    unreadable() {
      if (isAnothers()) {
        idle.ask();
        return;
      }
      if (journey.screen.name !== 'welcome') idle.more();
      journey.ticketUnreadable();
    },
  };
}
