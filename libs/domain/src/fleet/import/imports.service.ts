import { Injectable } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { ImportFinding, ImportStarted, ImportSummary, ImportView } from '#contracts/imports';
import type { PlaceListQuery } from '#contracts/fleet';
import type {
  ImportColumnsView,
  ImportMapping,
  ImportFindingsQuery,
  RefusedRowPage,
  RefusedRowsQuery,
} from '#contracts/import-mapping';
import { COLUMNS_SAMPLE_BYTES } from '#contracts/import-mapping';
import { type Caller, UnitOfWork } from '#domain/audit';
import { assertMay } from '#domain/identity';
import { cutPage, decodeCursor, type Sql, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { FileStore } from '#platform/storage';
import { csvLine } from './csv.js';
import type { Encoding } from './encoding.js';
import { refusalColumns } from './header.js';
import { assertMapping, firstBytes, readColumns } from './import-columns.js';
import { findingPage } from './import-findings.js';
import { rowsOf } from './import-staging.js';
import { LANDED_SINCE, mendedSince } from './mended-rows.js';
import { refusedPage } from './refused-rows.js';

export interface UploadedCsv {
  content: Readable;
  fileName: string | null;
}

/** About 7 million rows. */
const MAX_BYTES = 1024 ** 3;
const SHOWN = 1000;

interface ImportRow {
  id: string;
  status: 'running' | 'done' | 'failed';
  dry_run: boolean;
  file_key: string;
  file_name: string | null;
  encoding: string | null;
  mapping: ImportMapping | null;
  mends: string | null;
  landed_since: string;
  new_places: ImportView['newPlaces'] | null;
  rows: string;
  created: string;
  updated: string;
  unchanged: string;
  refused_count: string;
  warning_count: string;
  sites_created: string;
  locations_created: string;
  error: string | null;
  started_by: string | null;
  starter: string | null;
  created_at: Date;
  finished_at: Date | null;
}
const SELECT = `SELECT i.*, u.name AS starter,
         CASE WHEN i.refused_count > 0 THEN (SELECT count(DISTINCT line) FROM import_mended m WHERE m.import_id = i.id AND m.landed) ELSE 0 END AS landed_since
    FROM import i LEFT JOIN app_user u ON u.id = i.started_by`;

/** Imports of devices: taking in a file, and telling what became of it. The work itself is ImportRunner's, in a job. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly files: FileStore,
  ) {}

  /**
   * Stores the file as it streams in, and leaves the rest to a job.
   * @param mends the import whose refused rows the file has, mended
   * @throws ExpectedError import.too-large, import.empty, import.mapping-unknown-column; import.not-found, import.not-done,
   *   import.was-trial of the one that it mends
   */
  async start(
    caller: Caller,
    file: UploadedCsv,
    dryRun: boolean,
    mapping: ImportMapping | null,
    mends: string | null = null,
  ): Promise<ImportStarted> {
    assertMay(caller, 'device.import');
    if (mends !== null) await this.assertMendable(caller, mends);
    const key = `imports/${randomUUID()}.csv`;
    const sha256 = await this.store(key, file.content);
    try {
      if (mapping !== null) await assertMapping(this.files.get(key), mapping);
      const answer = await this.unitOfWork.run(withContent(caller, sha256), async (tx) => {
        const [row] = await tx.sql<{ id: string }>(
          `INSERT INTO import (kind, dry_run, file_key, file_name, started_by, created_at, mapping, mends)
           VALUES ('devices', $1, $2, $3, $4, $5, $6, $7) RETURNING id`,
          [dryRun, key, file.fileName?.slice(0, 200) ?? null, caller.userId, tx.now, mapping, mends],
        );
        const importId = (row as { id: string }).id;
        tx.audit({
          action: 'device.import-start',
          subjectType: 'import',
          subjectId: importId,
          new: {
            dryRun,
            fileName: file.fileName,
            ...(mapping === null ? {} : { mapping }),
            ...(mends === null ? {} : { mends }),
          },
        });
        tx.emit('fleet.import-devices', { importId });
        return { importId, key };
      });
      // the same request again (Idempotency-Key): its file was kept the first time
      if (answer.key !== key) await this.files.remove(key);
      return { importId: answer.importId, status: 'running' };
    } catch (error) {
      // after a lost connection nobody knows whether the import is there: then its file stays
      if (error instanceof ExpectedError) await this.files.remove(key);
      throw error;
    }
  }

  /**
   * What the beginning of a file says of its columns; nothing is kept.
   * @throws ExpectedError import.sample-too-large, import.unreadable, import.empty
   */
  async columns(caller: Caller, file: UploadedCsv): Promise<ImportColumnsView> {
    assertMay(caller, 'device.import');
    const sample = await firstBytes(file.content, COLUMNS_SAMPLE_BYTES + 1);
    if (sample.length <= COLUMNS_SAMPLE_BYTES) return readColumns(sample);
    throw new ExpectedError(
      'too-large',
      'import.sample-too-large',
      `Send the first lines of the file alone, ${COLUMNS_SAMPLE_BYTES / 1024} kB at most.`,
    );
  }

  /** Gives the sha256 of what was stored. */
  private async store(key: string, content: Readable): Promise<string> {
    const hash = createHash('sha256');
    let bytes = 0;
    const limit = new Transform({
      transform(piece: Buffer, _encoding, done) {
        bytes += piece.length;
        hash.update(piece);
        // also at the limit itself, where a form's reader cuts a longer file off
        done(bytes >= MAX_BYTES ? tooLarge() : null, piece);
      },
    });
    // whichever of them fails, the other ends with it, also when the content had failed before
    await this.files.put(
      key,
      pipeline(content, limit, () => undefined),
    );
    if (bytes > 0) return hash.digest('hex');
    await this.files.remove(key);
    throw new ExpectedError('invalid', 'import.empty', 'The file is empty. Send the CSV file as the body.');
  }

  async list(caller: Caller, query: Omit<PlaceListQuery, 'q'>): Promise<Page<ImportSummary>> {
    const after = decodeCursor<{ id: string }>(query.cursor);
    const rows = await sqlOf(this.database)<ImportRow>(
      `${SELECT} WHERE ($1 OR i.started_by = $2) AND ($3::bigint IS NULL OR i.id < $3) ORDER BY i.id DESC LIMIT $4`,
      [caller.sites === 'all', caller.userId, after?.id ?? null, query.limit + 1],
    );
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(summarize) };
  }

  /** Of one's own, or with all sites: the rows of others may be of sites one has not been given. @throws ExpectedError import.not-found */
  async read(caller: Caller, id: string): Promise<ImportView> {
    const sql = sqlOf(this.database);
    const row = await find(sql, caller, id);
    return {
      ...summarize(row),
      refused: (await findingPage(sql, { importId: id, severity: 'refused' }, { limit: SHOWN })).items,
      warnings: (await findingPage(sql, { importId: id, severity: 'warning' }, { limit: SHOWN })).items,
      mended: await mendedSince(sql, id),
      newPlaces: row.new_places ?? { sites: [], locations: [] },
    };
  }

  /** What to look at again, page by page, in the order of the file. @throws ExpectedError import.not-found */
  async warnings(caller: Caller, id: string, query: ImportFindingsQuery): Promise<Page<ImportFinding>> {
    const sql = sqlOf(this.database);
    await find(sql, caller, id);
    return findingPage(sql, { importId: id, severity: 'warning' }, query);
  }

  /**
   * The refused rows that have not landed since, as they were sent, each with its line, columns and reasons behind it, to be mended and sent again.
   * Read from the file itself, in pieces; UTF-8 with a byte order mark, which spreadsheets expect.
   * @throws ExpectedError import.not-found, import.not-done
   */
  async refusedFile(caller: Caller, id: string): Promise<AsyncIterable<string>> {
    return this.refusedRows(await this.done(caller, id));
  }

  /** The same page by page, to be mended in place. @throws ExpectedError import.not-found, import.not-done */
  async refused(caller: Caller, id: string, query: RefusedRowsQuery): Promise<RefusedRowPage> {
    const row = await this.done(caller, id);
    const file = {
      importId: row.id,
      content: this.files.get(row.file_key),
      encoding: row.encoding as Encoding,
      mapping: row.mapping,
    };
    return refusedPage(sqlOf(this.database), file, query);
  }

  private async assertMendable(caller: Caller, id: string): Promise<void> {
    if (!(await this.done(caller, id)).dry_run) return;
    throw new ExpectedError(
      'conflict',
      'import.was-trial',
      'That was a trial run: nothing of it landed, and nothing was refused. Import the file first, then mend its rows.',
    );
  }

  private async done(caller: Caller, id: string): Promise<ImportRow> {
    const row = await find(sqlOf(this.database), caller, id);
    if (row.status !== 'done') {
      throw new ExpectedError(
        'conflict',
        'import.not-done',
        row.status === 'failed'
          ? 'This import failed as a whole: see its error.'
          : 'This import is still running.',
      );
    }
    return row;
  }

  private async *refusedRows(row: ImportRow): AsyncGenerator<string> {
    const sql = sqlOf(this.database);
    let from = 0;
    let wanted = new Map<number, RefusedRow>();
    const more = async (): Promise<void> => {
      const next = await refusedLines(sql, row.id, from);
      wanted = new Map(next.map((one) => [Number(one.line), one]));
      from = Number(next.at(-1)?.line ?? Number.MAX_SAFE_INTEGER);
    };
    await more();
    let begun = false;
    for await (const piece of rowsOf(this.files.get(row.file_key), row.encoding as Encoding, row.mapping)) {
      let text = '';
      if (!begun) text = `\ufeff${csvLine([...piece.headerCells, ...refusalColumns])}`;
      begun = true;
      for (const { line, cells } of piece.rows) {
        const refusal = wanted.get(line);
        if (refusal !== undefined) {
          const padded = [
            ...cells,
            ...Array<string>(Math.max(0, piece.header.width - cells.length)).fill(''),
          ];
          text += csvLine([...padded, refusal.line, refusal.columns, refusal.reasons]);
          wanted.delete(line);
          if (wanted.size === 0) await more();
        }
      }
      if (text !== '') yield text;
      if (wanted.size === 0) return;
    }
  }
}

/** An Idempotency-Key that comes again with another file is a mistake, which only the file's content shows. */
function withContent(caller: Caller, sha256: string): Caller {
  const { idempotency } = caller;
  if (idempotency === undefined) return caller;
  return { ...caller, idempotency: { ...idempotency, requestHash: `${idempotency.requestHash} ${sha256}` } };
}

interface RefusedRow {
  line: string;
  columns: string;
  reasons: string;
}

function refusedLines(sql: Sql, importId: string, afterLine: number): Promise<RefusedRow[]> {
  return sql<RefusedRow>(
    `SELECT line, coalesce(string_agg(column_name, '; ' ORDER BY id), '') AS columns, string_agg(reason, ' ' ORDER BY id) AS reasons
       FROM import_finding f WHERE import_id = $1 AND severity = 'refused' AND line > $2 AND NOT ${LANDED_SINCE} GROUP BY line ORDER BY line LIMIT ${SHOWN}`,
    [importId, afterLine],
  );
}

const tooLarge = (): ExpectedError =>
  new ExpectedError('too-large', 'import.too-large', 'The file is larger than 1 GiB. Send it in parts.');

async function find(sql: Sql, caller: Caller, id: string): Promise<ImportRow> {
  const [row] = await sql<ImportRow>(`${SELECT} WHERE i.id = $1 AND ($2 OR i.started_by = $3)`, [
    id,
    caller.sites === 'all',
    caller.userId,
  ]);
  if (row === undefined) throw notFound('import', id);
  return row;
}

const summarize = (row: ImportRow): ImportSummary => ({
  id: row.id,
  status: row.status,
  dryRun: row.dry_run,
  fileName: row.file_name,
  encoding: row.encoding,
  mapping: row.mapping,
  rows: Number(row.rows),
  created: Number(row.created),
  updated: Number(row.updated),
  unchanged: Number(row.unchanged),
  refusedCount: Number(row.refused_count),
  refusedLeft: Number(row.refused_count) - Number(row.landed_since),
  mends: row.mends,
  warningCount: Number(row.warning_count),
  sitesCreated: Number(row.sites_created),
  locationsCreated: Number(row.locations_created),
  error: row.error,
  startedBy: row.started_by === null ? null : { id: row.started_by, name: row.starter ?? '' },
  createdAt: row.created_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
});
