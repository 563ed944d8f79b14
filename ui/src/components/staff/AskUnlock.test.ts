import { describe, expect, it } from 'vitest';
import { Kiosk } from '../../testing/kiosk';

async function asking(member = 2): Promise<Kiosk> {
  const kiosk = await Kiosk.atTheDoor();
  await kiosk.enterAsStaff(member);
  await kiosk.tap('nav-more');
  await kiosk.tap('unlock-mobile');
  return kiosk;
}

describe('a number that is locked', () => {
  it('is unlocked by its digits, and the guest can go on', async () => {
    const kiosk = await asking();
    expect(kiosk.isDisabled('confirm')).toBe(true);
    await kiosk.keypad('09350001122');
    expect(kiosk.text('mobile')).toBe('۰۹۳۵ ۰۰۰ ۱۱۲۲');
    const asked: string[] = [];
    const real = kiosk.station.unlockMobile.bind(kiosk.station);
    kiosk.station.unlockMobile = (mobile) => {
      asked.push(mobile);
      return real(mobile);
    };
    await kiosk.tap('confirm');
    expect(asked).toEqual(['09350001122']);
    expect(kiosk.text('question')).toContain('قفل شماره باز شد');
    expect(kiosk.text('question'), 'the limits of codes stay').toContain('شاید باید صبر کند');
    expect(kiosk.text('unlocked')).toBe('۰۹۳۵ ۰۰۰ ۱۱۲۲');
    expect(kiosk.find('cancel'), 'it is done').toBeNull();
    await kiosk.tap('confirm');
    expect(kiosk.find('question')).toBeNull();
    expect(kiosk.view).toBe('more');
  });

  it('is no ticket’s that is left under the scanner', async () => {
    const kiosk = await asking();
    await kiosk.keypad('0912');
    await kiosk.scan('CON-00200');
    await kiosk.scan('7000123');
    expect(kiosk.text('mobile')).toBe('۰۹۱۲ ۷۰۰ ۰۱۲۳');
  });

  it('is typed with a keyboard as well, and done with Enter', async () => {
    const kiosk = await asking();
    await kiosk.type(...'09350001122');
    expect(kiosk.text('mobile')).toBe('۰۹۳۵ ۰۰۰ ۱۱۲۲');
    await kiosk.type('Enter');
    expect(kiosk.find('unlocked')).not.toBeNull();
    await kiosk.type('Enter');
    expect(kiosk.find('question')).toBeNull();
    expect(kiosk.station.count('unlockMobile')).toBe(1);
  });

  it('is left alone with Escape', async () => {
    const kiosk = await asking();
    await kiosk.type('Escape');
    expect(kiosk.find('question')).toBeNull();
    expect(kiosk.station.count('unlockMobile')).toBe(0);
  });

  it('that is no number is said so, until something else stands there', async () => {
    const kiosk = await asking();
    await kiosk.keypad('0935');
    await kiosk.tap('confirm');
    expect(kiosk.text('error')).toContain('شماره کامل نیست');
    await kiosk.keypad('0');
    expect(kiosk.find('error')).toBeNull();
    kiosk.station.refuseNext = { unlockMobile: new Error('disk full') };
    await kiosk.tap('confirm');
    expect(kiosk.text('error')).toBe('انجام نشد. دوباره امتحان کنید.');
    expect(kiosk.find('unlocked')).toBeNull();
  });

  it('and on no list is offered where it was searched for', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.enterAsStaff(2);
    await kiosk.tap('nav-search');
    await kiosk.fill('search', '0999');
    await kiosk.pass(200);
    expect(kiosk.find('unlock-mobile'), 'a part of a number is none').toBeNull();
    await kiosk.fill('search', '۰۹۹۹۰۰۰۱۱۲۲');
    await kiosk.pass(200);
    await kiosk.tap('unlock-mobile');
    expect(kiosk.text('mobile')).toBe('۰۹۹۹ ۰۰۰ ۱۱۲۲');
    await kiosk.tap('confirm');
    expect(kiosk.find('unlocked')).not.toBeNull();
    await kiosk.tap('confirm');
    expect(kiosk.view).toBe('search');
  });
});
