import { describe, expect, it } from 'vitest';
import { spanOf } from './span';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('how long something has lasted', () => {
  it.each([
    [0, '1 minute', '۱ دقیقه'],
    [45_000, '1 minute', '۱ دقیقه'],
    [12 * MINUTE, '12 minutes', '۱۲ دقیقه'],
    [89 * MINUTE, '89 minutes', '۸۹ دقیقه'],
    [90 * MINUTE, '2 hours', '۲ ساعت'],
    [3 * HOUR, '3 hours', '۳ ساعت'],
    [47 * HOUR, '47 hours', '۴۷ ساعت'],
    [2 * DAY, '2 days', '۲ روز'],
    [525_600 * MINUTE, '365 days', '۳۶۵ روز'],
    [56 * 365 * DAY, '56 years', '۵۶ سال'],
  ])('%d ms: %s', (ms, english, persian) => {
    expect(spanOf('en-GB')(ms)).toBe(english);
    expect(spanOf('fa-IR')(ms)).toBe(persian);
  });
});
