import { closedBy } from './entry';
import { isLoggedIn, metOn, refusedOn, type Screen } from './screen';

/** The three sounds of the kiosk, made by the page itself: no file, no wait. */
type Sound = 'key' | 'success' | 'error';

interface Tone {
  hertz: number;
  /** Seconds after the beginning, and how long. */
  from: number;
  lasts: number;
  loud: number;
}

const TONES: Record<Sound, readonly Tone[]> = {
  key: [{ hertz: 1_150, from: 0, lasts: 0.035, loud: 0.05 }],
  success: [
    { hertz: 660, from: 0, lasts: 0.16, loud: 0.12 },
    { hertz: 990, from: 0.11, lasts: 0.28, loud: 0.12 },
  ],
  error: [
    { hertz: 330, from: 0, lasts: 0.14, loud: 0.14 },
    { hertz: 247, from: 0.13, lasts: 0.24, loud: 0.14 },
  ],
};

/** Plays the sounds, where the machine has any; a kiosk without a speaker is whole. */
export class Sounds {
  #context: AudioContext | undefined;

  play(sound: Sound): void {
    if (typeof AudioContext === 'undefined') return;
    this.#context ??= new AudioContext();
    const context = this.#context;
    // Before the first touch the browser lets nothing sound, and what waits would sound too late.
    if (context.state !== 'running') {
      void context.resume().catch(() => undefined);
      return;
    }
    for (const tone of TONES[sound]) this.#ring(context, tone);
  }

  #ring(context: AudioContext, { hertz, from, lasts, loud }: Tone): void {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const start = context.currentTime + from;
    oscillator.frequency.value = hertz;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loud, start + 0.008);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + lasts);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + lasts + 0.02);
  }
}

/** The tickets that this visit has let in. */
function letIn(screen: Screen): number[] {
  if (!isLoggedIn(screen)) return [];
  const { tickets } = screen.welcome;
  return tickets.flatMap(({ n, entry }) => (entry.state === 'checked_in' && entry.now ? [n] : []));
}

/**
 * What a screen sounds like when it comes in the place of another, if like anything. Success is
 * what has just been done: who comes on a ticket that was used before is not let in by ear.
 */
export function soundOf(screen: Screen, before: Screen): Sound | undefined {
  if (screen.name === 'trouble' || screen.name === 'no-ticket') return 'error';
  if (refusedOn(screen) !== undefined) return 'error';
  if (screen.name === 'ticket-code' && screen.unreadable === true) return 'error';
  if (screen.name !== 'tickets' && screen.name !== 'welcome') return undefined;
  // What a trouble met was heard of before it.
  const was = metOn(before);
  const were = letIn(was);
  if (letIn(screen).some((n) => !were.includes(n))) return 'success';
  if (screen.name === 'welcome' && screen.changed) return was.name === 'welcome' ? undefined : 'success';
  if (isLoggedIn(was)) return undefined;
  if (screen.name === 'tickets') return 'success';
  return closedBy(screen.welcome.tickets) === undefined ? undefined : 'error';
}
