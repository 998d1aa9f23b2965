import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { decodedText, inspectFile } from './encoding.js';

const inPieces = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    ),
  );

async function text(bytes: Buffer, size: number): Promise<[string, string]> {
  const { encoding } = await inspectFile(inPieces(bytes, size));
  let all = '';
  for await (const piece of decodedText(inPieces(bytes, size), encoding)) all += piece;
  return [encoding, all];
}

describe('the encoding of a file', () => {
  it.each([1, 2, 3, 7, 1000])('is told in pieces of %d bytes', async (size) => {
    expect(await text(Buffer.from('naïve – €, 漢字 🩺'), size)).toEqual(['utf-8', 'naïve – €, 漢字 🩺']);
    expect(await text(Buffer.from('\ufeffsite'), size)).toEqual(['utf-8', 'site']);
    expect(await text(Buffer.from([0x80, 0x96, 0xe9, 0x9f, 0x41]), size)).toEqual(['windows-1252', '€–éŸA']);
    expect(await text(Buffer.from('cut in the middle of é').subarray(0, -1), size)).toEqual([
      'windows-1252',
      'cut in the middle of Ã',
    ]);
  });

  it('is what its byte order mark says, also where one byte is damaged', async () => {
    const damaged = Buffer.concat([Buffer.from('\ufeffé '), Buffer.from([0xc3])]);
    expect(await text(damaged, 1000)).toEqual(['utf-8', 'é \ufffd']);
  });

  it('comes with the digest of the bytes', async () => {
    const bytes = Buffer.from('asset_tag,site\r\n');
    expect(await inspectFile(inPieces(bytes, 4))).toEqual({
      encoding: 'utf-8',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  it('of UTF-16, of spreadsheet files and of what is compressed is refused with what to do', async () => {
    await expect(inspectFile(inPieces(Buffer.from('\ufeffsite', 'utf16le'), 100))).rejects.toThrow(/UTF-16/);
    await expect(inspectFile(inPieces(Buffer.from('PK\u0003\u0004'), 100))).rejects.toThrow(/spreadsheet/);
    await expect(inspectFile(inPieces(gzipSync('site'), 100))).rejects.toThrow(/gzip/);
  });
});
