import type { StationView } from './bindings/StationView';

/**
 * What keeps an SMS from leaving as it should: the state of the whole chain, the same for
 * everybody, never of one message.
 */
export function courierInTrouble(kiosk: StationView | undefined): 'down' | 'offline' | undefined {
  if (kiosk?.courier === 'down') return 'down';
  return kiosk?.link === 'offline' ? 'offline' : undefined;
}
