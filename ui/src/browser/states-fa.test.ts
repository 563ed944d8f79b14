import { everyState } from './every-state';

// The way of the Tab key is the same in both languages; here its sides are turned.
everyState('fa', { byKeyboard: true });
