const KEY = 'sounds';

/**
 * Whether this station makes sounds, as staff left it. It may be lost, like every setting of the
 * screens: then it does.
 */
export function stationSounds(): boolean {
  try {
    return window.localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

export function keepStationSounds(on: boolean): void {
  try {
    window.localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // Without a place to keep it, it holds until the next start.
  }
}
