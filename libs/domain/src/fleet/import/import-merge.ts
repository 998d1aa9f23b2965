import type { ImportView } from '#contracts/imports';
import { deviceFacts } from '#contracts/notices';
import type { Sql } from '#platform/database';
import { isHeld } from '../isolation.js';
import { stageTable } from './import-staging.js';
import {
  FACTS,
  factChanges,
  LOCATION_CHANGES,
  PLACES,
  PRINTED_CHANGES,
  SITE_CHANGES,
  STATUS_CHANGES,
} from './import-changes.js';
import { decideVerdicts, resolvePlaces } from './import-verdicts.js';
import { contradictions } from './import-contradictions.js';
import { newPlaces, noteLikeLocations, noteLikeSites } from './like-place.js';

export interface MergeCounts {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  warnings: number;
  sitesCreated: number;
  locationsCreated: number;
  /** names of the sites that were made, the first 500 */
  siteNames: string[];
  newPlaces: ImportView['newPlaces'];
  /** sha256 over what was changed in devices that were there before; null when nothing was */
  changesDigest: string | null;
  /** devices are new, stand elsewhere, or have other facts than before: campaigns look at them */
  watched: boolean;
}

/** A first load this large goes into a table without indexes, which are made afterwards: 9 s instead of 25 for 553,443. */
const LARGE_FIRST_LOAD = 20_000;

/**
 * Brings the staged rows into the fleet, in sets, inside the caller's transaction. A dry run decides and counts the
 * same and writes nothing but its findings.
 */
export async function mergeStage(
  sql: Sql,
  now: Date,
  run: { importId: string; dryRun: boolean; sites: readonly string[] | null },
): Promise<MergeCounts> {
  const { importId, dryRun } = run;
  const stage = stageTable(importId);
  // generous for the joins of half a million rows; given back at the end of the transaction
  await sql(`SET LOCAL work_mem = '64MB'`);
  await sql(`SET LOCAL maintenance_work_mem = '128MB'`);
  // a merge whose worker was killed notices it, instead of running on for nobody
  // (PostgreSQL cannot see that on Windows)
  await sql(
    `SELECT set_config('client_connection_check_interval', CASE WHEN version() ~* 'windows|mingw|visual c' THEN '0' ELSE '2s' END, true)`,
  );
  await resolvePlaces(sql, importId, run);
  await decideVerdicts(sql, importId, run);
  await sql('ANALYZE verdict');

  const counts = await countVerdicts(sql, stage);
  const places = await missingPlaces(sql, stage, counts.refused > 0);
  await noteLikeSites(sql);
  await noteLikeLocations(sql);
  const named = await newPlaces(sql);
  const warnings = await noteFindings(sql, stage, importId, dryRun);
  let changesDigest: string | null = null;
  let watched = false;
  if (!dryRun) {
    await makePlaces(sql, now);
    changesDigest = await updateDevices(sql, now, stage, importId);
    watched = counts.created > 0 || (changesDigest !== null && (await anyWatched(sql, importId)));
    await noteFinder(sql, now, importId);
    await insertDevices(sql, now, stage, counts.created);
    await holdIsolated(sql, now);
  }
  return { ...counts, ...places, newPlaces: named, warnings, changesDigest, watched };
}

async function countVerdicts(
  sql: Sql,
  stage: string,
): Promise<Pick<MergeCounts, 'created' | 'updated' | 'unchanged' | 'refused'>> {
  const [row] = await sql<{
    staged: string;
    updated: string;
    unchanged: string;
    refused: string;
    judged: string;
  }>(
    `SELECT (SELECT count(*) FROM ${stage}) AS staged, count(*) AS judged,
            count(*) FILTER (WHERE action = 'update') AS updated, count(*) FILTER (WHERE action = 'same') AS unchanged,
            count(*) FILTER (WHERE action = 'refuse') AS refused FROM verdict`,
  );
  const n = row as NonNullable<typeof row>;
  return {
    created: Number(n.staged) - Number(n.judged),
    updated: Number(n.updated),
    unchanged: Number(n.unchanged),
    refused: Number(n.refused),
  };
}

/** Counts the places that landing rows name and that are not there yet; only those stay in `place` and `spot`. */
async function missingPlaces(
  sql: Sql,
  stage: string,
  anyRefused: boolean,
): Promise<Pick<MergeCounts, 'sitesCreated' | 'locationsCreated' | 'siteNames'>> {
  if (anyRefused) await dropPlacesOfRefused(sql, stage);
  const [row] = await sql<{ sites: string; locations: string; names: string[] }>(
    `SELECT (SELECT count(*) FROM place WHERE site_id IS NULL) AS sites,
            (SELECT count(*) FROM spot WHERE location_id IS NULL) AS locations,
            ARRAY(SELECT name FROM place WHERE site_id IS NULL ORDER BY line LIMIT 500) AS names`,
  );
  return {
    sitesCreated: Number(row?.sites),
    locationsCreated: Number(row?.locations),
    siteNames: row?.names ?? [],
  };
}

/** No refused row brings a place into being. */
async function dropPlacesOfRefused(sql: Sql, stage: string): Promise<void> {
  const landing = `${stage} s LEFT JOIN verdict v ON v.line = s.line WHERE v.action IS DISTINCT FROM 'refuse'`;
  await sql(
    `DELETE FROM place p WHERE p.site_id IS NULL AND NOT EXISTS (SELECT 1 FROM ${landing} AND lower(s.site) = p.key)`,
  );
  await sql(
    `DELETE FROM spot p WHERE p.location_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM ${landing} AND lower(s.site) = p.site_key AND lower(s.location) = p.key)`,
  );
}

/** Writes what a person should see; gives the number of warnings. */
async function noteFindings(sql: Sql, stage: string, importId: string, dryRun: boolean): Promise<number> {
  const would = dryRun ? 'would be created' : 'was created';
  await sql(
    `INSERT INTO import_finding (import_id, severity, line, column_name, value, reason)
     SELECT $1::bigint, 'refused', line, column_name, value, reason FROM verdict WHERE action = 'refuse' ORDER BY line`,
    [importId],
  );
  const warned = await sql<{ n: string }>(
    `WITH added AS (
       INSERT INTO import_finding (import_id, severity, line, column_name, value, reason)
       SELECT $1::bigint, 'warning', w.* FROM (
         SELECT line, 'site', name, 'This site was not there and ${would}.'
                || coalesce(' It looks like "' || looks_like || '"; if it is the same, correct the file and import again.', '')
                || ' Set its time zone, its team and who covers it.' FROM place WHERE site_id IS NULL
         UNION ALL
         SELECT line, 'location', name, 'This location was not there and ${would}.'
                || coalesce(' It looks like "' || looks_like || '"; if it is the same, correct the file and import again.', '') FROM spot WHERE location_id IS NULL
         UNION ALL ${contradictions(stage).join(' UNION ALL ')}
       ) AS w(line, column_name, value, reason) ORDER BY w.line, w.column_name
       RETURNING 1)
     SELECT count(*) AS n FROM added`,
    [importId],
  );
  return Number(warned[0]?.n);
}

async function makePlaces(sql: Sql, now: Date): Promise<void> {
  await sql(
    `WITH made AS (
       INSERT INTO site (name, created_at) SELECT name, $1 FROM place WHERE site_id IS NULL ORDER BY line RETURNING id, name)
     UPDATE place p SET site_id = m.id FROM made m WHERE lower(btrim(m.name)) = p.key`,
    [now],
  );
  await sql(
    `WITH made AS (
       INSERT INTO location (site_id, name)
       SELECT p.site_id, t.name FROM spot t JOIN place p ON p.key = t.site_key WHERE t.location_id IS NULL ORDER BY t.line
       RETURNING id, site_id, name)
     UPDATE spot t SET location_id = m.id FROM made m JOIN place p ON p.site_id = m.site_id
      WHERE p.key = t.site_key AND lower(btrim(m.name)) = t.key`,
  );
}

/** One UPDATE; what it changes is kept with old and new values. Gives the digest of that. */
async function updateDevices(sql: Sql, now: Date, stage: string, importId: string): Promise<string | null> {
  const camel = (column: string): string =>
    column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const pair = (name: string, changes: string, old: string, fresh: string): string =>
    `'${name}', CASE WHEN ${changes} THEN jsonb_build_array(${old}, ${fresh}) END`;
  const pairs = [
    ...FACTS.map((column) => pair(camel(column), factChanges(column), `d.${column}`, `s.${column}`)),
    pair('status', STATUS_CHANGES, 'd.status', 's.status'),
    pair('statusAsPrinted', PRINTED_CHANGES, 'd.status_as_printed', 's.status_as_printed'),
    pair('siteId', SITE_CHANGES, 'd.site_id::text', 'p.site_id::text'),
    pair('locationId', LOCATION_CHANGES, 'd.location_id::text', 'l.location_id::text'),
  ];
  await sql(
    `INSERT INTO import_change (import_id, device_id, line, changes)
     SELECT $1::bigint, d.id, s.line, (SELECT jsonb_object_agg(key, value) FROM jsonb_each(jsonb_build_object(${pairs.join(', ')})) WHERE value <> 'null')
       FROM ${stage} s JOIN verdict v ON v.line = s.line AND v.action = 'update' JOIN device d ON d.id = v.device_id ${PLACES}`,
    [importId],
  );
  await sql(
    `UPDATE device d SET ${FACTS.map((column) => `${column} = CASE WHEN ${factChanges(column)} THEN s.${column} ELSE d.${column} END`).join(', ')},
            -- a pump that is found is as isolated as it was
            status = CASE WHEN ${STATUS_CHANGES} AND d.status = 'not-located' AND s.status IN ('in-service', 'in-storage') AND ${isHeld('d.id')} THEN 'isolated'
                          WHEN ${STATUS_CHANGES} THEN s.status ELSE d.status END,
            isolated_at = CASE WHEN ${STATUS_CHANGES} AND s.status = 'isolated' THEN $1 ELSE d.isolated_at END,
            status_as_printed = CASE WHEN ${PRINTED_CHANGES} THEN s.status_as_printed WHEN ${STATUS_CHANGES} THEN NULL ELSE d.status_as_printed END,
            site_id = CASE WHEN ${SITE_CHANGES} THEN p.site_id ELSE d.site_id END,
            location_id = CASE WHEN ${LOCATION_CHANGES} THEN l.location_id WHEN ${SITE_CHANGES} THEN NULL ELSE d.location_id END,
            -- a file with news of the state or the place: what was before that counts no more
            recorded = CASE WHEN d.recorded IS NOT NULL THEN nullif(d.recorded - array_remove(ARRAY[
              CASE WHEN ${STATUS_CHANGES} THEN 'status' END, CASE WHEN ${SITE_CHANGES} THEN 'site_id' END,
              CASE WHEN ${SITE_CHANGES} OR ${LOCATION_CHANGES} THEN 'location_id' END], NULL), '{}') END,
            version = d.version + 1, updated_at = $1
       FROM ${stage} s JOIN verdict v ON v.line = s.line AND v.action = 'update' ${PLACES}
      WHERE d.id = v.device_id`,
    [now],
  );
  const [digest] = await sql<{ digest: string | null }>(
    `SELECT encode(sha256(string_agg(sha256(convert_to(device_id::text || changes::text, 'UTF8')), ''::bytea ORDER BY device_id)), 'hex') AS digest
       FROM import_change WHERE import_id = $1`,
    [importId],
  );
  return digest?.digest ?? null;
}

async function anyWatched(sql: Sql, importId: string): Promise<boolean> {
  const rows = await sql(
    `SELECT 1 FROM import_change WHERE import_id = $1
        AND (changes ?| $2::text[] OR changes->'status'->>0 IN ('returned', 'retired', 'transferred')) LIMIT 1`,
    [importId, [...deviceFacts, 'siteId', 'locationId']],
  );
  return rows.length > 0;
}

/** Pumps that were looked for, and of which the file says where they are: whoever brought it in found them. */
async function noteFinder(sql: Sql, now: Date, importId: string): Promise<void> {
  await sql(
    `UPDATE device_search SET found_by = i.started_by FROM import i
      WHERE i.id = $2 AND device_search.ended_at = $1 AND ending = 'found' AND followed_at IS NULL AND found_by IS NULL`,
    [now, importId],
  );
}

async function insertDevices(sql: Sql, now: Date, stage: string, created: number): Promise<void> {
  const restore = created >= LARGE_FIRST_LOAD ? await setAsideIndexes(sql) : [];
  await sql(
    `INSERT INTO device (${FACTS.join(', ')}, site_id, location_id, status, status_as_printed, isolated_at, created_at, updated_at)
     SELECT ${FACTS.map((column) => `s.${column}`).join(', ')}, p.site_id, l.location_id, coalesce(s.status, 'in-service'),
            s.status_as_printed, CASE WHEN s.status = 'isolated' THEN $1::timestamptz END, $1, $1
       FROM ${stage} s ${PLACES}
      WHERE NOT EXISTS (SELECT 1 FROM verdict v WHERE v.line = s.line)`,
    [now],
  );
  for (const statement of restore) await sql(statement);
}

/** A device that the file isolates is held so by hand: no task of any campaign gives it free. */
async function holdIsolated(sql: Sql, now: Date): Promise<void> {
  await sql(
    `INSERT INTO device_isolation (device_id, since)
     SELECT id, $1 FROM device WHERE status = 'isolated' AND isolated_at = $1 AND updated_at = $1`,
    [now],
  );
}

/**
 * While there is no device at all, nobody misses the indexes of their table, nor the checks of its foreign keys row by
 * row: they are dropped, and made again in the same transaction by the statements given back. With a single device in
 * the table nothing is touched.
 */
async function setAsideIndexes(sql: Sql): Promise<string[]> {
  await sql('LOCK TABLE device IN ACCESS EXCLUSIVE MODE');
  const [any] = await sql('SELECT 1 FROM device LIMIT 1');
  if (any !== undefined) return [];
  const indexes = await sql<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
       FROM pg_index i WHERE i.indrelid = 'device'::regclass
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY i.indexrelid`,
  );
  const keys = await sql<{ name: string; definition: string }>(
    `SELECT quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
       FROM pg_constraint WHERE conrelid = 'device'::regclass AND contype = 'f' ORDER BY oid`,
  );
  for (const index of indexes) await sql(`DROP INDEX ${index.name}`);
  for (const key of keys) await sql(`ALTER TABLE device DROP CONSTRAINT ${key.name}`);
  return [
    ...indexes.map((index) => index.definition),
    ...keys.map((key) => `ALTER TABLE device ADD CONSTRAINT ${key.name} ${key.definition}`),
  ];
}
