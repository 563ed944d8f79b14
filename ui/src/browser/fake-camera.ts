/** Puts a camera before the page that sees nothing, or one that is there and can't be used. */
export function putCamera(kind: string | null): void {
  if (kind === null) return;
  const devices = navigator.mediaDevices;
  const device = { kind: 'videoinput' as const, deviceId: '', groupId: '', label: '' };
  devices.enumerateDevices = () => Promise.resolve([{ ...device, toJSON: () => device }]);
  devices.getUserMedia = () =>
    kind === 'broken' ? Promise.reject(new Error('broken')) : Promise.resolve(wall());
}

/** A grey wall, as in a hall. */
function wall(): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  const stream = canvas.captureStream(5);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  const light = pen.createLinearGradient(0, 0, 640, 480);
  light.addColorStop(0, '#8d9692');
  light.addColorStop(1, '#5a6461');
  pen.fillStyle = light;
  pen.fillRect(0, 0, 640, 480);
  return stream;
}
