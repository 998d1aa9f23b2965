import { prepareZXingModule, readBarcodes, type ReaderOptions, type ReadResult } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

// Our own file of the bundle: the library would fetch it from another host.
prepareZXingModule({ overrides: { locateFile: () => wasm } });

/** What is printed on medical devices: GS1 in DataMatrix, Code 128 or QR; HIBCC in any of them or in Code 39. */
const FORMATS: ReaderOptions['formats'] = [
  'DataMatrix',
  'Code128',
  'QRCode',
  'Code39',
  'Aztec',
  'EANUPC',
  'ITF',
];

/**
 * What a barcode says, as a scanner would type it: with its symbology identifier where it is a GS1 barcode, so that
 * whoever reads it need not guess, and with GS (0x1D) between its elements.
 */
export function textOf({ text, contentType, symbologyIdentifier }: ReadResult): string {
  return contentType === 'GS1' ? symbologyIdentifier + text : text;
}

/**
 * The barcodes of a picture, a UDI before anything else that may stand beside it. Empty: none was found.
 * @param thorough for a picture that stands still: more time, and turned and inverted codes too
 */
export async function readPicture(picture: Blob | ImageData, thorough: boolean): Promise<string[]> {
  const found = await readBarcodes(picture, {
    formats: FORMATS,
    textMode: 'Plain',
    tryHarder: thorough,
    tryRotate: true,
    tryInvert: thorough,
    tryDownscale: true,
    maxNumberOfSymbols: 8,
  });
  const valid = found.filter(({ isValid, text }) => isValid && text !== '');
  const isUdi = (result: ReadResult): boolean =>
    result.contentType === 'GS1' || result.text.startsWith('+') || result.text.startsWith('=');
  return valid.toSorted((one, other) => Number(isUdi(other)) - Number(isUdi(one))).map(textOf);
}
