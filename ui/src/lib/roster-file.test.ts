import { expect, it } from 'vitest';
import { folderOf } from './roster-file';

it.each([
  ['/media/USB/guests.csv', undefined],
  ['/media/USB/Day 2/guests.csv', 'Day 2'],
  ['/run/media/kiosk/USB/گروه‌ها/guests.csv', 'گروه‌ها'],
  ['/media/USB/USB/guests.csv', undefined],
])('the folder of %s on its drive is %s', (path, folder) => {
  expect(folderOf({ path, name: 'guests.csv', drive: 'USB', bytes: 0 })).toBe(folder);
});
