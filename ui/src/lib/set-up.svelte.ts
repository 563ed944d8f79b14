import type { EventView } from './bindings/EventView';
import type { ImportReport } from './bindings/ImportReport';
import type { Role } from './bindings/Role';
import type { SelfTest } from './bindings/SelfTest';
import type { SetupDone } from './bindings/SetupDone';
import type { SmsChain } from './bindings/SmsChain';
import type { SmsSet } from './bindings/SmsSet';
import type { StaffMember } from './bindings/StaffMember';
import { rfc3339 } from './dates';
import type { Duty } from './duty.svelte';
import { FIRST, type Language, languageOf } from './i18n';
import { TextEntry } from './text-entry.svelte';

/** What is asked next, from the first question to the test. */
export type Step =
  | 'way'
  | 'join'
  | 'event'
  | 'founder'
  | 'roster'
  | 'choices'
  | 'account'
  | 'staff'
  | 'test';

/** How texts leave. */
export type SmsWay = 'relay' | 'kavenegar' | 'file' | 'none';

const HALF_HOUR_MS = 1_800_000;
/** An event that is made on the spot mostly lasts so long. */
const LASTS_MS = 3 * 3_600_000;

/** The machine's own zone, where it has one. */
export function ownZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone.includes('/') && !timeZone.startsWith('Etc/') ? timeZone : 'Asia/Tehran';
}

/** How texts leave, and how where that fails. */
type SmsWays = readonly [SmsWay, SmsWay];

/** How the set chain of couriers reads as these. */
function waysOf({ relay, relayLast, kavenegar, outbox }: SmsSet): SmsWays {
  const own: readonly SmsWay[] = kavenegar ? ['kavenegar'] : [];
  const centre: readonly SmsWay[] = relay ? ['relay'] : [];
  const file: readonly SmsWay[] = outbox === null ? [] : ['file'];
  const ways = relayLast ? [...own, ...centre] : [...centre, ...own];
  const [first = 'none', second = 'none'] = ways.length === 0 ? file : ways;
  return [first, second];
}

/**
 * Staff set this kiosk up: what they have typed and chosen, and how far they are. A supervisor
 * does it again while the kiosk runs.
 */
export class SetUp {
  step: Step = $state('way');
  /** The kiosk runs already: each step is one for itself, and leads back to the first question. */
  readonly running: boolean;
  readonly joinText: TextEntry;
  readonly name: TextEntry;
  readonly eventName: TextEntry;
  readonly zone: TextEntry;
  readonly staffName: TextEntry;
  readonly pin: TextEntry;
  readonly path: TextEntry;
  readonly kavenegarKey: TextEntry;
  readonly template: TextEntry;
  readonly smsFile: TextEntry;
  readonly mobile: TextEntry;
  startsAt: number | undefined = $state();
  endsAt: number | undefined = $state();
  /** The station, once there is one. */
  done: SetupDone | undefined = $state.raw();
  /** It has no centre. */
  alone: boolean = $state(false);
  /** What it may join its centre again for: that doesn't know it any more, or has another event for it. */
  rejoins: 'forgotten' | 'another' | undefined = $state();
  /** What was last read of a guest list. */
  report: ImportReport | undefined = $state.raw();
  serves: readonly number[] = $state.raw([]);
  language: Language = $state(FIRST);
  /** How texts leave: by the first, and where that fails by the second. */
  sms: SmsWays = $state.raw(['relay', 'none']);
  /** What is changed here was kept. */
  kept: boolean = $state(false);
  /** Whose PIN is set anew; none where somebody is added. */
  colleague: StaffMember | undefined = $state.raw();
  role: Role = $state('steward');
  /** Whose PIN was set last. */
  pinSet: string | undefined = $state();
  tested: SelfTest | undefined = $state.raw();
  readonly duty: Duty;

  constructor(duty: Duty, running?: SetupDone) {
    this.duty = duty;
    this.running = running !== undefined;
    this.language = duty.journey.language;
    const link = running === undefined ? undefined : duty.journey.kiosk?.link;
    this.alone = link === 'alone';
    if (link === 'not_known') this.rejoins = 'forgotten';
    if (link === 'online') this.rejoins = 'another';
    const typed = () => {
      duty.failed = undefined;
    };
    const latin = () => new TextEntry('latin', typed);
    this.joinText = latin();
    this.zone = latin();
    this.path = latin();
    this.kavenegarKey = latin();
    this.template = latin();
    this.smsFile = latin();
    this.name = new TextEntry('text', typed);
    this.eventName = new TextEntry('text', typed);
    this.staffName = new TextEntry('text', typed);
    this.pin = new TextEntry('pin', typed);
    this.mobile = new TextEntry('mobile', typed);
    this.zone.value = ownZone();
    if (running !== undefined) this.#adopt(running);
  }

  /** Changes with the step, and with the report that moves what lies below it. */
  get arrangement(): string {
    const { added, rejected } = this.report ?? {};
    return [this.step, added, rejected?.length].join();
  }

  go(step: Step): void {
    if (this.duty.busy) return;
    this.duty.failed = undefined;
    this.duty.entry = undefined;
    this.kept = false;
    this.pinSet = undefined;
    // Who founds an event may have to go back to what was wrong with it.
    if (step !== 'event' && step !== 'founder') this.choose(undefined);
    this.step = step;
  }

  /** From a step to the one after it; on a kiosk that runs, to what else can be set. */
  goOn(step: Step): void {
    this.go(this.running ? 'way' : step);
  }

  /** The next half of an hour, or some hours after the start. */
  setStart(now: number): void {
    this.startsAt = Math.ceil(now / HALF_HOUR_MS) * HALF_HOUR_MS;
  }

  setEnd(now: number): void {
    this.endsAt = (this.startsAt ?? Math.ceil(now / HALF_HOUR_MS) * HALF_HOUR_MS) + LASTS_MS;
  }

  /** Makes this a station of a centre, by the text that the centre shows. */
  join(): Promise<void> {
    return this.#begin(async () => {
      const { station } = this.duty;
      const done = await station.setupJoin(this.joinText.value.trim(), this.name.value.trim());
      this.alone = false;
      this.rejoins = 'another';
      this.joinText.clear();
      return done;
    });
  }

  /** Makes this a station of its own, with one event. */
  found(): Promise<void> {
    const time = (at: number | undefined) => (at === undefined ? null : rfc3339(at));
    return this.#begin(async () => {
      const done = await this.duty.station.setupAlone({
        eventName: this.eventName.value.trim(),
        startsAt: time(this.startsAt),
        endsAt: time(this.endsAt),
        timezone: this.zone.value.trim(),
        staffName: this.staffName.value.trim(),
        pin: this.pin.value,
        name: this.name.value.trim(),
      });
      this.alone = true;
      return done;
    });
  }

  /** Reads the guest list of the station's own event. */
  importFrom(path: string): Promise<void> {
    const [event] = this.done?.events ?? [];
    if (event === undefined || path === '') return Promise.resolve();
    const { duty } = this;
    return duty.act(async () => {
      // What was read of another list says nothing of this one.
      this.report = undefined;
      const report = await duty.station.importRosterFile(event.id, path);
      // A long list may take longer than whoever began it stays.
      duty.untold = report;
      return () => {
        duty.untold = undefined;
        this.report = report;
      };
    });
  }

  choose(colleague: StaffMember | undefined): void {
    this.colleague = colleague;
    this.pin.clear();
  }

  /** Adds a colleague, or gives one another PIN. */
  keepStaff(): Promise<void> {
    const { colleague, pin, role } = this;
    const { station } = this.duty;
    const name = colleague?.name ?? this.staffName.value.trim();
    return this.duty.act(async () => {
      if (colleague === undefined) await station.setupAddStaff(name, role, pin.value);
      else await station.setupSetPin(colleague.id, pin.value);
      return () => {
        this.staffName.clear();
        this.choose(undefined);
        this.pinSet = name;
        this.duty.entry = undefined;
      };
    });
  }

  toggle({ id }: EventView): void {
    const without = this.serves.filter((of) => of !== id);
    this.serves = without.length === this.serves.length ? [...without, id] : without;
  }

  /** What may be chosen beside the first way; none where there is no other. */
  get secondWays(): readonly SmsWay[] {
    if (this.alone) return [];
    const [first] = this.sms;
    if (first === 'relay') return ['kavenegar', 'none'];
    return first === 'kavenegar' ? ['relay', 'none'] : [];
  }

  sendBy(first: SmsWay): void {
    if (first !== this.sms[0]) this.sms = [first, 'none'];
  }

  sendThenBy(second: SmsWay): void {
    this.sms = [this.sms[0], second];
  }

  get usesAccount(): boolean {
    return this.sms.includes('kavenegar');
  }

  /** The account is set; its key is never shown, and stays unless another is typed. */
  get keepsAccount(): boolean {
    const isSet = this.done?.sms?.kavenegar === true && this.usesAccount;
    return isSet && this.kavenegarKey.empty && this.template.empty;
  }

  /** An account must be named before the settings can be kept. */
  get needsAccount(): boolean {
    return this.usesAccount && !this.keepsAccount;
  }

  /** Something must still be typed or chosen before it goes on. */
  get lacksChoice(): boolean {
    return this.serves.length === 0 || (this.sms.includes('file') && this.smsFile.empty);
  }

  /** How texts leave was changed: to begin with that, what sends them begins anew. */
  get #changesSms(): boolean {
    const set = this.done?.sms ?? undefined;
    if (set === undefined) return false;
    const were = waysOf(set);
    if (this.sms.some((way, at) => way !== were[at])) return true;
    if (this.usesAccount) return !this.keepsAccount;
    return this.sms.includes('file') && this.smsFile.value.trim() !== set.outbox;
  }

  keepChoices(): Promise<void> {
    const { journey, station } = this.duty;
    const [, second] = this.sms;
    const chain: SmsChain = {
      relay: this.sms.includes('relay'),
      relayLast: second === 'relay',
      // Without a key it is the account that is set.
      kavenegar: this.usesAccount
        ? { key: this.kavenegarKey.value.trim(), template: this.template.value.trim() }
        : null,
      outbox: this.sms.includes('file') ? this.smsFile.value.trim() : null,
    };
    return this.duty.act(async () => {
      await station.setupServe([...this.serves]);
      if (this.done?.language !== null) await station.setupLanguage(this.language);
      if (this.#changesSms) await station.setupSms(chain);
      const done = this.running ? await station.setupChoices() : undefined;
      journey.observe(await station.stationState());
      return () => {
        if (done !== undefined) this.#adopt(done);
        this.tested = undefined;
        this.duty.entry = undefined;
        this.kept = this.running;
        this.step = this.running ? 'way' : 'test';
      };
    });
  }

  test(): Promise<void> {
    const mobile = this.mobile.empty ? null : this.mobile.value;
    return this.duty.act(async () => {
      const tested = await this.duty.station.setupTest(mobile, this.language);
      return () => {
        this.tested = tested;
      };
    });
  }

  /** The first attendee may come. */
  finish(): Promise<void> {
    const { journey, station } = this.duty;
    return this.duty.act(async () => {
      const view = await station.stationState();
      return () => {
        journey.observe(view);
        journey.leave();
        this.duty.setUp = undefined;
      };
    });
  }

  #adopt(done: SetupDone): void {
    this.done = done;
    this.name.value = done.name;
    this.serves = done.serves;
    if (done.language !== null) this.language = languageOf(done.language);
    this.sms = done.sms === null ? this.sms : waysOf(done.sms);
    this.smsFile.value = done.sms?.outbox ?? '';
    this.kavenegarKey.clear();
    this.template.clear();
  }

  /** Becomes a station; from now on the screen stays with whoever sets it up. */
  #begin(becoming: () => Promise<SetupDone>): Promise<void> {
    const { journey } = this.duty;
    journey.settingUp = !this.running;
    return this.duty.act(
      async () => {
        const done = await becoming();
        return () => {
          this.#adopt(done);
          this.choose(undefined);
          this.duty.entry = undefined;
          this.step = this.alone ? 'roster' : 'choices';
        };
      },
      () => {
        journey.settingUp = false;
      },
    );
  }
}
