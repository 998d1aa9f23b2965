import { Inject, Injectable } from '@nestjs/common';
import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { ImportMapping } from '#contracts/import-mapping';
import { type Caller, type Role, UnitOfWork } from '#domain/audit';
import { may } from '#domain/identity';
import { Clock } from '#platform/clock';
import { type Sql, sqlOf } from '#platform/database';
import type { Logger } from '#platform/logging';
import { FileStore } from '#platform/storage';
import { LOGGER } from '#platform/wiring';
import { lockIdentities } from '../identities.js';
import type { Finding } from './device-row.js';
import { inspectFile } from './encoding.js';
import { ImportFault } from './import-fault.js';
import { importLock } from './import-lock.js';
import { mergeStage } from './import-merge.js';
import { landMended, type MendedRow, noteMended } from './mended-rows.js';
import { createStage, dropStage, type Staged, stageFile, stageTable } from './import-staging.js';

interface ImportRow {
  id: string;
  status: 'running' | 'done' | 'failed';
  dry_run: boolean;
  file_key: string;
  mapping: ImportMapping | null;
  mends: string | null;
  started_by: string | null;
}

/** Progress is written no more often than this. */
const PROGRESS_MS = 500;

/**
 * Runs an import: the file into a staging table, then one transaction that merges it. A run that was killed at any
 * point is run again from its beginning; one that is done is left as it is.
 */
@Injectable()
export class ImportRunner {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly files: FileStore,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws whatever was unexpected, to be tried again; a fault of the file ends the import as failed instead */
  async run(importId: string, attempt: { lastAttempt: boolean }): Promise<void> {
    const runner = this.database.createQueryRunner();
    const client = (await runner.connect()) as Client;
    const sql = sqlOf(runner.manager);
    try {
      // One worker at a time: a job that is taken up again waits for the one that was thought dead.
      await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [importLock(importId)]);
      const [row] = await sql<ImportRow>(
        'SELECT id, status, dry_run, file_key, mapping, mends, started_by FROM import WHERE id = $1',
        [importId],
      );
      if (row === undefined || row.status !== 'running') return;
      await this.attempt(client, sql, row, attempt.lastAttempt);
    } finally {
      await client
        .query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [importLock(importId)])
        .catch(() => undefined);
      await runner.release();
    }
  }

  private async attempt(client: Client, sql: Sql, row: ImportRow, lastAttempt: boolean): Promise<void> {
    try {
      const importer = await importerOf(sql, row.started_by);
      await sql('DELETE FROM import_finding WHERE import_id = $1', [row.id]);
      await sql('DELETE FROM import_mended WHERE by_import_id = $1', [row.id]);
      await sql('UPDATE import SET rows = 0 WHERE id = $1', [row.id]);
      await createStage(sql, row.id);
      const shape = await inspectFile(this.files.get(row.file_key));
      await sql('UPDATE import SET encoding = $2 WHERE id = $1', [row.id, shape.encoding]);
      const content = this.files.get(row.file_key);
      const staged = await stageFile(
        client,
        row.id,
        {
          content,
          encoding: shape.encoding,
          today: latestDay(await this.clock.now()),
          mapping: row.mapping,
          mends: row.mends !== null,
        },
        listener(this.database, row),
      );
      await sql('UPDATE import SET rows = $2 WHERE id = $1', [row.id, staged.rows]);
      await this.merge(importer, row, staged, shape.sha256);
      if (!row.dry_run) await sql('ANALYZE device');
    } catch (error) {
      if (!(error instanceof ImportFault) && !lastAttempt) throw error;
      if (!(error instanceof ImportFault))
        this.logger.error({ err: error, importId: row.id }, 'import failed');
      await this.fail(row, error instanceof ImportFault ? error.message : UNEXPECTED);
    } finally {
      await dropStage(sql, row.id).catch((error: unknown) =>
        this.logger.warn({ err: error, table: stageTable(row.id) }, 'staging table left behind'),
      );
    }
  }

  private async merge(importer: Caller, row: ImportRow, staged: Staged, fileSha256: string): Promise<void> {
    await this.unitOfWork.run(importer, async (tx) => {
      const [current] = await tx.sql<ImportRow>('SELECT status FROM import WHERE id = $1 FOR UPDATE', [
        row.id,
      ]);
      if (current?.status !== 'running') return;
      if (!row.dry_run) await lockIdentities(tx.sql, 'many');
      const counts = await mergeStage(tx.sql, tx.now, {
        importId: row.id,
        dryRun: row.dry_run,
        sites: importer.sites === 'all' ? null : importer.sites,
      });
      const totals = {
        rows: staged.rows,
        created: counts.created,
        updated: counts.updated,
        unchanged: counts.unchanged,
        refusedCount: staged.refused + counts.refused,
        warningCount: staged.warnings + counts.warnings,
        sitesCreated: counts.sitesCreated,
        locationsCreated: counts.locationsCreated,
      };
      await tx.sql(
        `UPDATE import SET status = 'done', rows = $2, created = $3, updated = $4, unchanged = $5, refused_count = $6,
                warning_count = $7, sites_created = $8, locations_created = $9, finished_at = $10, new_places = $11 WHERE id = $1`,
        [row.id, ...Object.values(totals), tx.now, JSON.stringify(counts.newPlaces)],
      );
      if (!row.dry_run) await landMended(tx.sql, row.id);
      if (counts.watched) tx.emit('campaigns.devices-changed', { importId: row.id, by: row.started_by });
      // with the status, so that no table is left behind by a worker that dies right after the commit
      await dropStage(tx.sql, row.id);
      // One entry for many rows: the digests bind it to the rows of the file and to what was changed (import_change).
      tx.audit({
        action: row.dry_run ? 'device.import-dry-run' : 'device.import',
        subjectType: 'import',
        subjectId: row.id,
        new: {
          ...totals,
          siteNames: counts.siteNames,
          fileSha256,
          rowsSha256: staged.digest,
          changesSha256: counts.changesDigest,
        },
      });
    });
  }

  private async fail(row: ImportRow, sentence: string): Promise<void> {
    const caller: Caller = { userId: row.started_by, name: 'Closeout', role: 'system', sites: 'all' };
    await this.unitOfWork.run(caller, async (tx) => {
      const failed = await tx.sql(
        `UPDATE import SET status = 'failed', error = $2, finished_at = $3 WHERE id = $1 AND status = 'running' RETURNING id`,
        [row.id, sentence, tx.now],
      );
      if (failed.length === 0) return;
      tx.audit({
        action: 'device.import-failed',
        subjectType: 'import',
        subjectId: row.id,
        new: { error: sentence },
      });
    });
  }
}

/** The day where it is latest on earth (UTC+14): a site that the file makes has no time zone yet. */
const latestDay = (now: Date): string => new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);

const UNEXPECTED =
  'Something went wrong that is not the fault of the file. Nothing was changed; send it again.';

/** The person who sent the file, as they are now: what they may not do any more, their import does not do either. */
async function importerOf(sql: Sql, userId: string | null): Promise<Caller> {
  if (userId === null) return { userId, name: 'Closeout', role: 'system', sites: 'all' };
  const [person] = await sql<{
    name: string;
    role: Role;
    all_sites: boolean;
    active: boolean;
    sites: string[];
  }>(
    `SELECT name, role, all_sites, active, ARRAY(SELECT site_id::text FROM user_site WHERE user_id = u.id) AS sites
       FROM app_user u WHERE id = $1`,
    [userId],
  );
  if (person === undefined || !person.active || !may(person, 'device.import')) {
    throw new ImportFault('Whoever sent this file may not import devices any more. Nothing was changed.');
  }
  return { userId, name: person.name, role: person.role, sites: person.all_sites ? 'all' : person.sites };
}

/** Findings and progress are written beside the copying, on connections of the pool. */
function listener(database: DataSource, { id: importId, mends }: Pick<ImportRow, 'id' | 'mends'>) {
  const sql = sqlOf(database);
  let told = performance.now();
  return {
    findings: async (severity: 'refused' | 'warning', findings: Finding[]): Promise<void> => {
      await sql(
        `INSERT INTO import_finding (import_id, severity, line, column_name, value, reason)
         SELECT $1::bigint, $2, f.line, f."column", f.value, f.reason
           FROM jsonb_to_recordset($3::jsonb) AS f(line bigint, "column" text, value text, reason text)`,
        [importId, severity, JSON.stringify(findings.map(clipped))],
      );
    },
    mended: async (rows: MendedRow[]): Promise<void> => {
      if (mends !== null) await noteMended(sql, importId, mends, rows);
    },
    progress: async (rows: number): Promise<void> => {
      if (performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      await sql('UPDATE import SET rows = $2 WHERE id = $1', [importId, rows]);
    },
  };
}

/** A cell of a megabyte would help nobody, and a character that the database cannot keep is left out of its own report. */
const clipped = (finding: Finding): Finding => ({
  ...finding,
  value:
    finding.value
      ?.slice(0, 500)
      .replaceAll('\0', '\ufffd')
      .replace(/\p{Surrogate}$/u, '') ?? null,
});
