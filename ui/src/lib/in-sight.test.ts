import { expect, it } from 'vitest';
import { AGAIN_MS, InSight } from './in-sight';

it('asks once about what is no ticket, and about the ticket beside it', () => {
  const inSight = new InSight();
  expect(inSight.next(['BADGE', 'TICKET'], 0)).toBe('BADGE');
  inSight.asked('BADGE', undefined, 0);
  expect(inSight.next(['BADGE', 'TICKET'], 200)).toBe('TICKET');
  expect(inSight.next(['BADGE'], 3_600_000)).toBeUndefined();
});

it('asks again when a pause is over, and soon after a failure that names no time', () => {
  const inSight = new InSight();
  inSight.asked('TICKET', 30_000, 0);
  expect(inSight.next(['TICKET'], 29_999)).toBeUndefined();
  expect(inSight.next(['TICKET'], 30_000)).toBe('TICKET');
  inSight.asked('TICKET', Infinity, 30_000);
  expect(inSight.next(['TICKET'], 30_000 + AGAIN_MS - 1)).toBeUndefined();
  expect(inSight.next(['TICKET'], 30_000 + AGAIN_MS)).toBe('TICKET');
});
