import type { UiError } from '../lib/bindings/UiError';
import type { Station } from '../lib/ipc';

/** What makes the station refuse a command the first time, for its address. */
export function refusing(command: keyof Station, reason: UiError): string {
  return `refuse=${encodeURIComponent(JSON.stringify({ [command]: reason }))}`;
}
