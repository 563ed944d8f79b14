import { createContext } from 'svelte';
import type { Duty as DutyView } from './bindings/Duty';
import type { ImportReport } from './bindings/ImportReport';
import type { StaffListed } from './bindings/StaffListed';
import type { StaffMember } from './bindings/StaffMember';
import type { Clock } from './clock.svelte';
import { isOffDuty, Refusal, type Station } from './ipc';
import type { Journey } from './journey.svelte';
import type { Failure } from './refusal-text';
import type { SetUp } from './set-up.svelte';
import { Staff } from './staff.svelte';
import { TextEntry } from './text-entry.svelte';
import { Turn } from './turn.svelte';

/** The station hears of touches this often at most; the last touch is told too. */
const STAY_EVERY_MS = 10_000;
/** For so long before its end the duty counts down. */
export const ENDING_MS = 10_000;
/** The screen for the PIN goes away by itself after so long without a touch. */
const PIN_QUIET_MS = 30_000;

/** Where staff are: not here, before the PIN, or on duty. */
export type Place = 'away' | 'pin' | 'staff';

/**
 * Who of the staff is at this screen, and for how long: without a touch a duty ends by itself,
 * and all that the screens for staff know goes with it.
 */
export class Duty {
  place: Place = $state('away');
  /** Who may be on duty here; undefined until the station has said it. */
  members: readonly StaffListed[] | undefined = $state.raw();
  /** Whose PIN is typed. */
  chosen: StaffMember | undefined = $state.raw();
  member: StaffMember | undefined = $state.raw();
  /** Why the last act was not done. */
  failed: Failure | undefined = $state.raw();
  readonly pin = new TextEntry('pin', () => {
    // A wait is a wait, whatever is typed meanwhile.
    if (this.waitsUntil <= this.#clock.read()) this.failed = undefined;
  });
  /** What whoever is on duty looks at. */
  staff: Staff | undefined = $state.raw();
  /** What typed keys go to. */
  entry: TextEntry | undefined = $state.raw();
  /** How far the set-up of this kiosk has come. */
  setUp: SetUp | undefined = $state.raw();
  /** What was read of a guest list when whoever began that had gone: nothing of any guest. */
  untold: ImportReport | undefined = $state.raw();
  /** A number or the kiosk was unlocked: whoever that stopped has waited for it. */
  unlocked = false;
  readonly station: Station;
  readonly journey: Journey;

  #clock: Clock;
  #turn: Turn;
  #touchedAt = $state(0);
  #toldAt = $state(0);
  /** How long a duty lasts without a touch, as the station says. */
  #lasts = $state(0);

  constructor(station: Station, journey: Journey, clock: Clock) {
    this.station = station;
    this.journey = journey;
    this.#clock = clock;
    this.#turn = new Turn(() => station.leaveDuty());
  }

  /** An act is being answered; the one that lets an attendee in goes by the attendee's turn. */
  get busy(): boolean {
    return this.#turn.busy || (this.place === 'staff' && this.journey.busy);
  }

  get supervisor(): boolean {
    return this.member?.role === 'supervisor';
  }

  /** What is shown instead of the attendee's screen, by name. */
  get shows(): string | undefined {
    return this.place === 'staff' ? this.staff?.view : this.place === 'pin' ? 'pin' : undefined;
  }

  /** From the quiet corner to the PIN. The attendee's screen waits below. */
  begin(): void {
    if (this.place !== 'away') return;
    this.place = 'pin';
    this.journey.stepAside();
    this.#touchedAt = this.#clock.read();
    void this.act(async () => {
      const members = await this.station.staffMembers();
      return () => {
        this.members = members;
        const [only, ...others] = members;
        if (others.length === 0) this.chosen = only;
      };
    });
  }

  choose(member: StaffMember): void {
    if (this.busy) return;
    // One name's wait is not another's; the station says so again where it is its own.
    if (member !== this.chosen) this.failed = undefined;
    this.chosen = member;
    this.pin.clear();
  }

  /** The PIN is typed; a right one ends whatever an attendee had begun here. */
  enter(): Promise<void> {
    const { chosen, pin } = this;
    if (chosen === undefined || pin.empty || this.waitsUntil > this.#clock.read()) {
      return Promise.resolve();
    }
    return this.act(
      async () => {
        const duty = await this.station.enterPin(chosen.id, pin.value);
        return () => {
          this.#arrive(duty);
        };
      },
      () => {
        pin.clear();
      },
      true,
    );
  }

  /** The moment from which on a PIN may be tried again. */
  get waitsUntil(): number {
    const { failed } = this;
    if (failed === undefined || failed === 'fault') return 0;
    return failed.reason.code === 'pin_wait' ? failed.at + failed.reason.retryAfterMs : 0;
  }

  /**
   * Somebody touched the screen or a key. The answer takes it back, should the key have been a
   * scanner's, unless more has happened since.
   */
  touch(): () => void {
    if (this.place === 'away') return () => undefined;
    const before = this.#touchedAt;
    const at = this.#clock.read();
    this.#touchedAt = at;
    return () => {
      if (this.#touchedAt === at) this.#touchedAt = before;
    };
  }

  /** Whether anybody has touched something since. */
  touchedSince(at: number): boolean {
    return this.#touchedAt > at;
  }

  get msLeft(): number {
    if (this.place === 'away') return Infinity;
    const lasts = this.place === 'pin' ? PIN_QUIET_MS : this.#lasts;
    return Math.max(0, this.#touchedAt + lasts - this.#clock.now);
  }

  get over(): boolean {
    return this.msLeft === 0;
  }

  /** The count-down shows. */
  get ending(): boolean {
    return this.place === 'staff' && this.msLeft <= ENDING_MS;
  }

  /** The station has not heard of the last touch yet, and may. */
  get owesWord(): boolean {
    return (
      this.place === 'staff' &&
      this.#touchedAt > this.#toldAt &&
      this.#clock.now - this.#toldAt >= STAY_EVERY_MS
    );
  }

  /** Tells the station that somebody is here. */
  tell(): void {
    this.#toldAt = this.#clock.now;
    const { member } = this;
    this.station.stayOnDuty().catch((error: unknown) => {
      if (isOffDuty(error) && this.member === member) this.leave();
    });
  }

  /** Staff go, or have gone: from the PIN back to what was there, from a duty to the start. */
  leave(): void {
    const { place, unlocked } = this;
    if (place === 'away') return;
    this.#turn.end();
    this.#clear();
    if (place !== 'staff') return;
    if (unlocked) this.journey.giveBack();
    else this.journey.leave();
  }

  /** Someone was vouched for: the screen is theirs, the duty over without another word. */
  giveWay(): void {
    this.#clear();
  }

  /**
   * One act of staff: what it answers with is done if they are still here. A refusal is kept to
   * be said where the act was asked for; one that says that the duty is over ends it. Only the PIN
   * `begins` a duty.
   */
  act(
    work: () => Promise<() => void>,
    refused: () => void = () => undefined,
    begins = false,
  ): Promise<void> {
    if (!this.busy) this.failed = undefined;
    const failed = (error: unknown) => {
      if (isOffDuty(error)) {
        this.leave();
        return;
      }
      refused();
      this.failed = this.failureOf(error);
    };
    return this.#turn.act(work, failed, begins);
  }

  /** The time, for what is counted down from the moment of an answer. */
  now(): number {
    return this.#clock.read();
  }

  failureOf(error: unknown): Failure {
    return error instanceof Refusal ? { reason: error.reason, at: this.#clock.read() } : 'fault';
  }

  #arrive({ member, leavesInMs }: DutyView): void {
    const { language } = this.journey;
    this.journey.leave();
    // Whoever typed the PIN reads on in the language that they chose.
    this.journey.language = language;
    this.#clear();
    this.journey.onDuty = true;
    this.member = member;
    this.#lasts = leavesInMs;
    this.#touchedAt = this.#clock.read();
    this.#toldAt = this.#touchedAt;
    this.staff = new Staff(this);
    this.place = 'staff';
  }

  #clear(): void {
    this.place = 'away';
    this.unlocked = false;
    this.journey.onDuty = false;
    this.member = undefined;
    this.staff?.search.forget();
    this.staff = undefined;
    this.members = undefined;
    this.chosen = undefined;
    this.entry = undefined;
    this.pin.clear();
    this.failed = undefined;
  }
}

export const [getDuty, setDuty] = createContext<Duty>();
