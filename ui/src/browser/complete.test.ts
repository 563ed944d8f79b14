import { expect, it } from 'vitest';
import { MET } from './refusal-states';
import { NAMED } from './shown';
import { STATES } from './states';

const names = STATES.map(({ name }) => name);

it('every screen and every refusal is looked at', () => {
  const met = Object.values(MET).flat().filter((one) => typeof one === 'string');
  expect([...NAMED, ...met].filter((name) => !names.includes(name))).toEqual([]);
});

it('no two states are called alike', () => {
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
