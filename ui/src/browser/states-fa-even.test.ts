import { everyState } from './every-state';
import { STATES } from './states';

// In every way here, where the sides are turned: one half of the states, for one of two cores.
everyState(
  'fa',
  'in-every-way',
  STATES.filter((_, at) => at % 2 === 0),
);
