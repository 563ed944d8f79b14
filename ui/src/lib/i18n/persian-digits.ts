import { inNumerals } from './digits';

export const PERSIAN_ZERO = '۰';

/** A value as Persian texts write it. */
export const n = (value: string | number) => inNumerals(value, PERSIAN_ZERO);
