import { amountOf, type Tongue } from './amount';
import type { Light } from './bindings/Light';
import type { Messages } from './i18n';

/** What a light is called. */
export const LIGHT_NAMES = {
  link: 'linkLight',
  records: 'recordsLight',
  roster: 'rosterLight',
  sms: 'smsLight',
  clock: 'clockLight',
  disk: 'diskLight',
} as const satisfies Record<Light['what'], keyof Messages>;

type Of<What extends Light['what']> = Extract<Light, { what: What }>;

function linkWord({ why, forMs }: Of<'link'>, say: Messages): string {
  const word = LINK_WORDS[why];
  return word === 'linkIsOffline' && forMs !== null ? say.linkIsOfflineFor(forMs) : say[word];
}

function recordsWord({ waiting, oldestMs }: Of<'records'>, say: Messages): string {
  if (waiting === 0) return say.recordsNone;
  return oldestMs === null
    ? say.recordsWaiting(waiting)
    : say.recordsOldest(waiting, oldestMs);
}

function smsFigures({ sent, failed, delayMs }: Of<'sms'>, say: Messages): string {
  // A message from before times were kept tells no delay.
  return delayMs === null
    ? say.smsWorking(sent)
    : say.smsFigures(sent, failed, Math.ceil(delayMs / 1000));
}

function smsWord(light: Of<'sms'>, say: Messages): string {
  const { why, sent, failed, delayMs } = light;
  switch (why) {
    case 'working':
      return smsFigures(light, say);
    case 'slow':
      return say.smsSlow(Math.round((delayMs ?? 0) / 1000));
    case 'failing':
      return say.smsFailing(failed);
    case 'not_listed':
      return say.smsNotListed;
    case 'quiet':
      return say.smsQuiet;
    case 'no_way':
      return say.smsNoWay;
    case 'locked':
      return say.smsLocked;
    case 'down':
      return say.smsDown;
    case 'another_way':
      return sent === 0 ? say.smsAnotherWay : smsFigures(light, say);
  }
}

function clockWord({ why, offMs }: Of<'clock'>, say: Messages): string {
  if (why === 'right') return say.clockRight;
  if (why === 'unconfirmed' || offMs === null) return say.clockUnconfirmed;
  return offMs > 0 ? say.clockAheadBy(offMs) : say.clockBehindBy(-offMs);
}

/** How it is, in a word or two. */
export function lightWord(light: Light, tongue: Tongue): string {
  const { say } = tongue;
  switch (light.what) {
    case 'link':
      return linkWord(light, say);
    case 'records':
      return recordsWord(light, say);
    case 'roster':
      return light.why === 'old' && light.ageMs !== null
        ? say.rosterIsOld(light.ageMs)
        : say[ROSTER_WORDS[light.why]];
    case 'sms':
      return smsWord(light, say);
    case 'clock':
      return clockWord(light, say);
    case 'disk':
      return say.diskFree(amountOf(light.freeBytes, tongue));
  }
}

/** What to do about one that isn't well: one sentence, and none where nothing needs to be done. */
export function lightAdvice(light: Light, say: Messages): string | undefined {
  if (light.state === 'well') return undefined;
  switch (light.what) {
    case 'link':
      return say[LINK_ADVICE[light.why]];
    case 'records':
      return say.adviceRecords;
    case 'roster':
      return say[ROSTER_ADVICE[light.why]];
    case 'sms':
      return say[SMS_ADVICE[light.why]];
    case 'clock':
      return light.why === 'off' ? say.adviceClockOff : say.adviceClockUnconfirmed;
    case 'disk':
      return light.state === 'act' ? say.adviceDiskAct : say.adviceDiskWatch;
  }
}

const LINK_WORDS = {
  online: 'linkIsOnline',
  connecting: 'linkIsConnecting',
  offline: 'linkIsOffline',
  in_the_way: 'linkIsOffline',
  centre_down: 'linkIsOffline',
  certificate: 'linkIsOffline',
  clock: 'linkIsOffline',
  revoked: 'linkIsRevoked',
  not_known: 'linkIsNotKnown',
  alone: 'linkIsAlone',
} as const satisfies Record<Of<'link'>['why'], keyof Messages>;

const ROSTER_WORDS = {
  current: 'rosterIsCurrent',
  old: 'rosterIsOutdated',
  loading: 'rosterIsLoading',
  none: 'rosterIsNone',
  not_imported: 'rosterIsNotImported',
  not_brought: 'rosterIsNotBrought',
  unknown: 'rosterIsUnknown',
  erased: 'rosterIsErased',
  not_taken: 'rosterIsNotTaken',
} as const satisfies Record<Of<'roster'>['why'], keyof Messages>;

const SMS_ADVICE = {
  working: 'adviceSmsSlow',
  quiet: 'adviceSmsSlow',
  slow: 'adviceSmsSlow',
  failing: 'adviceSmsFailing',
  not_listed: 'adviceSmsNotListed',
  no_way: 'adviceSmsNoWay',
  locked: 'adviceSmsLocked',
  down: 'adviceSmsDown',
  another_way: 'adviceSmsAnotherWay',
} as const satisfies Record<Of<'sms'>['why'], keyof Messages>;

const LINK_ADVICE = {
  online: 'adviceOffline',
  connecting: 'adviceConnecting',
  offline: 'adviceOffline',
  in_the_way: 'proxyInTheWay',
  centre_down: 'adviceCentreDown',
  certificate: 'adviceCertificate',
  clock: 'adviceClockOff',
  revoked: 'adviceRevoked',
  not_known: 'adviceNotKnown',
  alone: 'adviceAlone',
} as const satisfies Record<Of<'link'>['why'], keyof Messages>;

const ROSTER_ADVICE = {
  current: 'adviceRosterOld',
  old: 'adviceRosterOld',
  loading: 'adviceRosterLoading',
  none: 'adviceRosterNone',
  not_imported: 'adviceRosterNotImported',
  not_brought: 'adviceRosterNotBrought',
  unknown: 'adviceRosterUnknown',
  erased: 'adviceRevoked',
  not_taken: 'adviceRosterNotTaken',
} as const satisfies Record<Of<'roster'>['why'], keyof Messages>;
