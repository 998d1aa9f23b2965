import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ImportFault } from './import-fault.js';

export type Encoding = 'utf-8' | 'windows-1252';

export interface FileShape {
  encoding: Encoding;
  /** of the bytes as they were sent */
  sha256: string;
  bytes: number;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads a file once, in pieces: it is UTF-8 when it says so by a byte order mark or every byte of it is, else Windows-1252,
 * in which spreadsheets write. One damaged byte in a file that says it is UTF-8 must not garble every accent in it.
 * @throws ImportFault when it is UTF-16 or holds NUL bytes, as a spreadsheet file itself does
 */
export async function inspectFile(file: Readable): Promise<FileShape> {
  const hash = createHash('sha256');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let saysSo = false;
  let bytes = 0;
  for await (const piece of file as AsyncIterable<Buffer>) {
    if (bytes === 0) {
      refuseForeign(piece);
      saysSo = piece.subarray(0, 3).equals(BYTE_ORDER_MARK);
    }
    hash.update(piece);
    bytes += piece.length;
    if (isUtf8) isUtf8 = decodes(utf8, piece, true);
  }
  if (isUtf8) isUtf8 = decodes(utf8, undefined, false);
  return { encoding: isUtf8 || saysSo ? 'utf-8' : 'windows-1252', sha256: hash.digest('hex'), bytes };
}

function decodes(
  decoder: InstanceType<typeof TextDecoder>,
  piece: Buffer | undefined,
  stream: boolean,
): boolean {
  try {
    decoder.decode(piece, { stream });
    return true;
  } catch {
    return false;
  }
}

function refuseForeign(beginning: Buffer): void {
  if ((beginning[0] === 0xff && beginning[1] === 0xfe) || (beginning[0] === 0xfe && beginning[1] === 0xff)) {
    throw new ImportFault('This file is UTF-16. Save it as "CSV UTF-8" and send it again.');
  }
  if (beginning[0] === 0x1f && beginning[1] === 0x8b) {
    throw new ImportFault('This file is compressed (gzip). Unpack it and send the CSV file in it.');
  }
  if (beginning.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) {
    throw new ImportFault(
      'This is a spreadsheet file or a ZIP archive, not CSV. Save it as "CSV UTF-8" and send it again.',
    );
  }
}

/** What Windows-1252 has between 0x80 and 0x9F; five places are empty. Node 20's own decoder takes them for controls. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The text of a file, piece by piece, without a byte order mark. */
export async function* decodedText(file: Readable, encoding: Encoding): AsyncGenerator<string> {
  if (encoding === 'windows-1252') {
    for await (const piece of file as AsyncIterable<Buffer>) {
      yield piece
        .toString('latin1')
        .replace(/[\u0080-\u009f]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80] as string);
    }
    return;
  }
  const decoder = new TextDecoder('utf-8');
  for await (const piece of file as AsyncIterable<Buffer>) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}
