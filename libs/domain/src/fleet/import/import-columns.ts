import { Readable } from 'node:stream';
import { importColumns } from '#contracts/imports';
import { COLUMNS_SAMPLE_BYTES, type ImportColumnsView, type ImportMapping } from '#contracts/import-mapping';
import { ExpectedError } from '#platform/errors';
import { rowsOfBeginning } from './csv.js';
import { decodedText, type Encoding, inspectFile } from './encoding.js';
import { mappedHeader, readHeader, suggestedColumns } from './header.js';
import { ImportFault } from './import-fault.js';

const ROWS_SHOWN = 5;

/**
 * The beginning of a file as an import would read it.
 * @param sample its first bytes; the last row may be cut off
 * @throws ExpectedError import.unreadable when it is no CSV, import.empty when it is blank
 */
export async function readColumns(sample: Buffer): Promise<ImportColumnsView> {
  const { encoding, separator, rows } = await refusing(() => beginningOf(sample));
  const [header, ...body] = rows;
  if (header === undefined) {
    throw new ExpectedError('invalid', 'import.empty', 'The file is empty. Send its first lines.');
  }
  const at = suggestedColumns(header);
  const suggestion = importColumns.map((column) => {
    const index = at[column];
    return [column, index === undefined ? null : (header[index] ?? null)] as const;
  });
  return {
    encoding,
    separator,
    header,
    suggestion: Object.fromEntries(suggestion) as ImportColumnsView['suggestion'],
    problem: problemOf(header),
    rows: body.slice(0, ROWS_SHOWN),
  };
}

/**
 * Looks whether a mapping fits the file that it came with, before anything is left to a job.
 * @throws ExpectedError import.mapping-unknown-column, import.unreadable
 */
export async function assertMapping(file: Readable, mapping: ImportMapping): Promise<void> {
  const { rows } = await refusing(async () => beginningOf(await firstBytes(file, COLUMNS_SAMPLE_BYTES)));
  const header = rows[0] ?? [];
  const errors = Object.entries(mapping).flatMap(([column, name]) => {
    const fits = mappedHeader(header, { [column]: name } as ImportMapping);
    return 'problem' in fits ? [{ path: `mapping.${column}`, message: fits.problem }] : [];
  });
  if (errors.length === 0) return;
  throw new ExpectedError(
    'invalid',
    'import.mapping-unknown-column',
    `The mapping names columns that line 1 of the file does not have: ${errors.map(({ message }) => message).join(' ')}`,
    { errors },
  );
}

/** At most so many bytes from the beginning; the stream is let go of then. */
export async function firstBytes(file: Readable, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of file as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= most) break;
  }
  return Buffer.concat(pieces).subarray(0, most);
}

interface Beginning {
  encoding: Encoding;
  separator: ImportColumnsView['separator'];
  rows: string[][];
}

async function beginningOf(sample: Buffer): Promise<Beginning> {
  const whole = wholeCharacters(sample);
  const { encoding } = await inspectFile(Readable.from([whole]));
  let text = '';
  for await (const piece of decodedText(Readable.from([whole]), encoding)) text += piece;
  const { delimiter, rows } = rowsOfBeginning(text);
  return { encoding, separator: delimiter as Beginning['separator'], rows };
}

/** Without the first bytes of a UTF-8 character whose others were cut off. */
function wholeCharacters(sample: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, sample.length); back += 1) {
    const byte = sample[sample.length - back] as number;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? sample.subarray(0, -back) : sample;
  }
  return sample;
}

function problemOf(header: string[]): string | null {
  try {
    readHeader(header);
    return null;
  } catch (error) {
    if (error instanceof ImportFault) return error.message;
    throw error;
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    throw new ExpectedError('invalid', 'import.unreadable', error.message);
  }
}
