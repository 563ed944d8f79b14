import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

function order(kiosk: Kiosk): (string | undefined)[] {
  const pad = kiosk.see('key-0').parentElement;
  expect(pad?.dir, 'from left to right in every language').toBe('ltr');
  return [...(pad?.children ?? [])].map((key) => (key as HTMLElement).dataset['testid']);
}

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `key-${String(digit)}`);

describe('the keypad', () => {
  it("has a telephone's order, in both languages", async () => {
    const kiosk = await Kiosk.open();
    expect(order(kiosk)).toEqual([...NINE, 'key-plus', 'key-0', 'key-back']);
    await kiosk.tap('language');
    expect(order(kiosk)).toEqual([...NINE, 'key-plus', 'key-0', 'key-back']);
  });

  it('has the zero in the same place where there is no plus', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode();
    expect(order(kiosk)).toEqual([...NINE, undefined, 'key-0', 'key-back']);
  });

  it('is labelled in the numerals of the language', async () => {
    const kiosk = await Kiosk.open();
    const labels = () => [...NINE, 'key-0'].map((key) => kiosk.text(key)).join('');
    expect(labels()).toBe('۱۲۳۴۵۶۷۸۹۰');
    await kiosk.tap('language');
    expect(labels()).toBe('1234567890');
  });

  it('names the keys that are no digits', async () => {
    const kiosk = await Kiosk.open();
    expect(kiosk.see('key-back').getAttribute('aria-label')).toBe('پاک کردن آخرین رقم');
    await kiosk.tap('language');
    expect(kiosk.see('key-back').getAttribute('aria-label')).toBe('Delete the last digit');
  });

  it('keeps the focus where it was, so that Enter sends and types no digit', async () => {
    const kiosk = await Kiosk.open();
    const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
    kiosk.see('key-5').dispatchEvent(press);
    expect(press.defaultPrevented).toBe(true);
  });
});
