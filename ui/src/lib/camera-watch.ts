/** How often a picture of the camera is looked at. */
const LOOK_MS = 200;
/** A code is read as well from a picture of this width, in a fraction of the time. */
const WIDTH = 960;
/** One that has shown nothing for so long shows nothing at all, and may never say so. */
const PATIENCE_MS = 10_000;

export interface Seen {
  /** All that is in sight at once. */
  found: (texts: string[]) => void;
  failed: () => void;
}

/**
 * Shows the camera in `video` and reads codes from it until the answer is called; then the
 * camera is off. The decoder is loaded when it is first needed.
 */
export function watchForTicket(video: HTMLVideoElement, { found, failed }: Seen): () => void {
  let over = false;
  let stream: MediaStream | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;

  const stop = () => {
    over = true;
    clearTimeout(timer);
    clearTimeout(patience);
    stream?.getTracks().forEach((track) => {
      track.stop();
    });
    video.srcObject = null;
  };

  const fail = () => {
    if (over) return;
    stop();
    failed();
  };

  const run = async () => {
    const reader = await import('./ticket-reader');
    // That this machine takes long to get the decoder ready is no fault of the camera's.
    const ready = reader.prepare().then(() => {
      if (!over) patience = setTimeout(fail, PATIENCE_MS);
    });
    const [, opened] = await Promise.all([
      ready,
      navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'user', width: { ideal: 1280 } },
        audio: false,
      }),
    ]);
    stream = opened;
    if (over) {
      stop();
      return;
    }
    // It was pulled out: its last picture would stand there, and be read.
    for (const track of stream.getTracks()) track.addEventListener('ended', fail);
    video.srcObject = stream;
    await video.play();
    clearTimeout(patience);
    const canvas = document.createElement('canvas');
    const look = async () => {
      const texts = await reader.read(pictureOf(video, canvas)).catch(() => []);
      if (over) return;
      if (texts.length > 0) found(texts);
      timer = setTimeout(() => void look(), LOOK_MS);
    };
    await look();
  };

  run().catch(fail);
  return stop;
}

function pictureOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData {
  const scale = Math.min(1, WIDTH / Math.max(1, video.videoWidth));
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  if (drawing === null) throw new Error('no canvas');
  drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}
