import type { StaffMember } from './bindings/StaffMember';
import type { UiError } from './bindings/UiError';

/** The one PIN that the fake takes, of everybody. */
export const FAKE_PIN = '4711';
/** Tries before the fake makes one wait, and for how long. */
const PIN_TRIES = 5;
const PIN_WAIT_MS = 30_000;
/** The fake's duty, without a touch. */
const DUTY_MS = 60_000;

export const STAFF: readonly StaffMember[] = [
  { id: 's-1', name: 'مینا شریفی', role: 'supervisor' },
  { id: 's-2', name: 'Jonas Berg', role: 'steward' },
  { id: 's-3', name: 'حمیدرضا نیک‌پور', role: 'steward' },
];

/** What a refusal of the fake is made with. */
type Refuse = (reason: UiError) => never;

/** The staff's side of the fake station. */
export class FakeDoor {
  members: readonly StaffMember[] = STAFF;
  onDuty: StaffMember | undefined;

  #refuse: Refuse;
  #pinTries = PIN_TRIES;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  enter(staff: string, pin: string) {
    this.#checkPin(pin);
    const member = this.members.find(({ id }) => id === staff);
    if (member === undefined) return this.#refuse({ code: 'pin_wrong', triesLeft: this.#pinTries });
    this.onDuty = member;
    return { member, leavesInMs: DUTY_MS };
  }

  stay() {
    return { member: this.#required(), leavesInMs: DUTY_MS };
  }

  require(): void {
    this.#required();
  }

  #required(): StaffMember {
    return this.onDuty ?? this.#refuse({ code: 'not_on_duty' });
  }

  #checkPin(pin: string): void {
    if (!/^\d{4,12}$/.test(pin)) this.#refuse({ code: 'not_a_pin' });
    if (pin === FAKE_PIN) {
      this.#pinTries = PIN_TRIES;
      return;
    }
    this.#pinTries -= 1;
    if (this.#pinTries > 0) this.#refuse({ code: 'pin_wrong', triesLeft: this.#pinTries });
    this.#pinTries = 1;
    this.#refuse({ code: 'pin_wait', retryAfterMs: PIN_WAIT_MS });
  }
}
