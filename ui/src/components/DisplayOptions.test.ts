import { describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

const root = document.documentElement;

describe('the display options', () => {
  it('open with one touch, and close with a touch elsewhere or Escape', async () => {
    const kiosk = await Kiosk.open();
    const open = () => kiosk.see('display-options').getAttribute('aria-expanded');
    expect(open()).toBe('false');
    await kiosk.tap('display-options');
    expect(open()).toBe('true');
    await kiosk.tap('key-0');
    expect(open()).toBe('false');
    expect(kiosk.text('mobile'), 'and that touch is not lost').toBe('۰');
    await kiosk.tap('display-options');
    kiosk.see('text-large').focus();
    await kiosk.type('Escape');
    expect(open()).toBe('false');
    expect(kiosk.screen, 'Escape closes the options alone').toBe('mobile');
  });

  it('end no visit with Escape, wherever the focus is', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('key-0');
    await kiosk.tap('display-options');
    kiosk.see('display-options').blur();
    await kiosk.type('Escape');
    expect(kiosk.see('display-options').getAttribute('aria-expanded')).toBe('false');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.text('mobile')).toBe('۰');
    await kiosk.type('Escape');
    expect(kiosk.screen, 'closed, Escape is the screen\'s again').toBe('attract');
  });

  it('close when the focus goes on: nothing lies over what has it', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('display-options');
    kiosk.see('low-reach').focus();
    await kiosk.tap('low-reach');
    expect(kiosk.see('display-options').getAttribute('aria-expanded')).toBe('true');
    kiosk.see('ticket-code').focus();
    await kiosk.pass(0);
    expect(kiosk.see('display-options').getAttribute('aria-expanded')).toBe('false');
  });

  it.each([
    ['text-large', 'text', 'large'],
    ['text-largest', 'text', 'largest'],
    ['high-contrast', 'contrast', 'more'],
    ['low-reach', 'reach', 'low'],
  ])('%s is worn at once, kept from screen to screen, and goes with its attendee', async (testid, name, value) => {
    const kiosk = await Kiosk.open();
    await kiosk.tap('display-options');
    await kiosk.tap(testid);
    expect(kiosk.see(testid).getAttribute('aria-pressed')).toBe('true');
    expect(root.dataset[name]).toBe(value);
    await kiosk.askForCode();
    expect(root.dataset[name]).toBe(value);
    await kiosk.keypad('12345');
    await kiosk.tap('done');
    expect(root.dataset[name]).toBe('normal');
    expect(kiosk.see(testid).getAttribute('aria-pressed')).toBe('false');
  });
});
