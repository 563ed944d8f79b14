import { everyState } from './every-state';

// The other half of what `states-fa-even` looks at.
everyState('fa', 'in-every-way', 'odd');
