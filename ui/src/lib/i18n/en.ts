import { setupEn } from './en-setup';
import { staffEn } from './en-staff';
import type { Messages } from './fa';
import type { LanguageFile } from './language';
import { pluralOf } from './plural';
import { spanOf } from './span';

const plural = pluralOf('en');
const span = spanOf('en-GB');

export const en: Messages = {
  product: 'Event check-in',
  starting: 'Getting ready…',

  begin: 'Begin',
  beginHint: 'Touch the screen to check in',

  eventsTitle: 'Which event are you here for?',
  eventsLead: 'Choose your event.',
  searchLabel: 'Search for an event',
  searchHint: 'Event name',
  searchEmpty: 'No event has that name.',
  searchClear: 'Clear the search',
  space: 'Space',
  halfSpace: 'Half-space',
  fromMoment: (moment) => `From ${moment}`,
  toMoment: (moment) => `to ${moment}`,
  until: (from, to) => `${from} – ${to}`,

  mobileTitle: 'Enter your mobile number',
  mobileLead: 'We will text you a five-digit code.',
  mobileLabel: 'Mobile number',
  mobileHint: 'Use the number that you registered with.',
  mobileHintOpen: 'If you have registered, use that number.',
  sendCode: 'Get the code',
  otherEvent: 'Another event',
  back: 'Back',
  keypad: 'Number keypad',
  keyBack: 'Delete the last digit',
  letterBack: 'Delete the last character',
  keyPlus: 'Plus sign, for numbers outside Iran',
  letterPad: 'Keyboard',

  useTicket: 'Use my ticket code',
  useMobile: 'Use my mobile number',
  ticketCodeTitle: 'Enter your ticket code',
  ticketCodeLead:
    'Type the code on your ticket, or hold the ticket under the scanner. We text the sign-in code to the mobile of that ticket.',
  ticketCodeLabel: 'Ticket code',
  scanTicket: 'Scan my ticket',
  scanTitle: 'Hold your ticket to the camera',
  scanLead: "The ticket's code should be inside the frame. The camera's picture is not kept anywhere.",
  scanCamera: 'Camera picture',
  scanFailedTitle: "The camera can't be used right now",
  scanFailed: 'Type your ticket code, or use your mobile number.',
  unknownTicket: 'We found no ticket with this code. Check the code, or use your mobile number.',
  unreadableTicket: 'The ticket code could not be read. Try again, or type it.',
  scanUnknown:
    'We do not know the code that was just read. Hold the code on your ticket inside the frame.',
  misheldTicket: 'What was just held under the scanner is not a ticket that we know. You can go on here.',
  misheldAgain: 'This ticket was just read. To use it again, take it away for ten seconds first.',

  codeTitle: 'Enter the code from the text',
  codeLabel: 'Five-digit code',
  codeChecking: 'Checking…',
  correctNumber: 'Correct the number',
  ticketMobile: 'The mobile of this ticket',
  timeLeft: 'Time left',
  secondsLeft: (seconds) =>
    plural(seconds, { one: 'One second left', other: `${String(seconds)} seconds left` }),
  triesLeft: (tries) =>
    tries === 0
      ? 'No tries left'
      : plural(tries, { one: 'Only one try left', other: `${String(tries)} tries left` }),
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
    'Check the number above: a code only reaches the number that you registered with. Try another number or your ticket code, or let our staff help you.',
  noSmsLeadOpen:
    "Check the number above: one from abroad that isn't on the guest list may get no code. Try another number or your ticket code, or let our staff help you.",
  callStaff: 'I need help',

  courierWorking:
    'The SMS service is working. A number on the guest list gets its code in a few moments.',
  courierWorkingOpen: 'The SMS service is working. A code takes a few moments to arrive.',
  courierDown:
    'We have no link to the SMS service at the moment, so no text can leave. Our staff can check you in.',

  wrongCode: (left) =>
    plural(left, {
      one: 'That code is wrong. One try left.',
      other: `That code is wrong. ${String(left)} tries left.`,
    }),
  codeSpent: 'No tries left. Ask our staff, or enter another number.',
  codeExpired: 'This code has expired. Get a new one.',
  notACode: 'The code has five digits. Please enter it again.',
  tooManySends: 'No more codes can be sent to this number now.',
  stationBusy: 'This kiosk has sent many codes just now. Yours can be sent in a moment.',
  tooManyChanges: 'No more codes can be sent now to change your mobile number.',
  sendsAgainIn: (wait) => `Try again in ${wait}.`,
  sendsAgainAnnounce: (seconds) => `You can try again in ${String(seconds)} seconds`,
  tooManySendsOver: 'You can try again now.',
  ticketClosed: "A ticket that isn't open now was not checked in. Please ask our staff.",
  numberTaken:
    'Another guest of this event is registered with that number. Enter another one, or ask our staff.',
  sameNumber: 'That is the number you have now. Enter the new one.',

  mobileEmpty: 'Enter your mobile number first.',
  mobileCharacter: 'A mobile number has digits only. Please enter it again.',
  mobileTooShort: 'Too short: 11 digits that begin with 09, or from abroad with + and the country code.',
  mobileTooLong: 'Too long: a mobile has 11 digits and begins with 09.',
  mobileNotMobile: 'That is not a mobile number. In Iran they begin with 09, from abroad with + or 00.',
  mobileForeign: 'There is no such mobile in that country. Check the country code.',

  ticketsLead: 'You have several tickets. Check them all in at once, or choose who is with you.',
  ticketsLeadOne: 'Check in the ticket that is left, or go on without it.',
  ticketsCount: (open) =>
    plural(open, { one: '1 ticket to go', other: `${String(open)} tickets to go` }),
  checkInAll: (open) => (open === 2 ? 'Check in both' : `Check in all ${String(open)}`),
  checkInSome: (chosen) => `Check in ${String(chosen)} people`,
  checkInOf: (holder) => `Check in ${holder}`,
  chooseTicket: 'Choose a ticket',
  continueOn: 'Continue',
  ticket: 'Ticket',

  welcomeHello: 'Welcome',
  entryNow: (time) => `Checked in at ${time}`,
  entryBefore: (when) => `Already checked in ${when}`,
  entryAgain: (when) => `Last checked in ${when}`,
  atTime: (time) => `at ${time}`,
  onDayAtTime: (day, time) => `on ${day} at ${time}`,
  entryOpen: 'Not checked in yet',
  fromTime: (time) => `from ${time}`,
  fromDayAtTime: (day, time) => `from ${day} at ${time}`,
  entryFrom: (when) => `Lets in ${when}`,
  entryOver: "This ticket's time is over",
  entryCancelled: 'This ticket was cancelled',
  closedTitle: "You can't go in now",
  closedNotYet: (when) => `Your ticket lets you in ${when}. If you have a question, let our staff help you.`,
  closedOver: "Your ticket's time is over. Let our staff help you.",
  closedCancelled: 'Your ticket was cancelled. Let our staff help you.',
  ticketsOpen: (open) =>
    plural(open, {
      one: '1 ticket is still open for entry',
      other: `${String(open)} tickets are still open for entry`,
    }),
  backToTickets: 'Back to the tickets',
  nextTitle: 'Where do I go from here?',
  handoffTitle: 'Continue on your phone',
  handoffLead: 'Point your camera at this code to take your ticket along. The page asks for the last four digits of your number.',
  handoffNone: 'Continuing on a phone is not available right now.',
  handoffWait: 'Getting it ready…',
  done: 'Done',
  notYou: 'Not you?',
  leavesIn: (seconds) => `This page closes in ${String(seconds)} s`,

  changeMobile: 'Change my mobile number',
  changeTitle: 'Enter your new mobile number',
  changeLead: 'We will text a five-digit code to the new number.',
  changeFrom: 'Your number now',
  changeCourier: 'The SMS service is working. Your new number gets its code in a few moments.',
  changeCourierDown:
    'We have no link to the SMS service at the moment, so no text can leave. Your number stays as it was; please try again later.',
  changeNoSms:
    'Check the number above. If it is wrong, correct it; if it is right, let our staff help you. Your number stays as it was until you enter the code.',
  keepMobile: 'Keep my number',
  mobileChanged: 'Your mobile number was changed.',

  noTicketTitle: 'We found no ticket for this number',
  noTicketHereTitle: 'This number has no ticket for this event',
  noTicketLead: (event) => `Your number is confirmed, but it isn't on the list of “${event}”.`,
  noTicketOthers: (events) =>
    plural(events, {
      one: 'With this number you can go in to the event below. Choose it:',
      other: 'With this number you can go in to the events below. Which one would you like?',
    }),
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
    plural(hours, {
      one: 'You can try again in about an hour.',
      other: `You can try again in about ${String(hours)} hours.`,
    }),
  startOver: 'Start over',
  tryAgain: 'Try again',

  outOfOrderTitle: 'This kiosk is not in use right now',
  outOfOrderLead: 'Please use another kiosk, or ask our staff.',
  startNoRoom: 'The storage of this kiosk is full.',
  startNotWritable: 'This kiosk cannot write into its data folder. The log names the folder and the reason.',
  startOpenToOthers: "Others may read this kiosk's data. The log names the command that ends this.",
  startSecretLost: "The key to this kiosk's data is missing or is not the right one. Put it back from the backup.",
  startDamaged: "A file of this kiosk's data is damaged or cannot be read; the log names it. Put it back from the backup.",
  startTooNew: "A newer version of this program wrote this kiosk's data. Install that version again.",
  startLossy: "This kiosk's data lies where a power cut may take some of it. Choose a folder on a disk of this machine.",
  startOther: 'This kiosk cannot begin. The log says why.',
  startGoesOn: 'Once that is put right, the kiosk goes on by itself.',
  startAgain: 'Then start the kiosk again.',
  outOfOrderNoEvents: 'No event has been set up for this kiosk yet.',
  outOfOrderRevoked: "This kiosk's permission to check in was withdrawn.",
  outOfOrderStaff: 'Our staff have taken this kiosk out of service for now.',

  callStaffTitle: 'Please raise your hand',
  callStaffLead: 'A member of staff will come to you. If you see one near you, call them over.',
  callStaffUnheard: 'This kiosk cannot reach our staff just now. Keep your hand up, or call someone over.',
  callStaffTold: 'Our staff have been told.',
  callStaffHere: 'You are at this kiosk:',
  close: 'Close',

  idleTitle: 'Are you still there?',
  idleLead: 'To protect your details, this page will be cleared soon.',
  moreTime: 'I need more time',
  sessionEndsTitle: 'Your time here is nearly over',
  sessionEndsLead:
    'To keep you safe, you stay signed in for a few minutes only. Finish in the time that is left, or start again after it.',
  idleAnnounce: (seconds) => `The page is cleared in ${String(seconds)} seconds`,

  displayOptions: 'Display options',
  textSize: 'Text size',
  textNormal: 'Normal',
  textLarge: 'Large',
  textLargest: 'Largest',
  highContrast: 'High contrast',
  lowReach: 'Controls lower down',
  sounds: 'Sounds',

  staffEntry: 'For staff: hold for three seconds',
  callAt: (station) => `Help wanted: ${station}`,

  linkConnecting: 'Connecting to the centre',
  linkOnline: 'Connected to the centre',
  linkGone: 'No link to the centre',
  linkOffline: 'No link to the centre; check-in goes on',
  linkRevoked: "This kiosk's permission was withdrawn",
  linkNotKnown: 'The centre does not know this kiosk',
  linkAlone: 'This kiosk works without a centre',
  recordsWaiting: (count) =>
    plural(count, { one: '1 record waiting', other: `${String(count)} records waiting` }),
  rosterLoads: 'Loading the guest list',
  rosterLoading: (percent) => `Loading the guest list: ${String(percent)}%`,
  rosterAge: (ms) => `Guest list as of ${span(ms)} ago`,
  clockAhead: (ms) => `This kiosk's clock is ${span(ms)} fast`,
  clockBehind: (ms) => `This kiosk's clock is ${span(ms)} slow`,
  diskIsFull: 'This kiosk is out of room: send guests to another',
  diskIsFullAlone: 'This kiosk is out of room: remove files that it does not need',
  rosterRefused: "The centre does not take this kiosk's list",
  databaseRestored: "This kiosk's data was restored from a backup",

  ...staffEn,
  ...setupEn,
};

export const english: LanguageFile = {
  name: 'English',
  switchTo: 'Switch to English',
  dir: 'ltr',
  locale: 'en-GB',
  zero: '0',
  comma: ', ',
  dateWords: 'short',
  letters: 'abcdefghijklmnopqrstuvwxyz',
  nameLetters: '',
  halfSpaces: false,
  messages: en,
};
