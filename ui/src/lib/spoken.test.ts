import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Spoken } from './spoken';

/** What is said, each time that it changes, while these seconds show. */
function said(...shown: number[]): number[] {
  const spoken = new Spoken();
  const all = shown.map((seconds) => spoken.at(seconds));
  return all.flatMap((mark, at) => (mark !== undefined && mark !== all[at - 1] ? [mark] : []));
}

const down = (from: number) => Array.from({ length: from + 1 }, (_, passed) => from - passed);

describe('a count-down', () => {
  it('is said at 60, 30 and 10 seconds, and at no other', () => {
    expect(said(...down(120))).toEqual([60, 30, 10]);
  });

  it.each([
    [60, [60, 30, 10]],
    [45, [30, 10]],
    [20, [10]],
    [10, [10]],
    [9, []],
  ])('of %d seconds is never said to be longer than it is', (from, marks) => {
    expect(said(...down(from))).toEqual(marks);
  });

  it('that is looked at less often is said all the same', () => {
    expect(said(120, 58, 27, 4)).toEqual([60, 30, 10]);
    expect(said(Infinity, 9)).toEqual([10]);
  });

  it('that counts for longer than it is told is told no more than that', () => {
    const spoken = new Spoken();
    expect(down(80).flatMap((seconds) => spoken.at(seconds, 20) ?? [])).toEqual([10, 10, 10]);
    expect(new Spoken().at(58, 60), 'it began below that').toBeUndefined();
  });

  it('is not said for longer than a voice needs to begin', () => {
    const spoken = new Spoken();
    expect(down(62).map((seconds) => spoken.at(seconds)).slice(0, 8)).toEqual([
      undefined,
      undefined,
      60,
      60,
      60,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('begins anew when somebody was given more time', () => {
    expect(said(20, 15, 60, 40, 29, 60, 9)).toEqual([60, 30, 60, 10]);
    expect(said(...down(30), ...down(45))).toEqual([30, 10, 30, 10]);
  });

  it('says no more than is left, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 200 })), (shown) => {
        const spoken = new Spoken();
        for (const seconds of shown) {
          const mark = spoken.at(seconds);
          if (mark !== undefined) expect(mark).toBeGreaterThanOrEqual(seconds);
        }
      }),
    );
  });
});
