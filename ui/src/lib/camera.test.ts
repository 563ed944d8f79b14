import { afterEach, describe, expect, it, vi } from 'vitest';
import { Kiosk } from '../testing/kiosk';
import type { Seen } from './camera-watch';

/** What the camera that is open tells of. */
let watcher: Seen | undefined;
vi.mock('./camera-watch', () => ({
  watchForTicket: (_: HTMLVideoElement, seen: Seen) => {
    watcher = seen;
    return () => undefined;
  },
}));

/** The machine's cameras, which come and go; one that tells of it, or not. */
class Cameras extends EventTarget {
  here = 0;
  looks = 0;
  enumerateDevices = () => {
    this.looks += 1;
    return Promise.resolve(Array.from({ length: this.here }, () => ({ kind: 'videoinput' })));
  };

  become(here: number, tells = true): void {
    this.here = here;
    if (tells) this.dispatchEvent(new Event('devicechange'));
  }
}

function putCameras(): Cameras {
  const cameras = new Cameras();
  Object.defineProperty(navigator, 'mediaDevices', { value: cameras, configurable: true });
  return cameras;
}

afterEach(() => {
  Reflect.deleteProperty(navigator, 'mediaDevices');
});

describe('a camera', () => {
  it('that is plugged in is offered, and no more once it is pulled out', async () => {
    const cameras = putCameras();
    const kiosk = await Kiosk.atTheDoor();
    expect(kiosk.find('scan-ticket')).toBeNull();
    cameras.become(1);
    await kiosk.pass(0);
    expect(kiosk.find('scan-ticket')).not.toBeNull();
    cameras.become(0);
    await kiosk.pass(0);
    expect(kiosk.find('scan-ticket')).toBeNull();
  });

  it('that nothing tells of is found when somebody begins ten minutes later', async () => {
    const cameras = putCameras();
    const kiosk = await Kiosk.atTheDoor();
    cameras.become(1, false);
    await kiosk.pass(600_000);
    await kiosk.tap('begin');
    await kiosk.tap('back');
    expect(kiosk.find('scan-ticket')).not.toBeNull();
  });

  it('is not looked for again with each attendee', async () => {
    const cameras = putCameras();
    const kiosk = await Kiosk.atTheDoor();
    const looks = cameras.looks;
    for (let attendee = 0; attendee < 20; attendee += 1) {
      await kiosk.tap('begin');
      await kiosk.tap('back');
    }
    expect(cameras.looks).toBe(looks);
  });

  it('that has gone without a word is offered no more once it has failed', async () => {
    const cameras = putCameras();
    cameras.become(1);
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.tap('scan-ticket');
    cameras.become(0, false);
    watcher?.failed();
    await kiosk.pass(0);
    await kiosk.tap('use-mobile');
    expect(kiosk.screen).toBe('mobile');
    expect(kiosk.find('scan-ticket')).toBeNull();
  });
});

/** Before a camera that sees the same for so long. */
async function before(kiosk: Kiosk, texts: string[], ms = 0): Promise<void> {
  for (let passed = 0; passed <= ms; passed += 200) {
    watcher?.found(texts);
    await kiosk.pass(200);
  }
}

async function atTheCamera(): Promise<Kiosk> {
  putCameras().become(1);
  const kiosk = await Kiosk.open();
  await kiosk.tap('scan-ticket');
  return kiosk;
}

describe('what is before a camera', () => {
  it('and is no ticket is asked about once, and said so; the ticket beside it leads on', async () => {
    const kiosk = await atTheCamera();
    await before(kiosk, ['https://example.org'], 20_000);
    expect(kiosk.screen).toBe('scan');
    expect(kiosk.text('misheld')).toContain('بلیت شناخته‌شده‌ای نیست');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    await before(kiosk, ['https://example.org', 'VIP-00117']);
    expect(kiosk.screen).toBe('code');
    expect(kiosk.station.ticketCodes).toEqual(['https://example.org', 'VIP-00117']);
  });

  it('leads on when a pause is over, and not before', async () => {
    const kiosk = await atTheCamera();
    kiosk.station.refuseNext = { sendCodeToTicket: { code: 'station_paused', retryAfterMs: 30_000 } };
    await before(kiosk, ['VIP-00117'], 29_000);
    expect(kiosk.screen).toBe('scan');
    expect(kiosk.text('misheld')).toContain('کمی صبر کنید');
    expect(kiosk.station.count('sendCodeToTicket')).toBe(1);
    await before(kiosk, ['VIP-00117'], 2_000);
    expect(kiosk.screen).toBe('code');
  });

  it('takes the notice away from nobody who has called staff', async () => {
    const kiosk = await atTheCamera();
    await kiosk.tap('help');
    await before(kiosk, ['VIP-00117'], 2_000);
    expect(kiosk.find('staff-called')).not.toBeNull();
    expect(kiosk.station.count('sendCodeToTicket')).toBe(0);
    await kiosk.tap('close');
    await before(kiosk, ['VIP-00117']);
    expect(kiosk.screen).toBe('code');
  });
});

it('whoever is before a camera stays there when a scanner reads what is no ticket', async () => {
  const kiosk = await atTheCamera();
  for (const text of ['NOBODY-1', '\u2603'.repeat(8)]) {
    await kiosk.scan(text);
    expect(kiosk.screen).toBe('scan');
    expect(kiosk.find('misheld')).not.toBeNull();
  }
  await kiosk.scan('VIP-00117');
  expect(kiosk.screen).toBe('code');
});
