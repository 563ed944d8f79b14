import { describe, expect, it } from 'vitest';
import { shownTicketCode } from './ticket-code';

describe('the code of a ticket on a card', () => {
  it('is short where a station made it up, and tells two of one minute apart', () => {
    const codes = [
      'WALK-IN-0198c7e2-1b7a-7d31-9a41-5f0c9f3a2b1c',
      'WALK-IN-0198c7e2-1b7a-7d32-8be0-771204d2c6e8',
    ].map(shownTicketCode);
    expect(codes).toEqual(['WALK-IN-…9f3a2b1c', 'WALK-IN-…04d2c6e8']);
  });

  it.each(['VIP-00117', 'T-1', '2026-11-27-north-hall-a-very-long-code-of-an-organiser'])(
    'is whole where an organiser wrote it: %s',
    (code) => {
      expect(shownTicketCode(code)).toBe(code);
    },
  );
});
