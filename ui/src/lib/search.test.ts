import { describe, expect, it } from 'vitest';
import { matches } from './search';

describe('a search for an event', () => {
  it.each([
    ['کارگاه عکاسی كودكان', 'کودک'],
    ['کارگاه عکاسی کودکان', 'كودك'],
    ['همایش ملی', 'ملي'],
    ['دوره ۱۴۰۵', '1405'],
    ['دوره 1405', '۱۴۰۵'],
    ['Tehran Design Week', 'tehran WEEK'],
    ['فناوری‌های نو', 'فناوریهای'],
    ['واقعاً خوب', 'واقعا'],
    ['جشنواره مؤسسه هنر', 'موسسه'],
    ['جشنواره موسسه هنر', 'مؤسسه'],
    ['مسابقة الخط', 'مسابقه'],
    ['همه', ''],
  ])('finds %s by %s', (name, query) => {
    expect(matches(name, query)).toBe(true);
  });

  it('does not find what is not there', () => {
    expect(matches('نشست شبانه شعر', 'عکاسی')).toBe(false);
    expect(matches('Tehran Design Week', 'tehran book')).toBe(false);
  });
});
