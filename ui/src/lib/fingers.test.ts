import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { feelOtherFingers } from './fingers';
import { held } from './held';

let said: string[];
let screen: string;
let undo: () => void;
let under: Element | null;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  screen = 'one';
  // Nothing is laid out here.
  document.elementFromPoint = () => under;
  undo = feelOtherFingers(window, () => screen);
});
afterEach(() => {
  undo();
  vi.useRealTimers();
});

function put(markup: string): HTMLElement | null {
  document.body.innerHTML = markup;
  for (const button of document.querySelectorAll('button')) {
    button.addEventListener('click', ({ detail }) => said.push(`${button.id} ${String(detail)}`));
  }
  return document.querySelector('.under');
}

/** The first finger comes and leaves again. */
function lift() {
  for (const kind of ['touchstart', 'touchend']) {
    document.body.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}

let number = 0;
function feel(doing: 'comes' | 'leaves' | 'is_lost', finger = number, x = 0.5) {
  document.dispatchEvent(new CustomEvent('finger', { detail: { finger, doing, x, y: 0.5 } }));
}
function tap(x = 0.5) {
  number += 1;
  feel('comes', number, x);
  feel('leaves', number, x);
}

it('one presses the control whose words lie under it', () => {
  under = put('<button id="a"><span class="under">1</span></button>');
  tap();
  expect(said).toEqual(['a 1']);
});

it('two touches of one place in no time are a double tap, of two places are not', () => {
  under = put('<button id="a" class="under">1</button>');
  tap();
  tap();
  tap(0.1);
  vi.advanceTimersByTime(1_000);
  tap(0.1);
  expect(said).toEqual(['a 1', 'a 2', 'a 1', 'a 1']);
});

it('one presses nothing that is off', () => {
  under = put('<button id="a" class="under" disabled>1</button>');
  tap();
  expect(said).toEqual([]);
});

it('one presses nothing where it didn’t come down', () => {
  under = put('<button id="a" class="under">1</button><button id="b">2</button>');
  number += 1;
  feel('comes');
  under = document.querySelector('#b');
  feel('leaves');
  expect(said).toEqual([]);
});

it('one presses nothing of a screen that came while it lay there', () => {
  under = put('<button id="a" class="under">1</button>');
  number += 1;
  feel('comes');
  screen = 'two';
  feel('leaves');
  expect(said).toEqual([]);
});

it('one that is lost presses nothing', () => {
  under = put('<button id="a" class="under">1</button>');
  number += 1;
  feel('comes');
  feel('is_lost');
  feel('leaves');
  expect(said).toEqual([]);
});

it('one leads into a field, as the first one does', () => {
  under = put('<input class="under">');
  tap();
  expect(document.activeElement).toBe(under);
});

it('one holds what is held, until it leaves', () => {
  const dot = put('<p class="under"></p>');
  if (dot === null) throw new Error('no dot');
  under = dot;
  held(
    () => said.push('hold'),
    () => said.push('release'),
  )(dot);
  number += 1;
  feel('comes');
  expect(said).toEqual(['hold']);
  feel('leaves');
  expect(said).toEqual(['hold', 'release']);
});

it('one that leaves after the first presses after it, and doesn’t wait for what never comes', () => {
  under = put('<button id="a">1</button><button id="b" class="under">2</button>');
  number += 1;
  feel('comes');
  lift();
  feel('leaves');
  expect(said).toEqual([]);
  document.querySelector('#a')?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
  vi.advanceTimersByTime(0);
  expect(said).toEqual(['a 1', 'b 1']);
  vi.advanceTimersByTime(1_000);

  // The first finger has scrolled.
  number += 1;
  feel('comes');
  lift();
  feel('leaves');
  vi.advanceTimersByTime(150);
  expect(said).toEqual(['a 1', 'b 1', 'b 1']);
});

it('one waits for each press that is owed to the first, however soon the next one is', () => {
  under = put('<button id="a">1</button><button id="b" class="under">2</button>');
  const click = () =>
    document.querySelector('#a')?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
  lift();
  click();
  vi.advanceTimersByTime(0);
  vi.advanceTimersByTime(140);
  number += 1;
  feel('comes');
  lift();
  feel('leaves');
  vi.advanceTimersByTime(20);
  click();
  vi.advanceTimersByTime(0);
  expect(said).toEqual(['a 1', 'a 1', 'b 1']);
});

it('one that closes something by coming presses all the same', () => {
  under = put('<button id="a" class="under">1</button>');
  under?.addEventListener('pointerdown', () => {
    screen = 'closed';
  });
  tap();
  expect(said).toEqual(['a 1']);
});
