import { afterEach, describe, expect, it, vi } from 'vitest';
import { isUiError, Refusal, station } from './ipc';

const invoke = vi.hoisted(() => vi.fn());
vi.mock('@tauri-apps/api/core', () => ({ invoke }));

afterEach(() => invoke.mockReset());

describe('what a command rejects with', () => {
  it('is a refusal when it has a known code and all that goes with it', () => {
    expect(isUiError({ code: 'staff_needed' })).toBe(true);
    expect(isUiError({ code: 'wrong_code', triesLeft: 2 })).toBe(true);
  });

  it.each([
    [{ code: 'something_new' }],
    [{ code: 'toString' }],
    [{ code: 'wrong_code' }],
    [{ code: 'locked', retryAfterMs: 'soon' }],
    ['staff_needed'],
    [null],
  ])('is a fault when it is %j', (value) => {
    expect(isUiError(value)).toBe(false);
  });

  it('reaches the journey as a Refusal or as an Error with its cause', async () => {
    invoke.mockRejectedValueOnce({ code: 'code_spent' });
    await expect(station.redeemCode('12345')).rejects.toBeInstanceOf(Refusal);
    invoke.mockRejectedValueOnce('panicked');
    await expect(station.redeemCode('12345')).rejects.toMatchObject({ cause: 'panicked' });
  });
});

describe('the commands', () => {
  it('are called by their names with the arguments they take', async () => {
    invoke.mockResolvedValue(null);
    await station.stationState();
    await station.sendCode(4, '0912', 'fa');
    await station.resendCode();
    await station.redeemCode('01234');
    await station.chooseEvent(2);
    await station.checkIn([3]);
    await station.handOff();
    await station.finish();
    expect(invoke.mock.calls).toEqual([
      ['station_state', {}],
      ['send_code', { eventId: 4, mobile: '0912', language: 'fa' }],
      ['resend_code', {}],
      ['redeem_code', { code: '01234' }],
      ['choose_event', { eventId: 2 }],
      ['check_in', { tickets: [3] }],
      ['hand_off', {}],
      ['finish', {}],
    ]);
  });
});
