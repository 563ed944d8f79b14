import { everyState } from './every-state';

// The other half of what `states-en-even` looks at.
everyState('en', 'at-its-words', 'odd');
