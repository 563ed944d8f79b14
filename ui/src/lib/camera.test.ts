import { afterEach, describe, expect, it } from 'vitest';
import { Kiosk } from '../testing/kiosk';

/** The machine's cameras, which come and go; one that tells of it, or not. */
class Cameras extends EventTarget {
  here = 0;
  enumerateDevices = () =>
    Promise.resolve(Array.from({ length: this.here }, () => ({ kind: 'videoinput' })));

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

  it('that nothing tells of is found when the next one begins', async () => {
    const cameras = putCameras();
    const kiosk = await Kiosk.open();
    cameras.become(1, false);
    await kiosk.tap('back');
    expect(kiosk.find('scan-ticket')).not.toBeNull();
  });
});
