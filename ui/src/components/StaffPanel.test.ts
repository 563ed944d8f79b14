import { fireEvent } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { FakeStation } from '../lib/fake-station';
import { Kiosk } from '../testing/kiosk';

async function hold(kiosk: Kiosk, ms: number): Promise<void> {
  await fireEvent.pointerDown(kiosk.see('staff-entry'));
  await kiosk.pass(ms);
  await fireEvent.pointerUp(kiosk.see('staff-entry'));
  await kiosk.pass(0);
}

const asked = (station: FakeStation) => {
  const call = { station: '0193', name: 'ورودی جنوبی', sinceMs: 185_000, mine: false };
  station.view = { ...station.view, calls: [call] };
};

describe('the corner for staff', () => {
  it('opens when it is held for three seconds, and not before', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.tap('staff-entry');
    await fireEvent.pointerUp(kiosk.see('staff-entry'));
    await hold(kiosk, 2_900);
    await kiosk.pass(5_000);
    expect(kiosk.find('staff-panel')).toBeNull();
    await hold(kiosk, 3_000);
    expect(kiosk.find('staff-panel')).not.toBeNull();
    expect(kiosk.isCovered('language')).toBe(true);
    await kiosk.tap('close');
    expect(kiosk.find('staff-panel')).toBeNull();
  });

  it('is held with a key as well', async () => {
    const kiosk = await Kiosk.atTheDoor();
    kiosk.see('staff-entry').focus();
    await fireEvent.keyDown(kiosk.see('staff-entry'), { key: 'Enter' });
    await kiosk.pass(3_000);
    expect(kiosk.find('staff-panel')).not.toBeNull();
  });

  it('takes the kiosk out of service, whoever was at it, and puts it back', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.keypad('0912');
    await hold(kiosk, 3_000);
    await kiosk.tap('set-out-of-order');
    expect(kiosk.screen).toBe('out-of-order');
    expect(kiosk.find('out-of-order-by-staff')).not.toBeNull();
    expect(kiosk.everything).not.toContain('0912');
    await kiosk.scan('VIP-00117');
    expect(kiosk.station.count('sendCodeToTicket'), 'nobody is checked in here').toBe(0);
    await hold(kiosk, 3_000);
    expect(kiosk.text('set-out-of-order')).toBe('این دستگاه دوباره پذیرش کند');
    await kiosk.tap('set-out-of-order');
    expect(kiosk.screen).toBe('attract');
  });

  it('says it when that was not done', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await hold(kiosk, 3_000);
    kiosk.station.refuseNext = { setOutOfOrder: new Error('disk full') };
    await kiosk.tap('set-out-of-order');
    expect(kiosk.text('staff-failed')).toBe('انجام نشد. دوباره امتحان کنید.');
    expect(kiosk.screen).toBe('attract');
  });

  it('closes by itself when nobody is there', async () => {
    const kiosk = await Kiosk.open();
    await hold(kiosk, 3_000);
    await kiosk.pass(80_000);
    expect(kiosk.find('staff-panel')).toBeNull();
    expect(kiosk.screen).toBe('attract');
  });
});

describe('calls for help', () => {
  it('show on the line of every station until one answers', async () => {
    const kiosk = await Kiosk.atTheDoor(1, asked);
    expect(kiosk.text('call-0193')).toBe('درخواست کمک: ورودی جنوبی');
    await hold(kiosk, 3_000);
    expect(kiosk.text('staff-panel')).toContain('۳ دقیقه پیش');
    await kiosk.tap('answer-0193');
    expect(kiosk.find('call-0193')).toBeNull();
    expect(kiosk.text('staff-panel')).toContain('کسی کمک نخواسته است.');
  });

  it('go out from this one, with the event they are about', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.askForCode('09120000009');
    await kiosk.tap('call-staff');
    expect(kiosk.see('staff-told').dataset['told']).toBe('true');
    expect(kiosk.text('staff-told')).toBe('همکاران ما خبردار شدند.');
    expect(kiosk.station.count('callStaff')).toBe(1);
    await kiosk.pass(2_000);
    expect(kiosk.find('call-own')).not.toBeNull();
  });
});
