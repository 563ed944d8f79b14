import type { setupFa } from './fa-setup';
import { pluralOf } from './plural';
import { spanOf } from './span';

const plural = pluralOf('en');
const span = spanOf('en-GB');

type SetupMessages = {
  readonly [K in keyof typeof setupFa]: (typeof setupFa)[K] extends string
    ? string
    : (typeof setupFa)[K];
};

/** What the set-up says. */
export const setupEn: SetupMessages = {
  setupTitle: 'Set up this kiosk',
  setupLead: 'Type or scan the text that the centre shows, and give this kiosk a name.',
  setupJoin: 'Text to join the centre',
  setupName: 'Name of the kiosk',
  setupDo: 'Join the centre',
  setupJoining: 'Joining…',
  joinUnreadable: "This text can't be read. Type all of it, as the centre shows it.",
  joinNewer: 'This text is of a newer centre. Update the program of this kiosk first.',
  joinUsed: 'This text was used before, or its time is over. Get a new one from the centre.',
  joinNoEvent:
    'This text is for a kiosk that brings an event of its own. Get one for an event from the centre.',
  noNetwork: 'The centre does not answer. Check the network cable or the Wi-Fi, and the address.',
  proxyInTheWay:
    'Something else in the network answers before the centre. Ask whoever runs the network to let the kiosk through.',
  certificateWrong: "The centre's certificate is not right. Check the address, and tell the organiser.",
  joinClockAhead: (ms) =>
    `This kiosk's clock is ${span(ms)} fast. Set it right and try again.`,
  joinClockBehind: (ms) =>
    `This kiosk's clock is ${span(ms)} slow. Set it right and try again.`,
  centreRefused: 'The centre refused this kiosk. Ask the organiser.',
  notATime: 'Check the date and time: the end must come after the start.',
  rosterEmpty: 'Nothing is in this file. Choose the guest list itself, with a header and a line for each ticket.',
  rosterNoName: 'The first line of the file names no column for the name. Head it "name".',
  rosterNoMobile: 'The first line of the file names no column for the mobile. Head it "mobile".',
  rosterNoTicketCode:
    'The first line of the file names no column for the ticket code. Head it "ticket_code".',
  rosterColumnTwice: 'The first line of the file names a column twice. Keep one of them.',
  rosterNotUtf8: "This file can't be read as text. Save the list as CSV in UTF-8 and choose it again.",
  rosterNoRoom:
    'There is no room for this list: the disk of this kiosk is full. Remove files that it does not need, and read the list again.',
  noSuchZone: 'There is no such time zone. Choose one from the list.',
  rosterNotThere: "This file is not there, or can't be read. Check its path, and the drive.",
  rosterTooLarge: 'This file is far too large for a guest list. Choose the right one.',

  wayLead: 'Connect this kiosk to a centre, or run an event with it alone.',
  wayJoin: 'Join a centre',
  wayJoinLead: 'The organiser gave you a text to join with.',
  wayAlone: 'An event without a centre',
  wayAloneLead: 'One kiosk and a small event; you bring the guest list.',
  stepBack: 'Back',
  setUpAgain: 'Set up this kiosk',
  wayAgainLead: 'What do you want to set or check? The kiosk goes on meanwhile.',
  wayChoices: 'Events, language and texts',
  wayChoicesLead: 'What the kiosk is for, how it greets, and how its texts are sent.',
  wayRosterLead: 'Read the list again, or one with more guests.',
  wayStaff: 'Colleagues and PINs',
  wayStaffLead: 'Somebody else who is on duty here, or a PIN that was forgotten.',
  staffStepLead: 'Add a colleague, or choose one to give them another PIN.',
  staffWho: 'Who is it?',
  staffNew: 'A new colleague',
  staffRole: 'What may they do?',
  stewardMay: 'Let guests in (steward)',
  supervisorMay: 'Set this kiosk up as well (supervisor)',
  staffName: 'Name of the colleague',
  staffPin: 'Their PIN, four to twelve digits',
  staffAdd: 'Add',
  staffSetPin: 'Set the PIN',
  staffPinSet: (name) => `${name} comes on duty with this PIN from now on.`,
  staffNameTaken: 'Somebody here has this name already. Type one that tells the two apart.',
  wayTestLead: 'A test text, and how connection, clock, disk and key are.',
  wayJoinLaterLead: 'What was recorded here goes to the centre, and nothing is lost.',
  choicesKept: 'Kept. From the next guest on the kiosk goes by it.',
  choicesSave: 'Keep',
  languageNamed: 'The language is said where this kiosk is started, and is changed there.',
  smsNamed: 'How texts are sent is said where this kiosk is started, and is changed there.',
  kavenegarKept: 'An account is set, and it stays.',

  eventStepTitle: 'The event',
  eventStepLead: 'Name the event. When it starts and ends may be left out.',
  eventName: 'Name of the event',
  eventZone: 'Time zone',
  eventStarts: 'Starts',
  eventEnds: 'Ends',
  whenSet: 'Set a time',
  whenClear: 'No time',
  dayBefore: 'A day earlier',
  dayAfter: 'A day later',
  halfHourBefore: 'Half an hour earlier',
  halfHourAfter: 'Half an hour later',

  founderTitle: 'Kiosk and supervisor',
  founderLead: "Name the kiosk and its supervisor, who enters the staff's pages with this PIN.",
  founderName: 'Name of the supervisor',
  founderPin: "The supervisor's PIN, four to twelve digits",
  founderDo: 'Make the event',
  founderDoing: 'Making it…',

  rosterStepTitle: 'Guest list',
  rosterStepLead:
    'Plug in the drive with the guest list, or type the path of the file. It needs columns for name, mobile and ticket code.',
  rosterPath: 'Path of the file',
  rosterImport: 'Read the list',
  rosterImporting: 'Reading…',
  rosterNoFile: 'There is no list on the drive that is plugged in, or there is no drive.',
  rosterOn: (drive) => `on ${drive}`,
  rosterAdded: (added) => plural(added, { one: '1 new ticket.', other: `${String(added)} new tickets.` }),
  rosterChanged: (changed) =>
    plural(changed, { one: '1 ticket changed.', other: `${String(changed)} tickets changed.` }),
  rosterRejected: (lines) =>
    plural(lines, { one: '1 line was left out:', other: `${String(lines)} lines were left out:` }),
  rosterMoreRejected: (lines) =>
    plural(lines, { one: 'and 1 more line', other: `and ${String(lines)} more lines` }),
  rosterLine: (line) => `Line ${String(line)}`,
  lineTwice: (first) => `Its ticket code stands on line ${String(first)} too.`,
  lineRemoved: 'This guest was removed before.',
  lineNoName: 'It has no name.',
  lineNoMobile: 'It has no mobile.',
  lineNoTicketCode: 'It has no ticket code.',
  lineNotAMobile: 'Its mobile is not right.',
  lineUnreadable: 'Its columns do not match the header.',

  choicesTitle: 'Settings',
  choicesLead: (name) => `${name} is nearly ready. Choose the language and how texts are sent.`,
  choicesEvents: 'Which events is this kiosk for?',
  choicesLanguage: 'Language that each guest is met in',
  choicesSms: 'How are texts sent?',
  smsByRelay: 'By the centre',
  smsByKavenegar: "By this kiosk's Kavenegar account",
  smsByFile: 'Into a file, for trying things out',
  smsByNone: 'No texts',
  choicesSmsThen: 'And if a text does not leave that way?',
  smsThenNone: 'No other way',
  smsFileWarning: 'Whoever sees this file sees every code. It is for trying things out only.',
  smsNoneWarning: 'Without texts guests only come in when staff vouch for them.',
  accountTitle: 'Kavenegar account',
  accountLead: 'From your account at Kavenegar: its key, and the template that was approved for codes.',
  accountOther: 'Type another account',
  kavenegarKey: 'Kavenegar key',
  kavenegarTemplate: 'Name of the approved template',
  outboxPath: 'Path of the file for texts',
  choicesKeep: 'Continue',

  testTitle: 'Test this kiosk',
  testLead: 'Type your mobile number to get a test text, and see how the kiosk is.',
  testMobile: 'Your mobile (optional)',
  testRun: 'Test',
  testRunning: 'Testing…',
  testFinish: 'Finish the set-up',
  smsTestSent: 'Sent; look whether it has arrived.',
  smsTestNotAsked: 'No number was typed.',
  smsTestNoCourier: 'This kiosk has no way to send texts.',
  smsTestTooMany: 'Several test texts have been sent. Try again later.',
  smsTestRefused: "The centre does not take this kiosk's text. Ask the organiser.",
  smsTestFailed: 'It was not sent. Check the connection and the SMS credit.',
  keyLight: "The kiosk's key",
  keySealed: 'Right, and kept in the secure chip.',
  keyFile: 'Right, and kept in a file beside the data.',
  keyBroken: 'It does not sign. Set this kiosk up anew.',
};
