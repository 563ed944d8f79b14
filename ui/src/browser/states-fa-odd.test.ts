import { everyState } from './every-state';
import { STATES } from './states';

// The other half of what `states-fa-even` looks at.
everyState(
  'fa',
  'in-every-way',
  STATES.filter((_, at) => at % 2 === 1),
);
