import { parseUdi } from '#contracts/udi';

/** Why there is no camera; each has its own sentence. */
export type CameraFault = 'insecure' | 'none' | 'denied' | 'busy';

export class CameraError extends Error {
  constructor(readonly fault: CameraFault) {
    super(fault);
    this.name = 'CameraError';
  }
}

/** The device's own reader, where it knows all formats of a UDI: quicker and kinder to the battery. */
interface NativeReader {
  detect(source: CanvasImageSource): Promise<Array<{ rawValue: string }>>;
}
declare const BarcodeDetector:
  | { new (options: { formats: string[] }): NativeReader; getSupportedFormats(): Promise<string[]> }
  | undefined;
const NATIVE = ['data_matrix', 'code_128', 'qr_code'];

async function nativeReader(): Promise<NativeReader | null> {
  try {
    if (typeof BarcodeDetector === 'undefined') return null;
    const known = await BarcodeDetector.getSupportedFormats();
    return NATIVE.every((format) => known.includes(format)) ? new BarcodeDetector({ formats: NATIVE }) : null;
  } catch {
    return null;
  }
}

/** Between two looks at the picture: quick enough for a hand, slow enough for the battery. */
const PAUSE_MS = 120;
/** A frame is read at this width at most: a DataMatrix of a label fills enough of it. */
const FRAME_PX = 1280;

export interface Camera {
  /** null: this camera has no lamp */
  torch: ((on: boolean) => Promise<void>) | null;
  stop(): void;
}

/**
 * Shows the camera that looks away from the person in `video`, and tells every code it sees until it is stopped.
 * @throws CameraError
 */
export async function openCamera(video: HTMLVideoElement, onCode: (code: string) => void): Promise<Camera> {
  const stream = await theStream();
  video.srcObject = stream;
  await video.play();
  let stopped = false;
  void watch(video, onCode, () => stopped);
  const [track] = stream.getVideoTracks();
  const canTorch = (track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch === true;
  return {
    torch: canTorch
      ? async (on) => track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
      : null,
    stop: () => {
      stopped = true;
      for (const each of stream.getTracks()) each.stop();
      video.srcObject = null;
    },
  };
}

async function theStream(): Promise<MediaStream> {
  if (!window.isSecureContext) throw new CameraError('insecure');
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  if (mediaDevices === undefined) throw new CameraError('none');
  try {
    return await mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotAllowedError' || name === 'SecurityError') throw new CameraError('denied');
    throw new CameraError(name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none');
  }
}

/** A label may have other barcodes beside the UDI, of a lot or an invoice. */
const udiFirst = (codes: string[]): string[] =>
  codes
    .filter((code) => code !== '')
    .toSorted((one, other) => Number(parseUdi(other) !== null) - Number(parseUdi(one) !== null));

async function watch(
  video: HTMLVideoElement,
  onCode: (code: string) => void,
  over: () => boolean,
): Promise<void> {
  const native = await nativeReader();
  const read = native === null ? (await import('./decode')).readPicture : null;
  const canvas = document.createElement('canvas');
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  while (!over()) {
    try {
      if (document.visibilityState === 'visible' && video.videoWidth > 0) {
        const scale = Math.min(1, FRAME_PX / video.videoWidth);
        canvas.width = Math.round(video.videoWidth * scale);
        canvas.height = Math.round(video.videoHeight * scale);
        drawing?.drawImage(video, 0, 0, canvas.width, canvas.height);
        const found =
          native !== null
            ? udiFirst((await native.detect(canvas)).map(({ rawValue }) => rawValue))
            : drawing === null || read === null
              ? []
              : await read(drawing.getImageData(0, 0, canvas.width, canvas.height), false);
        if (!over() && found[0] !== undefined) onCode(found[0]);
      }
    } catch {
      // one frame that could not be read; the next one is a moment away
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
