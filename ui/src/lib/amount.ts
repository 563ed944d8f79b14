import type { Locale } from './locale.svelte';

/** A language, and how it writes numbers. */
export type Tongue = Pick<Locale, 'say' | 'number'>;

const GIGABYTE = 1_000_000_000;
const MEGABYTE = 1_000_000;
const KILOBYTE = 1_000;

/** `48 GB`, `1.4 GB`, `640 MB`, `1.2 KB`: never more than there is. */
export function amountOf(bytes: number, { say, number }: Tongue): string {
  const of = (unit: number) => {
    const tenths = Math.floor(bytes / (unit / 10)) / 10;
    return number(tenths >= 10 ? Math.floor(tenths) : tenths);
  };
  if (bytes >= GIGABYTE) return say.gigabytes(of(GIGABYTE));
  return bytes >= MEGABYTE ? say.megabytes(of(MEGABYTE)) : say.kilobytes(of(KILOBYTE));
}
