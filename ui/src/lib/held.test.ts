import { beforeEach, describe, expect, it } from 'vitest';
import { held } from './held';

describe('a control', () => {
  let said: string[];
  let control: HTMLElement;
  let detach: () => void;
  beforeEach(() => {
    said = [];
    control = document.body.appendChild(document.createElement('button'));
    const attached = held(
      () => said.push('hold'),
      () => said.push('release'),
    )(control);
    detach = attached ?? (() => undefined);
  });
  const feel = (...kinds: string[]) => {
    for (const kind of kinds) {
      const pointer = kind.startsWith('pointer');
      control.dispatchEvent(pointer ? new PointerEvent(kind, { pointerId: 1 }) : new Event(kind));
    }
  };

  it.each([
    ['touchstart', 'touchend'],
    ['touchstart', 'touchcancel'],
    ['pointerdown', 'pointerup'],
    ['pointerdown', 'pointerleave'],
    ['pointerdown', 'pointercancel'],
  ])('is held from %s to %s', (begins, ends) => {
    feel(begins);
    expect(said).toEqual(['hold']);
    feel(ends);
    expect(said).toEqual(['hold', 'release']);
  });

  it('is held on while what was made of the finger before comes late', () => {
    feel('touchstart', 'touchend', 'touchstart');
    feel('pointerdown', 'pointerup');
    expect(said).toEqual(['hold', 'release', 'hold']);
    feel('touchend');
    expect(said).toEqual(['hold', 'release', 'hold', 'release']);
  });

  it('is held by another finger though the first one has just left it', () => {
    control.dispatchEvent(new PointerEvent('pointerdown', { pointerId: 1_001 }));
    feel('pointerdown', 'pointerup');
    expect(said).toEqual(['hold']);
    control.dispatchEvent(new PointerEvent('pointerup', { pointerId: 1_001 }));
    expect(said).toEqual(['hold', 'release']);
  });

  it('is held by nobody any more once it is gone', () => {
    detach();
    feel('touchstart', 'pointerdown');
    expect(said).toEqual([]);
  });
});
