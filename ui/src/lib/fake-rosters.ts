import type { ImportReport } from './bindings/ImportReport';
import type { NoRoster } from './bindings/NoRoster';
import type { RosterFile } from './bindings/RosterFile';
import { Refusal } from './ipc';

function file(name: string, bytes: number, folder = ''): RosterFile {
  return { path: `/media/USB/${folder}${name}`, name, drive: 'USB', bytes };
}

/** What lies on the drive that is plugged in. */
export const ROSTER_FILES: RosterFile[] = [
  file('مهمانان.csv', 48_213),
  file('guests-from-the-sheet.csv', 1_204),
  file('empty.csv', 0),
  file('مهمانان.csv', 3_904_120, 'نسخه ۲/'),
];

/** Files that are no rosters, by what is wrong with them. */
const BAD: Record<string, NoRoster> = {
  'empty.csv': 'empty',
  'no-name.csv': 'no_name',
  'no-mobile.csv': 'no_mobile',
  'no-code.csv': 'no_ticket_code',
  'twice.csv': 'column_twice',
  'picture.csv': 'not_utf8',
};

export function importedFrom(path: string): ImportReport {
  const name = path.split('/').at(-1) ?? '';
  const why = BAD[name] ?? (path.startsWith('/media/USB/') ? undefined : 'not_there');
  if (why !== undefined) throw new Refusal({ code: 'no_roster', why });
  if (name === 'guests-from-the-sheet.csv') {
    return {
      added: 31,
      changed: 2,
      rejected: [
        { line: 4, why: { code: 'twice', first: 3 } },
        { line: 9, why: { code: 'no_mobile' } },
        { line: 17, why: { code: 'not_a_mobile' } },
        { line: 22, why: { code: 'fields' } },
        { line: 30, why: { code: 'no_text' } },
      ],
    };
  }
  // As a spreadsheet program writes Persian in the code page of its machine, below Latin headers.
  if (name === 'code-page.csv') {
    const line = (n: number) => ({ line: n + 2, why: { code: 'not_utf8' as const } });
    return { added: 0, changed: 0, rejected: Array.from({ length: 24 }, (_, n) => line(n)) };
  }
  return { added: 214, changed: 0, rejected: [] };
}
