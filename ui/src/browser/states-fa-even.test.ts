import { everyState } from './every-state';

// In every way here, where the sides are turned.
everyState('fa', 'in-every-way', 'even');
