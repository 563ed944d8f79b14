import { afterEach, describe, expect, it, vi } from 'vitest';
import { Kiosk } from '../testing/kiosk';
import { lockDown, swallowStrayPresses } from './lockdown';

let undo: () => void = () => undefined;
afterEach(() => {
  undo();
});

describe('the ways out of the page', () => {
  it.each(['contextmenu', 'dragstart', 'selectstart'])('%s is refused', (kind) => {
    undo = lockDown(window);
    const event = new Event(kind, { bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
  });

  it('printing and dialogs do nothing', () => {
    undo = lockDown(window);
    const was = window.print;
    window.print();
    expect(window.confirm('leave?')).toBe(false);
    expect(Reflect.set(window, 'print', () => undefined)).toBe(false);
    expect(window.print).toBe(was);
  });
});

describe('a double tap', () => {
  function tapper(screens: string[]) {
    let screen = screens[0] ?? '';
    const pressed = vi.fn(() => {
      screen = screens.shift() ?? screen;
    });
    undo = swallowStrayPresses(window, () => screen);
    const button = document.body.appendChild(document.createElement('button'));
    button.addEventListener('click', pressed);
    const tap = (detail: number) =>
      button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail }));
    return { pressed, tap };
  }

  it('does not press what the next screen has put under the finger', () => {
    const { pressed, tap } = tapper(['events', 'mobile']);
    tap(1);
    tap(1);
    tap(2);
    expect(pressed).toHaveBeenCalledTimes(2);
  });

  it('is two taps where the screen stays', () => {
    const { pressed, tap } = tapper(['mobile']);
    tap(1);
    tap(2);
    expect(pressed).toHaveBeenCalledTimes(2);
  });
});

describe('a double tap of an attendee', () => {
  it('on help leaves the notice open, and on its button leaves it closed', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.doubleTap('help', 'close');
    expect(kiosk.find('staff-called')).not.toBeNull();
    await kiosk.doubleTap('close', 'help');
    expect(kiosk.find('staff-called')).toBeNull();
  });

  it('on the button for a code to another number doesn’t take the number back', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn();
    await kiosk.tap('change-mobile');
    await kiosk.keypad('09350000011');
    await kiosk.doubleTap('send-code', 'other-number');
    expect(kiosk.text('sent-to')).toBe('۰۹۳۵ ۰۰۰ ۰۰۱۱');
    await kiosk.doubleTap('other-number', 'key-1');
    expect(kiosk.text('mobile')).toBe('');
  });

  it('on more time types nothing on the screen below', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await kiosk.pass(60_000);
    await kiosk.doubleTap('more-time', 'key-3');
    expect(kiosk.find('idle')).toBeNull();
    expect(kiosk.text('mobile')).toBe('۰۹۱۲');
  });

  it('on the end of a session that is told of chooses no ticket', async () => {
    const kiosk = await Kiosk.open(1, (station) => {
      station.sessionMs = 70_000;
    });
    await kiosk.logIn('09120000002');
    await kiosk.pass(10_000);
    await kiosk.doubleTap('go-on', 'ticket-1');
    expect(kiosk.find('session-ends')).toBeNull();
    expect(kiosk.see('ticket-1').getAttribute('aria-pressed')).toBe('false');
  });

  it.each(['text-large', 'high-contrast', 'sounds', 'low-reach'])('on %s leaves it changed', async (of) => {
    const kiosk = await Kiosk.open();
    await kiosk.doubleTap('display-options', 'display-options');
    expect(kiosk.see('display-options').getAttribute('aria-expanded')).toBe('true');
    const before = kiosk.see(of).getAttribute('aria-pressed');
    await kiosk.doubleTap(of, of);
    expect(kiosk.see(of).getAttribute('aria-pressed')).not.toBe(before);
    await kiosk.tap(of);
    if (of !== 'text-large') expect(kiosk.see(of).getAttribute('aria-pressed')).toBe(before);
  });

  it('on a ticket chooses it, and on the button after that checks in nobody else', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn('09120000002');
    await kiosk.doubleTap('ticket-1', 'ticket-1');
    await kiosk.doubleTap('ticket-2', 'ticket-2');
    expect(kiosk.text('check-in')).toBe('ثبت ورود ۲ نفر');
    await kiosk.doubleTap('check-in', 'check-in');
    expect(kiosk.text('entry-2')).toContain('۰۹:۱۲');
    expect(kiosk.text('entry-3')).toBe('هنوز وارد نشده است');
    expect(kiosk.screen).toBe('tickets');
  });

  it('on the key of a digit is two digits', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.doubleTap('key-9', 'key-9');
    expect(kiosk.text('mobile')).toBe('۹۹');
  });
});

describe('a finger that lies there while the screen changes', () => {
  let screen: string;
  const pressed = vi.fn();
  function button(): HTMLElement {
    screen = 'one';
    pressed.mockClear();
    undo = swallowStrayPresses(window, () => screen);
    const made = document.body.appendChild(document.createElement('button'));
    made.addEventListener('click', pressed);
    return made;
  }
  /** As the web view makes a press of it. */
  function lift(from: HTMLElement) {
    from.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType: 'mouse' }));
    from.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
  }
  const come = (to: HTMLElement) => to.dispatchEvent(new Event('touchstart', { bubbles: true }));

  it('presses nothing of the next one, and what it touches after that', () => {
    const made = button();
    come(made);
    screen = 'two';
    lift(made);
    expect(pressed).not.toHaveBeenCalled();
    come(made);
    lift(made);
    expect(pressed).toHaveBeenCalledOnce();
  });

  it('keeps nobody from the next one who touches it with another finger', () => {
    const made = button();
    come(made);
    screen = 'two';
    made.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType: 'touch' }));
    made.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
    expect(pressed).toHaveBeenCalledOnce();
  });

  it('presses what stayed', () => {
    const made = button();
    come(made);
    lift(made);
    expect(pressed).toHaveBeenCalledOnce();
  });
});
