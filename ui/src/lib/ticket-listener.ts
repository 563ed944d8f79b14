import type { Idle } from './idle.svelte';
import type { Journey } from './journey.svelte';
import { isNumber } from './mobile';
import type { ScanListener } from './scanner-input';
import { type Screen, takesTickets, waitOf } from './screen';

/** What the journey makes of a ticket under a scanner. */
export function ticketListener(journey: Journey, idle: Idle): ScanListener {
  // The screen and what was typed on it, before the burst under way.
  let screen: Screen | undefined;
  let typed = '';
  const covered = () => journey.callingStaff !== false;
  return {
    began() {
      screen = journey.screen;
      typed = journey.typed;
    },
    holdsFirst() {
      // A fifth digit spends a try, and a digit among the tickets chooses one.
      return journey.screen.name === 'tickets' || waitOf(journey.screen) !== undefined;
    },
    takeBack() {
      if (journey.screen === screen && journey.typed !== typed) journey.type(typed);
    },
    scanned(text) {
      const { name } = journey.screen;
      const asksNumber = name === 'mobile' || name === 'change-mobile';
      if (asksNumber && isNumber(typed + text)) return false;
      if (covered()) return true;
      // The next one in the queue doesn't wait for the screen of the one before.
      if (name === 'welcome' || name === 'trouble') journey.leave();
      if (!takesTickets(journey.screen)) return true;
      // Somebody is here, whatever the last touch was.
      idle.more();
      void journey.sendCodeToTicket(text);
      return true;
    },
    forget() {
      screen = undefined;
      typed = '';
    },
    unreadable() {
      if (covered()) return;
      idle.more();
      journey.ticketUnreadable();
    },
  };
}
