import { FIT_STATES } from './fit-states';
import type { State } from './hands';
import { LOGIN_STATES } from './login-states';
import { REFUSAL_STATES } from './refusal-states';
import { STAFF_STATES } from './staff-states';
import { STOP_STATES } from './stop-states';
import { WAY_IN_STATES } from './way-in-states';

/** Every screen, in every state that looks different. */
export const STATES: readonly State[] = [
  ...WAY_IN_STATES,
  ...LOGIN_STATES,
  ...STOP_STATES,
  ...FIT_STATES,
  ...STAFF_STATES,
  ...REFUSAL_STATES,
];
