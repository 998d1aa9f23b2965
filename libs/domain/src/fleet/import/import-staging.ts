import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { codeKey, udiKey } from '#contracts/codes';
import { importColumns } from '#contracts/imports';
import type { ImportMapping } from '#contracts/import-mapping';
import type { Sql } from '#platform/database';
import { type CsvRow, csvRows } from './csv.js';
import { type DeviceRecord, type Finding, readDeviceRow } from './device-row.js';
import { decodedText, type Encoding } from './encoding.js';
import { type Header, readHeader, refusedLineAt } from './header.js';
import type { MendedRow } from './mended-rows.js';
import { namelessColumns, unknownColumns } from './passed-over.js';

export const stageTable = (importId: string): string => `import_stage_${BigInt(importId)}`;

/** Columns of the staging table. The keys are those by which the database compares codes (code_key, udi_key). */
const COPIED = [
  ...importColumns,
  'status_as_printed',
  'asset_key',
  'udi_key',
  'product_key',
  'serial_key',
] as const;
const isDate = (column: string): boolean => column.endsWith('_on');

/** Makes the staging table afresh: what an attempt before this one left behind is dropped. It is never needed after a crash. */
export async function createStage(sql: Sql, importId: string): Promise<void> {
  await dropStage(sql, importId);
  await sql(`CREATE UNLOGGED TABLE ${stageTable(importId)} (
    line bigint NOT NULL, ${COPIED.map((column) => `${column} ${isDate(column) ? 'date' : 'text'}`).join(', ')}
  ) WITH (autovacuum_enabled = off)`);
}

export async function dropStage(sql: Sql, importId: string): Promise<void> {
  await sql(`DROP TABLE IF EXISTS ${stageTable(importId)}`);
}

export interface Staged {
  /** of the file, without the header */
  rows: number;
  /** rows that could not be read */
  refused: number;
  warnings: number;
  /** sha256 of the rows as they were staged, in the order of the file */
  digest: string;
}

/** What staging tells while it runs. */
export interface StagingListener {
  findings(severity: 'refused' | 'warning', findings: Finding[]): Promise<void>;
  /** rows that stand for refused ones of another import */
  mended(rows: MendedRow[]): Promise<void>;
  progress(rows: number): Promise<void>;
}

/** Characters gathered before they are handed to COPY, and findings before they are written. */
const COPY_PIECE = 256 * 1024;
const FINDINGS_PIECE = 1000;

/**
 * Reads the file once, in pieces, and copies the rows that can land into the staging table. Memory is bounded by the
 * pieces, whatever the size of the file.
 * @param file its `today`, YYYY-MM-DD: days after it are worth a warning; `mends`: whether its rows stand for refused ones
 * @throws ImportFault when the file as a whole cannot be read
 */
export async function stageFile(
  client: Client,
  importId: string,
  file: {
    content: Readable;
    encoding: Encoding;
    today: string;
    mapping: ImportMapping | null;
    mends: boolean;
  },
  listener: StagingListener,
): Promise<Staged> {
  const staged: Staged = { rows: 0, refused: 0, warnings: 0, digest: '' };
  const hash = createHash('sha256');
  const refused: Finding[] = [];
  const warnings: Finding[] = [];
  const mended: MendedRow[] = [];
  const flush = async (least: number): Promise<void> => {
    if (refused.length >= least) await listener.findings('refused', refused.splice(0));
    if (warnings.length >= least) await listener.findings('warning', warnings.splice(0));
    if (mended.length >= least) await listener.mended(mended.splice(0));
  };

  async function* pieces(): AsyncGenerator<string> {
    let piece = '';
    let nameless: ReturnType<typeof namelessColumns> | undefined;
    const warn = (findings: Finding[]): void => {
      for (const finding of findings) warnings.push(finding);
      staged.warnings += findings.length;
    };
    for await (const { header, headerCells, rows } of rowsOf(file.content, file.encoding, file.mapping)) {
      if (nameless === undefined) warn(unknownColumns(header));
      nameless ??= namelessColumns(header);
      warn(nameless(rows));
      const refusedLine = file.mends ? refusedLineAt(headerCells) : -1;
      for (const row of rows) {
        staged.rows += 1;
        const of = Number(row.cells[refusedLine]);
        if (Number.isSafeInteger(of)) mended.push({ line: row.line, of });
        const read = readDeviceRow(row.line, row.cells, header, file.today);
        if (read.record === null) {
          staged.refused += 1;
          refused.push(...read.refused);
          continue;
        }
        warn(read.warnings);
        piece += copyLine(row.line, read.record);
      }
      await flush(FINDINGS_PIECE);
      if (piece.length >= COPY_PIECE) {
        hash.update(piece);
        yield piece;
        piece = '';
        await listener.progress(staged.rows);
      }
    }
    hash.update(piece);
    if (piece !== '') yield piece;
    await flush(1);
  }

  const copy = client.query(copyFrom(`COPY ${stageTable(importId)} (line, ${COPIED.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(pieces()), copy);
  await client.query(`CREATE UNIQUE INDEX ON ${stageTable(importId)} (line)`);
  await client.query(`ANALYZE ${stageTable(importId)}`);
  staged.digest = hash.digest('hex');
  return staged;
}

/** The rows of a CSV file below its header, piece by piece. @throws ImportFault */
export async function* rowsOf(
  content: Readable,
  encoding: Encoding,
  mapping: ImportMapping | null,
): AsyncGenerator<{ header: Header; headerCells: string[]; rows: CsvRow[] }> {
  let header: { header: Header; headerCells: string[] } | undefined;
  // an empty file has no row at all, and no header either
  for await (const rows of csvRows(decodedText(content, encoding))) {
    if (header === undefined) {
      const headerCells = rows.shift()?.cells ?? [];
      header = { header: readHeader(headerCells, mapping), headerCells };
    }
    yield { ...header, rows };
  }
}

/** One line of COPY's text format. Tabs and newlines are gone from the values already; keys have no backslash. */
function copyLine(line: number, record: DeviceRecord): string {
  let text = String(line);
  for (const column of importColumns) text += `\t${copyValue(record[column])}`;
  return (
    `${text}\t${copyValue(record.statusAsPrinted)}\t${codeKey(record.asset_tag) ?? '\\N'}\t${udiKey(record.udi_di) ?? '\\N'}` +
    `\t${codeKey(record.product_code) ?? '\\N'}\t${codeKey(record.serial_number) ?? '\\N'}\n`
  );
}

const copyValue = (value: string | null): string =>
  value === null ? '\\N' : value.includes('\\') ? value.replaceAll('\\', '\\\\') : value;
