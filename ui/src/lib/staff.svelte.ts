import { createContext } from 'svelte';
import { AttendeeSearch } from './attendee-search.svelte';
import type { AttendeeCard } from './bindings/AttendeeCard';
import type { CardTicket } from './bindings/CardTicket';
import type { ExportState } from './bindings/ExportState';
import type { EventView } from './bindings/EventView';
import type { UiError } from './bindings/UiError';
import type { Duty } from './duty.svelte';
import { isOffDuty, Refusal, type Station } from './ipc';
import { SetUp } from './set-up.svelte';

export type View = 'today' | 'search' | 'card' | 'walk-in' | 'export' | 'set-up' | 'more';

/** What is asked before an act is done. */
export type Question =
  | { kind: 'undo' | 'name'; ticket: CardTicket }
  | { kind: 'vouch'; card: AttendeeCard }
  | { kind: 'unlock'; mobile: string }
  | { kind: 'close' };

/**
 * What staff on duty look at and do. It is made when a duty begins and thrown away with it:
 * nothing of an attendee outlives the minute.
 */
export class Staff {
  view: View = $state('today');
  card: AttendeeCard | undefined = $state.raw();
  /** When the card came: its lock is counted down from there. */
  cardAt: number = $state(0);
  /** How many cards have come in this duty, one anew with each act. */
  cards: number = $state(0);
  question: Question | undefined = $state.raw();
  /** What a supervisor sets of this kiosk. */
  setUp: SetUp | undefined = $state.raw();
  /** What became of the export that was begun last, by whomever. */
  exporting: ExportState = $state.raw({ state: 'none' });
  readonly search: AttendeeSearch;
  readonly station: Station;

  /** The number of the guest who is written down next, where it was looked for. */
  newMobile: string = '';

  #duty: Duty;
  #eventId: number | undefined = $state();

  constructor(duty: Duty) {
    this.#duty = duty;
    this.station = duty.station;
    this.search = new AttendeeSearch(this.station, (error) => {
      if (isOffDuty(error)) duty.leave();
    });
  }

  /**
   * The event that Today and a new guest are about. A guest isn't written down at another one than
   * staff have seen: where that is served no more, it is none until one is chosen.
   */
  get event(): EventView | undefined {
    const events = this.#duty.journey.kiosk?.events ?? [];
    const chosen = events.find(({ id }) => id === this.#eventId);
    return chosen ?? (this.view === 'walk-in' ? undefined : events[0]);
  }

  /** Changes with what moves the buttons of a view that stays. */
  get arrangement(): string {
    const { kiosk } = this.#duty.journey;
    const calls = (kiosk?.calls ?? []).map(({ station, heard }) => `${station} ${String(heard)}`);
    if (this.view === 'more') return [kiosk?.locked, ...calls].join();
    return this.view === 'export' ? this.exporting.state : (this.setUp?.arrangement ?? '');
  }

  chooseEvent(event: EventView): void {
    this.#eventId = event.id;
  }

  go(view: View): void {
    if (this.#duty.busy) return;
    if (view === 'walk-in') this.#eventId = this.event?.id;
    this.view = view;
    this.question = undefined;
    this.#duty.failed = undefined;
    if (view !== 'card') this.card = undefined;
    this.newMobile = '';
    this.setUp = undefined;
    // Who was found may have come in since, by a card that was opened from there.
    if (view === 'search') void this.search.ask();
  }

  /** To a new guest with a number that nobody on the list has. */
  writeDown(mobile: string): void {
    this.go('walk-in');
    this.newMobile = mobile;
  }

  /** To what is set of this kiosk, as it is set now. */
  openSetUp(): Promise<void> {
    return this.#duty.act(async () => {
      const done = await this.station.setupChoices();
      return () => {
        this.setUp = new SetUp(this.#duty, done);
        this.view = 'set-up';
      };
    });
  }

  ask(question: Question): void {
    if (this.#duty.busy) return;
    this.#duty.failed = undefined;
    this.question = question;
  }

  closeQuestion(): void {
    this.question = undefined;
    this.#duty.failed = undefined;
  }

  /** The code of a ticket under the scanner: its attendee, where exactly one is meant. */
  async scan(code: string): Promise<void> {
    this.go('search');
    this.search.text.value = code;
    const only = (await this.search.ask())?.only ?? undefined;
    if (only !== undefined) await this.open(only);
  }

  open(attendee: string): Promise<void> {
    return this.#onCard(() => this.station.attendeeCard(attendee));
  }

  /** Each is done with the ticket as the card shows it, and for whom it shows. */
  checkIn({ ticket, last }: CardTicket): Promise<void> {
    const passage = last?.place ?? null;
    return this.#onShown((of) => this.station.staffCheckIn(of, ticket, passage));
  }

  checkOut({ ticket, last }: CardTicket): Promise<void> {
    const passage = last?.place ?? null;
    return this.#onShown((of) => this.station.staffCheckOut(of, ticket, passage));
  }

  /** Takes back what the card shows as the last. */
  undo({ ticket, last }: CardTicket, reason: string): Promise<void> {
    if (last === null) return Promise.resolve();
    return this.#onShown((of) => this.station.staffUndo(of, ticket, last.place, reason));
  }

  correctName(ticket: string, name: string): Promise<void> {
    return this.#onShown((of) => this.station.correctName(of, ticket, name));
  }

  unlock(attendee: string): Promise<void> {
    const duty = this.#duty;
    return duty.act(async () => {
      const card = await this.station.unlockAttendee(attendee);
      return () => {
        duty.unlocked = true;
        this.#show(card);
      };
    });
  }

  /** The same for a number that may be on no list. */
  unlockNumber(mobile: string, unlocked: () => void): Promise<void> {
    const duty = this.#duty;
    return duty.act(async () => {
      await this.station.unlockMobile(mobile);
      return () => {
        duty.unlocked = true;
        unlocked();
      };
    });
  }

  /** Nobody got a code at this kiosk any more. */
  unlockStation(): Promise<void> {
    const duty = this.#duty;
    return duty.act(async () => {
      await this.station.unlockStation();
      const now = await this.station.stationState();
      return () => {
        duty.unlocked = true;
        duty.journey.observe(now);
      };
    });
  }

  register(name: string, mobile: string, ticketType: string | null): Promise<void> {
    const { event } = this;
    if (event === undefined) return Promise.resolve();
    return this.#onCard(() =>
      this.station.registerWalkIn(event.id, name, mobile === '' ? null : mobile, ticketType),
    );
  }

  /** The attendee is let in on the word of whoever is on duty, and stands here then. */
  vouch(attendee: string, reason: string, pin: string, refused: () => void): Promise<void> {
    const duty = this.#duty;
    if (duty.busy) return Promise.resolve();
    duty.failed = undefined;
    return duty.journey.receive(
      () => this.station.vouch(attendee, reason, pin),
      () => {
        duty.giveWay();
      },
      (error) => {
        if (isOffDuty(error)) {
          duty.leave();
          return;
        }
        refused();
        duty.failed = duty.failureOf(error);
      },
    );
  }

  /** Whoever comes next meets the screen that says so, and the duty is over. */
  setOutOfOrder(on: boolean): Promise<void> {
    const duty = this.#duty;
    return duty.act(async () => {
      await this.station.setOutOfOrder(on);
      duty.journey.observe(await this.station.stationState());
      return () => {
        duty.leave();
      };
    });
  }

  answer(station: string): Promise<void> {
    const duty = this.#duty;
    return duty.act(async () => {
      await this.station.answerCall(station);
      duty.journey.observe(await this.station.stationState());
      return () => undefined;
    });
  }

  callHelp(): Promise<void> {
    const duty = this.#duty;
    return duty.act(async () => {
      await this.station.callStaff(null);
      const now = await this.station.stationState();
      return () => {
        duty.journey.observe(now);
      };
    });
  }

  exportTo(drive: string): Promise<void> {
    return this.#export(() => this.station.exportRecords(drive));
  }

  stopExport(): Promise<void> {
    return this.#export(() => this.station.stopExport());
  }

  #export(work: () => Promise<ExportState>): Promise<void> {
    return this.#duty.act(async () => {
      const state = await work();
      return () => {
        this.exporting = state;
      };
    });
  }

  /** How far the export is. It goes on without anybody: nobody stays on duty for it. */
  observeExport(state: ExportState): void {
    this.exporting = state;
  }

  closeKiosk(): Promise<void> {
    return this.#duty.act(async () => {
      await this.station.closeKiosk();
      return () => undefined;
    });
  }

  #onCard(work: () => Promise<AttendeeCard>): Promise<void> {
    return this.#duty.act(async () => {
      const card = await work();
      return () => {
        this.#show(card);
      };
    });
  }

  /** The same for what is done with a ticket of the card: of one that has changed the new one shows. */
  #onShown(work: (attendee: string) => Promise<AttendeeCard>): Promise<void> {
    const duty = this.#duty;
    const attendee = this.card?.attendee;
    if (attendee === undefined) return Promise.resolve();
    return duty.act(async () => {
      try {
        const done = await work(attendee);
        return () => {
          this.#show(done);
        };
      } catch (error) {
        if (!hasChanged(error)) throw error;
        const now = await this.station.attendeeCard(attendee);
        return () => {
          this.#show(now);
          duty.failed = duty.failureOf(error);
        };
      }
    });
  }

  #show(card: AttendeeCard): void {
    this.card = card;
    this.cardAt = this.#duty.now();
    this.cards += 1;
    this.view = 'card';
    this.question = undefined;
  }
}

/** Something was done with the ticket, or it became somebody else's, since its card came. */
function hasChanged(error: unknown): boolean {
  const changed: readonly UiError['code'][] = ['changed_since', 'not_inside', 'ticket_closed'];
  return error instanceof Refusal && changed.includes(error.reason.code);
}

export const [getStaff, setStaff] = createContext<Staff>();
