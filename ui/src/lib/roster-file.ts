import type { RosterFile } from './bindings/RosterFile';

/** The folder of a drive that a file lies in; none where it lies in no folder. */
export function folderOf({ path, drive }: RosterFile): string | undefined {
  const folders = path.split('/').slice(0, -1);
  const below = folders.slice(folders.lastIndexOf(drive) + 1);
  return below.length === 0 ? undefined : below.join('/');
}
