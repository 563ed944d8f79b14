import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

describe('a finger', () => {
  let screen: string;
  const pressed = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    screen = 'one';
    pressed.mockClear();
    undo = swallowStrayPresses(window, () => screen);
    document.body.innerHTML = '<button id="a"></button><button id="b"></button>';
    for (const button of document.querySelectorAll('button')) {
      button.addEventListener('click', () => {
        pressed(button.id);
      });
    }
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const at = (x: number) => ({ clientX: x, clientY: 20 });
  const on = (id: string) => document.getElementById(id) ?? document.body;
  function touch(kind: 'touchstart' | 'touchend', id: string, x: number) {
    const event = new Event(kind, { bubbles: true });
    on(id).dispatchEvent(Object.assign(event, { changedTouches: [at(x)] }));
  }
  function pointerdown(id: string, x: number, pointerType = 'mouse') {
    on(id).dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType, ...at(x) }));
  }
  function click(id: string, x: number, detail = 1) {
    const init = { bubbles: true, cancelable: true, detail, ...at(x) };
    on(id).dispatchEvent(new MouseEvent('click', init));
  }
  /** As the web view makes a press of it. */
  function lift(id: string, x: number, from = id) {
    touch('touchend', from, x);
    pointerdown(id, x);
    click(id, x);
  }

  it('presses what it came down on', () => {
    touch('touchstart', 'a', 10);
    lift('a', 30);
    expect(pressed.mock.calls).toEqual([['a']]);
  });

  it('that lies there while the screen changes presses nothing of the next one', () => {
    touch('touchstart', 'a', 10);
    screen = 'two';
    lift('a', 10);
    expect(pressed).not.toHaveBeenCalled();
    touch('touchstart', 'a', 10);
    lift('a', 10);
    expect(pressed).toHaveBeenCalledOnce();
  });

  it('presses nothing of the next one either where what it came down on is gone', () => {
    touch('touchstart', 'a', 10);
    const gone = on('a');
    gone.remove();
    const event = new Event('touchend', { bubbles: true });
    gone.dispatchEvent(Object.assign(event, { changedTouches: [at(40)] }));
    pointerdown('b', 40);
    click('b', 40);
    expect(pressed).not.toHaveBeenCalled();
  });

  it('presses nothing that has come to lie under it', () => {
    touch('touchstart', 'a', 10);
    lift('b', 10, 'a');
    expect(pressed).not.toHaveBeenCalled();
  });

  it('is told from the next one that is there before its press is made', () => {
    touch('touchstart', 'a', 10);
    touch('touchend', 'a', 10);
    touch('touchstart', 'b', 90);
    pointerdown('a', 10);
    click('a', 10);
    expect(pressed.mock.calls).toEqual([['a']]);
    screen = 'two';
    lift('b', 90);
    expect(pressed, 'it came down on the screen before').toHaveBeenCalledOnce();
  });

  it('that was lost keeps the next one in its place from nothing', () => {
    vi.advanceTimersByTime(5_000);
    touch('touchstart', 'a', 10);
    screen = 'two';
    touch('touchstart', 'a', 10);
    lift('a', 10);
    expect(pressed).toHaveBeenCalledOnce();
  });

  it('that scrolled keeps no mouse from pressing, nor a key', () => {
    touch('touchstart', 'a', 10);
    touch('touchend', 'a', 10);
    screen = 'two';
    vi.advanceTimersByTime(1_000);
    pointerdown('a', 10);
    click('a', 10);
    expect(pressed).toHaveBeenCalledOnce();
    touch('touchstart', 'a', 10);
    screen = 'three';
    touch('touchend', 'a', 10);
    pointerdown('a', 10);
    click('a', 10, 0);
    expect(pressed).toHaveBeenCalledTimes(2);
  });

  it('keeps nobody from the next screen who touches it with another one', () => {
    touch('touchstart', 'a', 10);
    screen = 'two';
    pointerdown('a', 10, 'touch');
    click('a', 0);
    expect(pressed).toHaveBeenCalledOnce();
  });
});
