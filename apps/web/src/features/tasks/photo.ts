/** Long enough to see a crystal on a contact, short enough for a weak network (some 200 to 500 kB). */
const LONGEST_PX = 1600;
const QUALITY = 0.82;

/** A photograph that was taken but is not on the server yet. */
export interface Picture {
  localId: string;
  content: Blob;
  /** the field it was taken for; null: it just belongs to the task */
  field: string | null;
  /** for showing it; give it back with URL.revokeObjectURL */
  url: string;
}

/** Width and height of a picture made to fit, never made larger. */
export function fitted(
  width: number,
  height: number,
  longest = LONGEST_PX,
): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * A photograph as JPEG with at most 1600 pixels on its longer side, upright, without where and with what it was taken.
 * @throws when the file is no picture that this browser can read
 */
export async function shrink(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, fitted(picture.width, picture.height));
    const drawing = canvas.getContext('2d');
    if (drawing === null) throw new Error('This browser cannot draw pictures.');
    drawing.fillStyle = '#ffffff';
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob(
        (made) =>
          made === null ? reject(new Error('The picture could not be made smaller.')) : resolve(made),
        'image/jpeg',
        QUALITY,
      );
    });
  } finally {
    picture.close();
  }
}
