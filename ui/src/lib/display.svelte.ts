import { createContext } from 'svelte';
import { stationSounds } from './sound-setting';

/** How large the text is: 100, 150 and 200 %. */
export const TEXT_SIZES = ['normal', 'large', 'largest'] as const;
type TextSize = (typeof TEXT_SIZES)[number];

/** What of the display goes with a guest over the vouch of staff. */
export type Look = Readonly<Pick<Display, 'text' | 'highContrast' | 'lowReach'>>;

/** How this attendee wants the screen to be; forgotten when they leave. */
export class Display {
  text: TextSize = $state('normal');
  highContrast: boolean = $state(false);
  /** Everything that is touched lies low, for who sits or is small. */
  lowReach: boolean = $state(false);
  sounds: boolean = $state(stationSounds());
  open: boolean = $state(false);

  /** Nothing was changed since somebody left. */
  get asFound(): boolean {
    const plain = this.text === 'normal' && !this.highContrast && !this.lowReach && !this.open;
    return plain && this.sounds === stationSounds();
  }

  get look(): Look {
    const { text, highContrast, lowReach } = this;
    return { text, highContrast, lowReach };
  }

  /** Whoever was here has left; `look` is that of who stands here now, if they had one before. */
  forget(look?: Look): void {
    this.text = look?.text ?? 'normal';
    this.highContrast = look?.highContrast ?? false;
    this.lowReach = look?.lowReach ?? false;
    this.sounds = stationSounds();
    this.open = false;
  }

  /** The style sheet hears of it by attributes of the root. */
  wear(root: HTMLElement, systemContrast: boolean): void {
    root.dataset['text'] = this.text;
    root.dataset['contrast'] = this.highContrast || systemContrast ? 'more' : 'normal';
    root.dataset['reach'] = this.lowReach ? 'low' : 'normal';
  }
}

export const [getDisplay, setDisplay] = createContext<Display>();
