import { describe, expect, it } from 'vitest';
import { codeFromText } from './code';

describe('a pasted code', () => {
  it.each([
    ['12345', '12345'],
    ['کد شما: ۰۱۲۳۴', '01234'],
    ['Event 2026: your code is 90210.', '90210'],
    ['1 2 3 4 5', '12345'],
    ['123', '123'],
    ['none', ''],
  ])('in %s is %s', (text, code) => {
    expect(codeFromText(text)).toBe(code);
  });
});
