import type { Sql } from '#platform/database';
import {
  FACTS,
  factChanges,
  LOCATION_CHANGES,
  PLACES,
  PRINTED_CHANGES,
  SITE_CHANGES,
  STATUS_CHANGES,
} from './import-changes.js';
import { stageTable } from './import-staging.js';

/**
 * What becomes of each staged row, decided in sets. The temporary table `verdict` gets a row for every staged row that
 * is not a new device: 'update', 'same' (nothing changes) or 'refuse', with the column, the value and the reason.
 *
 * A row is the device with its asset tag, else the one with its serial number and its UDI-DI or product code. Where
 * both name a fact and do not agree, nothing is merged: the row is refused and shows both values.
 */

/** Places as the file names them, beside those that are there. `allowed`: the importer may bring devices there. */
export async function resolvePlaces(
  sql: Sql,
  importId: string,
  importer: { sites: readonly string[] | null },
): Promise<void> {
  const stage = stageTable(importId);
  await sql(
    `CREATE TEMP TABLE place ON COMMIT DROP AS
     SELECT n.key, n.name, n.line, s.id AS site_id, NULL::text AS looks_like,
            $1::bigint[] IS NULL OR coalesce(s.id = ANY($1), false) AS allowed
       FROM (SELECT lower(site) AS key, min(site) AS name, min(line) AS line FROM ${stage} GROUP BY 1) n
       LEFT JOIN site s ON lower(btrim(s.name)) = n.key`,
    [importer.sites],
  );
  await sql(
    `CREATE TEMP TABLE spot ON COMMIT DROP AS
     SELECT n.site_key, n.key, n.name, n.line, l.id AS location_id, NULL::text AS looks_like
       FROM (SELECT lower(site) AS site_key, lower(location) AS key, min(location) AS name, min(line) AS line
               FROM ${stage} WHERE location IS NOT NULL GROUP BY 1, 2) n
       LEFT JOIN place p ON p.key = n.site_key
       LEFT JOIN location l ON l.site_id = p.site_id AND lower(btrim(l.name)) = n.key`,
  );
  // Indexes, and not statistics alone: a join whose size was guessed too small must not become quadratic.
  await sql('CREATE INDEX ON place (key)');
  await sql('CREATE INDEX ON spot (site_key, key)');
  await sql('ANALYZE place, spot');
}

export async function decideVerdicts(
  sql: Sql,
  importId: string,
  importer: { sites: readonly string[] | null },
): Promise<void> {
  const stage = stageTable(importId);
  await sql(`CREATE TEMP TABLE verdict (
    line bigint PRIMARY KEY, action text NOT NULL, device_id bigint, first_line bigint,
    column_name text, value text, reason text) ON COMMIT DROP`);
  await refusePlaces(sql, stage);
  await refuseRepeated(sql, stage);
  await sql('ANALYZE verdict');
  const [any] = await sql('SELECT 1 FROM device LIMIT 1');
  if (any !== undefined) {
    await matchDevices(sql, stage, importer);
    await refuseSecondRows(sql);
  }
  await followFirstRows(sql);
}

async function refusePlaces(sql: Sql, stage: string): Promise<void> {
  await sql(
    `INSERT INTO verdict (line, action, column_name, value, reason)
     SELECT s.line, 'refuse', 'site', s.site, 'There is no such site that you have been given. Correct the name, or ask an administrator for the site.'
       FROM ${stage} s JOIN place p ON p.key = lower(s.site) WHERE NOT p.allowed`,
  );
}

/** What was judged before this statement. Read once, and not from the table that the statement itself fills. */
const JUDGED = 'WITH judged AS MATERIALIZED (SELECT line FROM verdict)';

/** The same device twice in the file: word for word the same changes nothing, anything else is refused. */
async function refuseRepeated(sql: Sql, stage: string): Promise<void> {
  await sql(
    `CREATE TEMP TABLE repeated ON COMMIT DROP AS
     SELECT asset_key AS key, 'asset_tag' AS kind FROM ${stage} WHERE asset_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1`,
  );
  await sql(
    `INSERT INTO repeated
     SELECT serial_key, 'serial_number' FROM ${stage} WHERE serial_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1`,
  );
  await sql('CREATE INDEX ON repeated (kind, key)');
  await sql('ANALYZE repeated');
  const compared = [
    ...FACTS.filter((fact) => !/asset_tag|udi_di|product_code|serial_number/.test(fact)),
    'status',
    'status_as_printed',
  ];
  const row = (alias: string): string =>
    [
      ...['asset_key', 'udi_key', 'product_key', 'serial_key', ...compared].map(
        (column) => `${alias}.${column}`,
      ),
      `lower(${alias}.site)`,
      `lower(${alias}.location)`,
    ].join(', ');
  await sql(
    `${JUDGED} INSERT INTO verdict (line, action, first_line, column_name, value, reason)
     SELECT DISTINCT ON (r.line) r.line, CASE WHEN same THEN 'same' ELSE 'refuse' END, r.first, r.kind, r.value,
            CASE WHEN NOT same THEN format('Line %s is the same device and says something else. Keep one of the two.', r.first) END
       FROM (
         SELECT n.line, n.first, n.kind, CASE n.kind WHEN 'asset_tag' THEN b.asset_tag ELSE b.serial_number END AS value,
                (${row('a')}) IS NOT DISTINCT FROM (${row('b')}) AS same
           FROM (
             SELECT line, 'asset_tag' AS kind, min(line) OVER (PARTITION BY asset_key) AS first
               FROM ${stage} JOIN repeated r ON r.kind = 'asset_tag' AND r.key = asset_key
             UNION ALL
             SELECT line, 'serial_number', min(line) OVER (PARTITION BY serial_key, udi_key)
               FROM ${stage} JOIN repeated r ON r.kind = 'serial_number' AND r.key = serial_key WHERE udi_key IS NOT NULL
             UNION ALL
             SELECT line, 'serial_number', min(line) OVER (PARTITION BY serial_key, product_key)
               FROM ${stage} JOIN repeated r ON r.kind = 'serial_number' AND r.key = serial_key WHERE product_key IS NOT NULL
             UNION ALL
             SELECT line, 'serial_number', min(line) OVER (PARTITION BY serial_key)
               FROM ${stage} JOIN repeated r ON r.kind = 'serial_number' AND r.key = serial_key
              WHERE asset_key IS NULL AND udi_key IS NULL AND product_key IS NULL
           ) n JOIN ${stage} a ON a.line = n.first JOIN ${stage} b ON b.line = n.line
          WHERE n.line > n.first
       ) r
      WHERE NOT EXISTS (SELECT 1 FROM judged v WHERE v.line = r.line)
      ORDER BY r.line, r.same, r.first, r.kind`,
  );
}

/** Rows against the devices that are there. */
async function matchDevices(
  sql: Sql,
  stage: string,
  importer: { sites: readonly string[] | null },
): Promise<void> {
  // Nearly all rows of a file that was sent before: the asset tag is known, and its device is that of the serial number
  // and code as well. For these, nothing else needs to be looked up.
  await judge(
    sql,
    stage,
    importer,
    `JOIN device d ON d.asset_key = s.asset_key
      AND (s.serial_key IS NULL OR (s.udi_key IS NULL AND s.product_key IS NULL)
        OR (s.serial_key = d.serial_key AND (s.udi_key = d.udi_key OR s.product_key = d.product_key)))
     CROSS JOIN (SELECT NULL::bigint AS one, NULL::bigint AS other) i
     CROSS JOIN (SELECT NULL::bigint AS device_id) u
     CROSS JOIN (SELECT NULL::text AS asset_tag, NULL::text AS serial_number) o`,
  );
  await sql('ANALYZE verdict');
  await sql(
    `CREATE TEMP TABLE unsettled ON COMMIT DROP AS
     SELECT s.line, s.asset_key, s.serial_key, s.udi_key, s.product_key FROM ${stage} s
      WHERE NOT EXISTS (SELECT 1 FROM verdict v WHERE v.line = s.line)`,
  );
  await sql('CREATE INDEX ON unsettled (line)');
  await sql('ANALYZE unsettled');
  await sql(
    `CREATE TEMP TABLE identity ON COMMIT DROP AS
     SELECT line, min(id) AS one, max(id) AS other FROM (
       SELECT s.line, d.id FROM unsettled s JOIN device d ON d.serial_key = s.serial_key AND d.udi_key = s.udi_key
       UNION ALL
       SELECT s.line, d.id FROM unsettled s JOIN device d ON d.serial_key = s.serial_key AND d.product_key = s.product_key
       UNION ALL
       -- a serial number and nothing else: the device of which no more is known either
       SELECT s.line, d.id FROM unsettled s JOIN device d ON d.serial_key = s.serial_key
        WHERE s.asset_key IS NULL AND s.udi_key IS NULL AND s.product_key IS NULL
          AND d.asset_key IS NULL AND d.udi_key IS NULL AND d.product_key IS NULL
     ) m GROUP BY line`,
  );
  await sql(
    `CREATE TEMP TABLE doubtful ON COMMIT DROP AS
     SELECT s.line, min(d.id) AS device_id FROM unsettled s JOIN device d ON d.serial_key = s.serial_key
      WHERE (s.asset_key IS NULL OR d.asset_key IS NULL)
        AND (s.udi_key IS NULL OR d.udi_key IS NULL) AND (s.product_key IS NULL OR d.product_key IS NULL)
      GROUP BY s.line`,
  );
  await sql('CREATE INDEX ON identity (line)');
  await sql('CREATE INDEX ON doubtful (line)');
  await sql('ANALYZE identity, doubtful');
  await judge(
    sql,
    stage,
    importer,
    `JOIN unsettled t ON t.line = s.line
     LEFT JOIN device a ON a.asset_key = t.asset_key
     LEFT JOIN identity i ON i.line = s.line
     LEFT JOIN doubtful u ON u.line = s.line
     LEFT JOIN device d ON d.id = coalesce(a.id, i.one)
     -- the device that stands in the way
     LEFT JOIN device o ON o.id = CASE WHEN d.id IS NULL THEN u.device_id WHEN i.one <> d.id THEN i.one ELSE i.other END`,
  );
}

/** How a device is named to a person. */
const label = (device: string): string =>
  `coalesce('the asset tag ' || ${device}.asset_tag, 'the serial number ' || ${device}.serial_number, 'no number')`;

/** How a row's own device is named: by the number by which it was found. */
const FOUND_BY = `CASE WHEN s.asset_key = d.asset_key THEN 'the asset tag ' || d.asset_tag ELSE 'the serial number ' || d.serial_number END`;

const contradiction = (key: string, name: string): string =>
  `format('The device with %s has the ${name} %s, this row says %s. Nothing was merged: correct one of them.', ${FOUND_BY}, d.${key}, s.${key})`;

/** Why a row is refused: the first that applies. $1: the importer's sites. */
const CASES: Array<[condition: string, column: string, reason: string]> = [
  [
    `d.id IS NOT NULL AND $1::bigint[] IS NOT NULL AND NOT d.site_id = ANY($1)`,
    'site',
    `'This device stands at a site that you have not been given.'`,
  ],
  [`s.asset_key <> d.asset_key`, 'asset_tag', contradiction('asset_tag', 'asset tag')],
  [`s.serial_key <> d.serial_key`, 'serial_number', contradiction('serial_number', 'serial number')],
  [`s.udi_key <> d.udi_key`, 'udi_di', contradiction('udi_di', 'UDI-DI')],
  [`s.product_key <> d.product_key`, 'product_code', contradiction('product_code', 'product code')],
  [
    `i.one <> i.other OR i.one <> d.id`,
    'serial_number',
    `format('This serial number, with the same code, is also that of the device with %s. Correct whichever is wrong.', ${label('o')})`,
  ],
  [
    `d.id IS NULL AND u.device_id IS NOT NULL`,
    'serial_number',
    `format('The device with %s has this serial number, and too little is known to tell whether it is the same one. Give the asset tag, or the product code or UDI-DI that both have.', ${label('o')})`,
  ],
];

/** Verdicts on the rows that `from` joins to their device (d), and to what is in the way (i, u, o). */
async function judge(
  sql: Sql,
  stage: string,
  importer: { sites: readonly string[] | null },
  from: string,
): Promise<void> {
  const changes = [
    ...FACTS.map(factChanges),
    STATUS_CHANGES,
    PRINTED_CHANGES,
    SITE_CHANGES,
    LOCATION_CHANGES,
  ];
  const pick = (part: 1 | 2): string =>
    `CASE ${CASES.map((one) => `WHEN ${one[0]} THEN ${part === 1 ? `'${one[1]}'` : one[2]}`).join('\n')} END`;
  await sql(
    `${JUDGED} INSERT INTO verdict (line, action, device_id, column_name, value, reason)
     SELECT x.line, CASE WHEN x.reason IS NOT NULL THEN 'refuse' WHEN x.changed THEN 'update' ELSE 'same' END, x.device_id,
            x.column_name, CASE x.column_name WHEN 'asset_tag' THEN x.asset_tag WHEN 'serial_number' THEN x.serial_number
              WHEN 'udi_di' THEN x.udi_di WHEN 'product_code' THEN x.product_code WHEN 'site' THEN x.site END, x.reason
       FROM (
         SELECT s.line, s.asset_tag, s.serial_number, s.udi_di, s.product_code, s.site, d.id AS device_id,
                ${pick(1)} AS column_name, ${pick(2)} AS reason, ${changes.join(' OR ')} AS changed
           FROM ${stage} s
           ${PLACES}
           ${from}
          WHERE NOT EXISTS (SELECT 1 FROM judged v WHERE v.line = s.line)
       ) x
      WHERE x.device_id IS NOT NULL OR x.reason IS NOT NULL`,
    [importer.sites],
  );
}

/** Two rows of the file that name one device by different keys: the first one counts. */
async function refuseSecondRows(sql: Sql): Promise<void> {
  await sql(
    `UPDATE verdict v SET action = 'refuse', column_name = 'serial_number', first_line = f.first,
            reason = format('Line %s is the same device. Put what both say into one row.', f.first)
       FROM (SELECT device_id, min(line) AS first FROM verdict WHERE action IN ('update', 'same') AND device_id IS NOT NULL
              GROUP BY 1 HAVING count(*) > 1) f
      WHERE v.device_id = f.device_id AND v.action = 'update' AND v.line > f.first`,
  );
}

/** A row that only repeats a refused one is refused with it. */
async function followFirstRows(sql: Sql): Promise<void> {
  await sql(
    `UPDATE verdict v SET action = 'refuse', column_name = f.column_name, value = f.value, reason = f.reason
       FROM verdict f WHERE v.action = 'same' AND v.first_line = f.line AND f.action = 'refuse'`,
  );
}
