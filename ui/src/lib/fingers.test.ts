import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pressByOtherFingers } from './fingers';

const touched = vi.fn();
const pressed = vi.fn();
let undo: () => void;
let under: Element | null;

beforeEach(() => {
  touched.mockClear();
  pressed.mockClear();
  // Nothing is laid out here.
  document.elementFromPoint = () => under;
  undo = pressByOtherFingers(document, touched);
});
afterEach(() => {
  undo();
});

const finger = () => document.dispatchEvent(new CustomEvent('finger', { detail: [10, 20] }));

function put(markup: string): Element | null {
  document.body.innerHTML = markup;
  document.querySelector('button')?.addEventListener('click', pressed);
  return document.querySelector('.under');
}

it('presses the control whose words lie under it', () => {
  under = put('<button><span class="under">1</span></button>');
  finger();
  expect(pressed).toHaveBeenCalledOnce();
  expect(touched).toHaveBeenCalledOnce();
});

it('presses nothing that is off', () => {
  under = put('<button class="under" disabled>1</button>');
  finger();
  expect(pressed).not.toHaveBeenCalled();
});

it('leads into a field, as the first one does', () => {
  under = put('<input class="under">');
  finger();
  expect(document.activeElement).toBe(under);
});

it('presses nothing beside controls, and is somebody all the same', () => {
  under = put('<p class="under">words</p>');
  finger();
  under = null;
  finger();
  expect(pressed).not.toHaveBeenCalled();
  expect(touched).toHaveBeenCalledTimes(2);
});
