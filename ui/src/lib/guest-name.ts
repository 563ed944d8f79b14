import type { Messages } from './i18n';

/** What staff read where a guest's name stands: who walked in by their phone has given none. */
export function guestName(name: string, say: Messages): string {
  return name === '' ? say.nameless : name;
}
