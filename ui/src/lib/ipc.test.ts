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
    await station.resendCode('en');
    await station.redeemCode('01234');
    await station.chooseEvent(2);
    await station.sendCodeToTicket('A-7', 2, 'en');
    await station.checkIn([3, 4]);
    await station.changeMobile('0935', 'fa');
    await station.confirmMobile('00001');
    await station.handOff();
    await station.eventPicture(2);
    await station.callStaff(null);
    await station.answerCall('0193');
    await station.setOutOfOrder(true);
    await station.finish();
    await station.staffMembers();
    await station.enterPin('s', '4711');
    await station.stayOnDuty();
    await station.leaveDuty();
    await station.attendeeCard('0195');
    await station.staffCheckIn('0195', '0196', null);
    await station.staffCheckOut('0195', '0196', '0197.2');
    await station.staffUndo('0195', '0196', '0197.3', 'why');
    await station.unlockAttendee('0195');
    await station.unlockMobile('0912');
    await station.unlockStation();
    await station.vouch('0195', 'why', '4938');
    await station.registerWalkIn(2, 'Zoe', null, null);
    await station.correctName('0195', '0196', 'Zoey');
    await station.closeKiosk();
    await station.searchAttendees('سارا');
    await station.today(2);
    await station.lights();
    await station.drives();
    await station.exportRecords('/media/usb');
    await station.exportState();
    await station.stopExport();
    expect(invoke.mock.calls).toEqual([
      ['station_state', {}],
      ['send_code', { eventId: 4, mobile: '0912', language: 'fa' }],
      ['resend_code', { language: 'en' }],
      ['redeem_code', { code: '01234' }],
      ['choose_event', { eventId: 2 }],
      ['send_code_to_ticket', { ticketCode: 'A-7', eventId: 2, language: 'en' }],
      ['check_in', { tickets: [3, 4] }],
      ['change_mobile', { mobile: '0935', language: 'fa' }],
      ['confirm_mobile', { code: '00001' }],
      ['hand_off', {}],
      ['event_picture', { eventId: 2 }],
      ['call_staff', { eventId: null }],
      ['answer_call', { station: '0193' }],
      ['set_out_of_order', { on: true }],
      ['finish', {}],
      ['staff_members', {}],
      ['enter_pin', { staff: 's', pin: '4711' }],
      ['stay_on_duty', {}],
      ['leave_duty', {}],
      ['attendee_card', { attendee: '0195' }],
      ['staff_check_in', { attendee: '0195', ticket: '0196', passage: null }],
      ['staff_check_out', { attendee: '0195', ticket: '0196', passage: '0197.2' }],
      ['staff_undo', { attendee: '0195', ticket: '0196', passage: '0197.3', reason: 'why' }],
      ['unlock_attendee', { attendee: '0195' }],
      ['unlock_mobile', { mobile: '0912' }],
      ['unlock_station', {}],
      ['vouch', { attendee: '0195', reason: 'why', pin: '4938' }],
      ['register_walk_in', { eventId: 2, name: 'Zoe', mobile: null, ticketType: null }],
      ['correct_name', { attendee: '0195', ticket: '0196', name: 'Zoey' }],
      ['close_kiosk', {}],
      ['search_attendees', { text: 'سارا' }],
      ['today', { eventId: 2 }],
      ['lights', {}],
      ['drives', {}],
      ['export_records', { drive: '/media/usb' }],
      ['export_state', {}],
      ['stop_export', {}],
    ]);
  });
});
