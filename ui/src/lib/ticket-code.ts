/** What a station makes up for a walk-in: a word before it, and an id. */
const MADE_UP = /^(.*?)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{4}([0-9a-f]{8})$/i;

/** A ticket's code as it can be read: of an id that nobody reads out, the end that tells it apart. */
export function shownTicketCode(code: string): string {
  return code.replace(MADE_UP, '$1…$2');
}
