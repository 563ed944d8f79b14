import type { Messages } from './fa';

export const en: Messages = {
  product: 'Event check-in',
  otherLanguage: 'فارسی',
  otherLanguageLabel: 'تغییر زبان به فارسی',
  starting: 'Getting ready…',

  eventsTitle: 'Which event are you here for?',
  eventsLead: 'Choose your event.',
  searchLabel: 'Search for an event',
  searchHint: 'Event name',
  searchEmpty: 'No event has that name.',
  searchClear: 'Clear the search',
  searchSpace: 'Space',
  until: (from, to) => `${from} – ${to}`,

  mobileTitle: 'Enter your mobile number',
  mobileLead: 'We will text you a five-digit code.',
  mobileLabel: 'Mobile number',
  mobileHint: 'Use the number that you registered with.',
  sendCode: 'Get the code',
  otherEvent: 'Another event',
  keypad: 'Number keypad',
  keyBack: 'Delete the last digit',
  keyPlus: 'Plus sign, for numbers outside Iran',

  codeTitle: 'Enter the code from the text',
  codeLabel: 'Five-digit code',
  codeChecking: 'Checking…',
  correctNumber: 'Correct the number',
  timeLeft: 'Time left',
  secondsLeft: (seconds) => `${String(seconds)} seconds left`,
  triesLeft: (tries) =>
    tries === 0 ? 'No tries left' : tries === 1 ? 'Only one try left' : `${String(tries)} tries left`,
  resend: 'Send it again',
  resendIn: (wait) => `Resend in ${wait}`,
  newCode: 'Get a new code',
  newCodeIn: (wait) => `New code in ${wait}`,
  resent: 'We have asked for it to be sent again.',
  otherNumber: 'Another number',
  noSmsTitle: 'No text message?',
  newCodeTitle: 'A new code',
  otherWaysTitle: 'What you can do',
  noSmsLead:
    'Check the number above: a code only reaches the number that you registered with. Enter another number, or let our staff help you.',
  callStaff: 'I need help',

  courierWorking:
    'The SMS service is working. A number on the guest list gets its code in a few moments.',
  courierDown:
    'We have no link to the SMS service at the moment, so no text can leave. Our staff can check you in.',
  courierOffline: 'This kiosk has no connection at the moment; a text may take longer.',

  wrongCode: (left) =>
    left === 1 ? 'That code is wrong. One try left.' : `That code is wrong. ${String(left)} tries left.`,
  codeSpent: 'No tries left. Ask our staff, or enter another number.',
  codeExpired: 'This code has expired. Get a new one.',
  notACode: 'The code has five digits. Please enter it again.',
  tooManySends: (wait) => `We have sent several codes to this number. Try again in ${wait}.`,
  tooManySendsOver: 'You can try again now.',
  ticketClosed: "This ticket can't be checked in now. Please ask our staff.",

  mobileEmpty: 'Enter your mobile number first.',
  mobileCharacter: 'A mobile number has digits only. Please enter it again.',
  mobileTooShort: 'Too short: a mobile has 11 digits and begins with 09.',
  mobileTooLong: 'Too long: a mobile has 11 digits and begins with 09.',
  mobileNotMobile: 'That is not a mobile number. Iranian mobiles begin with 09.',
  mobileForeign: 'There is no such mobile in that country. Check the country code.',

  ticketsTitle: (name) => `Welcome, ${name}`,
  ticketsLead: 'You have several tickets. Choose each person who is with you and check them in.',
  ticketsCount: (open) => (open === 1 ? '1 ticket to go' : `${String(open)} tickets to go`),
  checkIn: 'Check in',
  checkInOf: (holder) => `Check in ${holder}`,
  chooseTicket: 'Choose a ticket',
  continueOn: 'Continue',
  ticket: 'Ticket',

  welcomeHello: 'Welcome',
  entryNow: (time) => `Checked in at ${time}`,
  entryBefore: (time) => `Already checked in at ${time}`,
  entryOpen: 'Not checked in yet',
  entryFrom: (time) => `Lets in from ${time}`,
  entryOver: "This ticket's time is over",
  entryCancelled: 'This ticket was cancelled',
  ticketsOpen: (open) =>
    open === 1 ? '1 ticket is not checked in yet' : `${String(open)} tickets are not checked in yet`,
  backToTickets: 'Back to the tickets',
  handoffTitle: 'Continue on your phone',
  handoffLead: 'Point your camera at this code to open your ticket on your phone, already signed in.',
  handoffNone: 'Continuing on a phone is not available right now.',
  handoffWait: 'Getting it ready…',
  done: 'Done',
  leavesIn: (seconds) => `This page closes in ${String(seconds)} s`,

  noTicketTitle: 'We found no ticket for this number',
  noTicketHereTitle: 'No ticket to this event for this number',
  noTicketLead: (event) => `Your number is confirmed, but it isn't on the list of “${event}”.`,
  noTicketOthers: (events) =>
    events === 1
      ? 'This number has a ticket to the event below. Choose it:'
      : 'This number has tickets to the events below. Which one would you like?',
  noTicketStaff: 'If you registered with another number, enter that one; otherwise our staff can help.',

  lockedTitle: 'This number is locked for now',
  lockedLead:
    'A wrong code was entered several times, so to keep you safe this number is locked for a while. Our staff can unlock it right away.',
  pausedTitle: 'One moment, please',
  pausedLead: 'This kiosk is pausing before it sends more codes. Stay here, or use another kiosk.',
  staffNeededTitle: 'This kiosk needs our staff',
  staffNeededLead: 'A member of staff has to unlock it first. Please call one over, or use another kiosk.',
  faultTitle: 'Something went wrong',
  faultLead:
    'Your request was not carried out, and it was not your fault. Try once more; if it happens again, our staff will help.',
  faultReference: 'Reference:',
  eventOverTitle: 'Check-in for this event is over',
  eventOverLead: 'This kiosk no longer checks in for this event. Please ask our staff.',
  sessionOverTitle: 'This page timed out',
  sessionOverLead: 'To keep you safe, your session was closed. Please start again.',
  retryIn: 'Until you can try again',
  retryNow: 'You can try again now.',
  retryHours: (hours) =>
    hours === 1
      ? 'You can try again in about an hour.'
      : `You can try again in about ${String(hours)} hours.`,
  startOver: 'Start over',
  tryAgain: 'Try again',

  outOfOrderTitle: 'This kiosk is not checking in right now',
  outOfOrderLead: 'Please use another kiosk, or ask our staff.',
  outOfOrderNoEvents: 'No event has been set up for this kiosk yet.',
  outOfOrderRevoked: "This kiosk's permission to check in was withdrawn.",

  callStaffTitle: 'Please raise your hand',
  callStaffLead: 'A member of staff will come to you. If you see one near you, call them over.',
  callStaffHere: 'You are at this kiosk:',
  close: 'Close',

  idleTitle: 'Are you still there?',
  idleLead: 'To protect your details, this page will be cleared soon.',
  moreTime: 'I need more time',
  idleAnnounce: (seconds) => `The page is cleared in ${String(seconds)} seconds`,

  linkConnecting: 'Connecting to the centre',
  linkOnline: 'Connected to the centre',
  linkOffline: 'No link to the centre; check-in goes on',
  linkRevoked: "This kiosk's permission was withdrawn",
  recordsWaiting: (count) => (count === 1 ? '1 record waiting' : `${String(count)} records waiting`),
  rosterLoads: 'Loading the guest list',
  rosterLoading: (percent) => `Loading the guest list: ${String(percent)}%`,
  rosterAge: (minutes) => `Guest list as of ${String(minutes)} min ago`,
  clockAhead: (minutes) => `This kiosk's clock is ${String(minutes)} min fast`,
  clockBehind: (minutes) => `This kiosk's clock is ${String(minutes)} min slow`,
  databaseRestored: "This kiosk's data was restored from a backup",
};
