/**
 * A USB scanner types like a keyboard. It is told from a person by its speed: at least
 * `FEWEST` characters, half of the gaps below `FAST_MS`. The first key of a burst goes through
 * at once, so that nobody's typing waits; what follows faster than `TOGETHER_MS` is held until
 * the burst is understood: as a scan, or as a person's keys, which then go on in order.
 */
export interface Key {
  /** What the key typed, as the keyboard's layout has it. */
  key: string;
  /** Where the key lies, whatever the layout. */
  code: string;
  shift: boolean;
  /** A key that is held repeats as fast as a scanner types. */
  repeat: boolean;
}

export type Outcome =
  /** A person's key: it does what it always does. */
  | { kind: 'pass'; key: Key }
  /** Not yet understood: it does nothing now. */
  | { kind: 'hold' }
  /** Held keys turned out to be a person's. */
  | { kind: 'release'; keys: Key[] }
  /** A scan; its first key had gone through and is to be taken back. */
  | { kind: 'scan'; text: string; ending: Key | undefined }
  /** A scan that can be no code: too long, or of characters that no layout explains. */
  | { kind: 'unreadable'; typed: string };

export interface ScannerState {
  /** The first key of the burst was held like the others. */
  heldFirst: boolean;
  /** Whoever was here has left in the middle of the burst. */
  left: boolean;
  /** The burst under way, and when each of its keys came. */
  keys: readonly Key[];
  times: readonly number[];
  /** When the key came that ended the last burst of a scanner: a second one (LF after CR) is its. */
  endedAt: number | undefined;
}

/** A code shorter than this is typed as fast by some people. */
export const FEWEST = 6;
/** With an ending as fast as the rest even this few are a scan: nobody presses Enter so soon. */
const FEWEST_ENDED = 3;
/** Half of the gaps of a scan are below this; the fastest typists need twice as long. */
export const FAST_MS = 35;
/** What comes later than this after the key before it begins a new burst. */
export const TOGETHER_MS = 60;
/** No ticket's code is longer; a label with a whole page of text isn't one. */
export const LONGEST = 128;

export const IDLE: ScannerState = {
  keys: [],
  times: [],
  heldFirst: false,
  left: false,
  endedAt: undefined,
};

type Step = [ScannerState, Outcome[]];

/** A key that types nothing: shift between two letters, a lamp, a function key. */
function isSilent({ key }: Key): boolean {
  return key.length !== 1 && !['Enter', 'Tab', 'Dead', 'Process', 'Unidentified'].includes(key);
}

function ends({ key }: Key): boolean {
  return key === 'Enter' || key === 'Tab';
}

/**
 * One key more. `holdFirst` where a single key already does what can't be taken back: it waits
 * then until the burst is understood.
 */
export function pressed(state: ScannerState, key: Key, at: number, holdFirst = false): Step {
  if (ends(key) && !key.repeat && isTogether(state.endedAt, at)) {
    return [{ ...state, endedAt: at }, [{ kind: 'hold' }]];
  }
  if (!isTogether(state.times.at(-1), at)) {
    const [ended, out] = settled(state);
    return begin(ended, key, at, out, holdFirst);
  }
  if (key.repeat) {
    const [ended, out] = settled(state);
    return [ended, [...out, { kind: 'pass', key }]];
  }
  if (ends(key)) {
    if (looksLikeScan(state.times, at)) return scanned(state, at, key);
    const [ended, out] = settled(state);
    return [ended, [...out, { kind: 'pass', key }]];
  }
  // Control keys inside a burst belong to it, and type nothing.
  if (isSilent(key)) {
    return isEdit(key) ? giveUp(state, key) : [state, [{ kind: 'hold' }]];
  }
  const next = { ...state, keys: [...state.keys, key], times: [...state.times, at] };
  return [next, [{ kind: 'hold' }]];
}

function isTogether(before: number | undefined, at: number): boolean {
  return before !== undefined && at - before <= TOGETHER_MS && at >= before;
}

/**
 * Whoever was here has left. A scanner reads on all the same: cut in two, its text would be another
 * one. A person's keys are nobody's any more.
 */
export function leave(state: ScannerState): ScannerState {
  return state.keys.length === 0 ? state : { ...state, left: true };
}

/** Nothing came for longer than `TOGETHER_MS`: the burst is over. */
export function silence(state: ScannerState, at: number): Step {
  return looksLikeScan(state.times) ? scanned(state, at) : settled(state);
}

function begin(
  state: ScannerState,
  key: Key,
  at: number,
  out: Outcome[],
  heldFirst: boolean,
): Step {
  const through: Outcome[] = [...out, { kind: 'pass', key }];
  if (key.repeat || isSilent(key) || ends(key)) return [state, through];
  // Space presses the button that has the focus; a code doesn't begin with it.
  const holds = heldFirst && key.key !== ' ';
  const begun = { ...IDLE, keys: [key], times: [at], heldFirst: holds };
  return [begun, holds ? [...out, { kind: 'hold' }] : through];
}

/** A scanner doesn't correct itself. */
function isEdit({ key }: Key): boolean {
  return ['Backspace', 'Delete', 'Escape', 'ArrowLeft', 'ArrowRight'].includes(key);
}

function giveUp(state: ScannerState, key: Key): Step {
  const [ended, out] = settled(state);
  return [ended, [...out, { kind: 'pass', key }]];
}

/** The burst is over without an ending of its own; long and fast enough it was a scan. */
function settled(state: ScannerState): Step {
  const newest = state.times.at(-1);
  if (newest !== undefined && looksLikeScan(state.times)) return scanned(state, newest);
  const held = state.heldFirst ? [...state.keys] : state.keys.slice(1);
  const ended: ScannerState = { ...IDLE, endedAt: state.endedAt };
  return [ended, held.length === 0 || state.left ? [] : [{ kind: 'release', keys: held }]];
}

/** Whether keys came as fast as from a scanner; `ended` is when their ending came, if one did. */
function looksLikeScan(times: readonly number[], ended?: number): boolean {
  const all = ended === undefined ? times : [...times, ended];
  const gaps = all.slice(1).map((time, i) => time - (all[i] ?? time));
  gaps.sort((a, b) => a - b);
  if (times.length >= FEWEST) return (gaps[Math.floor(gaps.length / 2)] ?? Infinity) < FAST_MS;
  const enough = ended !== undefined && times.length >= FEWEST_ENDED;
  return enough && (gaps.at(-1) ?? Infinity) < FAST_MS;
}

function scanned(state: ScannerState, at: number, ending?: Key): Step {
  const text = read(state.keys);
  const endedAt = ending === undefined ? undefined : at;
  const typed = state.keys.map(({ key }) => key).join('');
  const found: Outcome =
    text === undefined ? { kind: 'unreadable', typed } : { kind: 'scan', text, ending };
  return [{ ...IDLE, endedAt }, [found]];
}

/**
 * The text of a scan. A scanner presses the keys of an American keyboard; under a Persian layout
 * they type Persian letters, so then the places of the keys are read instead.
 */
function read(keys: readonly Key[]): string | undefined {
  if (keys.length > LONGEST) return undefined;
  const typed = keys.map(({ key }) => key).join('');
  const plain = keys.every(({ key }) => /^[\x20-\x7e]$/.test(key));
  if (plain) return typed.trim() === '' ? undefined : typed.trim();
  const placed = keys.map(american);
  if (placed.some((letter) => letter === undefined)) return undefined;
  const text = placed.join('').trim();
  return text === '' ? undefined : text;
}

const SIGNS: Record<string, [string, string]> = {
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  Slash: ['/', '?'],
  Period: ['.', '>'],
  Comma: [',', '<'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Backslash: ['\\', '|'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backquote: ['`', '~'],
  Space: [' ', ' '],
};

const ABOVE_DIGITS = ')!@#$%^&*(';

function american({ code, shift }: Key): string | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shift ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit !== undefined) {
    return shift && code.startsWith('Digit') ? ABOVE_DIGITS[Number(digit)] : digit;
  }
  return SIGNS[code]?.[shift ? 1 : 0];
}
