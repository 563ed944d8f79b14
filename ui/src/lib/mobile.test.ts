import { describe, expect, it } from 'vitest';
import { fromText, grouped, withDigit, withPlus } from './mobile';

describe('a mobile while it is typed', () => {
  it.each([
    ['', ''],
    ['0912', '0912'],
    ['09123', '0912 3'],
    ['09123456789', '0912 345 6789'],
    ['9123456789', '912 345 6789'],
    ['989123456789', '98 912 345 6789'],
    ['+989123456789', '+98 912 345 6789'],
    ['00989123456789', '0098 912 345 6789'],
    ['+12025550143', '+1 202 555 0143'],
    ['+4915123456789', '+49 151 234 56789'],
    ['+971501234567', '+971 501 234 567'],
    ['+', '+'],
  ])('%s is shown as %s', (typed, shown) => {
    expect(grouped(typed)).toBe(shown);
  });

  it('takes no digit beyond an Iranian number', () => {
    expect(withDigit('09123456789', '0')).toBe('09123456789');
    expect(withDigit('0912345678', '9')).toBe('09123456789');
  });

  it('lets a foreign number grow', () => {
    expect(withDigit('+4915123456', '7')).toBe('+49151234567');
    expect(withDigit('00491512345', '6')).toBe('004915123456');
  });

  it('takes a plus only in front', () => {
    expect(withPlus('')).toBe('+');
    expect(withPlus('09')).toBe('09');
  });

  it.each([
    ['۰۹۱۲ ۳۴۵ ۶۷۸۹', '09123456789'],
    ['٠٩١٢-٣٤٥-٦٧٨٩', '09123456789'],
    ['\u200E+98 (912) 345.6789\u200E', '+989123456789'],
    ['my number is 0912 345 6789', '09123456789'],
    ['nothing', ''],
  ])('reads %s when it is pasted', (text, typed) => {
    expect(fromText(text)).toBe(typed);
  });
});
