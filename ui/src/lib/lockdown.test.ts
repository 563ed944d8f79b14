import { afterEach, describe, expect, it, vi } from 'vitest';
import { lockDown, swallowDoubleTaps } from './lockdown';

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
    undo = swallowDoubleTaps(window, () => screen);
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
