import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

describe('the language switch', () => {
  it('is named in the language that it leads to', async () => {
    const kiosk = await Kiosk.open();
    expect(kiosk.text('language')).toBe('English');
    expect(kiosk.see('language').lang).toBe('en');
    await kiosk.tap('language');
    expect(kiosk.text('language')).toBe('فارسی');
    expect(kiosk.see('language').lang).toBe('fa');
  });

  it('turns the page round at once, and back', async () => {
    const kiosk = await Kiosk.open();
    expect([document.body.lang, document.body.dir]).toEqual(['fa', 'rtl']);
    await kiosk.tap('language');
    expect([document.body.lang, document.body.dir]).toEqual(['en', 'ltr']);
    expect(kiosk.title).toBe('Enter your mobile number');
    await kiosk.tap('language');
    expect([document.body.lang, document.body.dir]).toEqual(['fa', 'rtl']);
    expect(kiosk.title).toBe('شماره موبایل خود را وارد کنید');
  });

  it('keeps the number that is half typed, in the other numerals', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('09123');
    await kiosk.tap('language');
    expect(kiosk.text('mobile')).toBe('0912 3');
    expect(kiosk.text('key-7')).toBe('7');
    await kiosk.tap('language');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۳');
    expect(kiosk.text('key-7')).toBe('۷');
  });

  it('says a refusal again in the other language', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode('0912');
    expect(kiosk.text('error')).toMatch(/^شماره کامل نیست/);
    await kiosk.tap('language');
    expect(kiosk.text('error')).toMatch(/^Too short/);
  });

  it('works while an answer is under way, and changes nothing of it', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('09120000001');
    kiosk.station.answersInMs = 1_000;
    await kiosk.tap('send-code');
    await kiosk.tap('language');
    expect(document.body.lang).toBe('en');
    await kiosk.pass(1_000);
    expect(kiosk.screen).toBe('code');
    expect(kiosk.title).toBe('Enter the code from the text');
  });

  it('is the language of the text message too', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('language');
    await kiosk.askForCode();
    expect(kiosk.station.languages).toEqual(['en']);
  });

  it("leaves guests' and events' own names as they are written", async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('language');
    await kiosk.logIn();
    expect(kiosk.text('attendee-name')).toBe('نیلوفر رستگار');
    expect(kiosk.see('attendee-name').querySelector('bdi')).not.toBeNull();
  });
});
