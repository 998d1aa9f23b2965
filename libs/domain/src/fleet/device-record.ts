import type { Tx } from '#domain/audit';

/** What a closed task says of the device that it was done on. */
export interface TaskEffect {
  deviceId: string;
  effect?: 'isolate' | 'release' | 'return-to-firm';
  /** as read from the start-up screen; the same as `facts.softwareVersion` */
  softwareVersion?: string;
  /** facts of the record that were verified; a blank one changes nothing */
  facts?: Partial<Record<VerifiedFact, string>>;
  /** true: somebody stood in front of it; false: it was looked for in vain; undefined: nothing is known */
  located: boolean | undefined;
}

const FACTS = {
  serialNumber: 'serial_number',
  productCode: 'product_code',
  udiDi: 'udi_di',
  manufacturedOn: 'manufactured_on',
  receivedOn: 'received_on',
  softwareVersion: 'software_version',
} as const;
type VerifiedFact = keyof typeof FACTS;

const columns = Object.values(FACTS);
const fields = [...Object.entries(FACTS), ['status', 'status']] as Array<[string, string]>;
const isDate = (column: string): boolean => column.endsWith('_on');

/** The values of a row under the names of the API, as jsonb. */
const recordOf = (row: string): string =>
  `jsonb_build_object(${fields.map(([field, column]) => `'${field}', ${row}.${column}`).join(', ')})`;

/**
 * Keeps the records of devices true to what was done to them: one UPDATE for all of them, and one audit entry for each
 * device whose record changed, on the chain of its site. A device that was located is no longer "not located"; a
 * device that was returned stays returned. Devices named twice take the changes in the order given.
 */
export async function applyTaskEffects(tx: Tx, changes: TaskEffect[]): Promise<void> {
  const merged = mergeByDevice(changes);
  if (merged.length === 0) return;
  const rows = await tx.sql<{
    id: string;
    site_id: string;
    old: Record<string, unknown>;
    new: Record<string, unknown>;
  }>(
    `WITH change AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS c(device_id bigint, effect text, located boolean,
         ${columns.map((column) => `${column} ${isDate(column) ? 'date' : 'text'}`).join(', ')})
     ), before AS (
       -- locked in the order of ids, so that two batches never wait for each other
       SELECT d.* FROM device d JOIN change c ON c.device_id = d.id ORDER BY d.id FOR UPDATE OF d
     )
     UPDATE device d SET
       ${columns.map((column) => `${column} = coalesce(c.${column}, b.${column})`).join(', ')},
       status = CASE
         WHEN c.effect = 'isolate' THEN 'isolated'
         WHEN c.effect = 'release' THEN 'in-service'
         WHEN c.effect = 'return-to-firm' THEN 'returned'
         WHEN c.located AND b.status = 'not-located' THEN CASE WHEN b.isolated_at IS NULL THEN 'in-service' ELSE 'isolated' END
         WHEN NOT c.located AND b.status NOT IN ('returned', 'retired', 'transferred') THEN 'not-located'
         ELSE b.status END,
       isolated_at = CASE
         WHEN c.effect = 'isolate' THEN coalesce(b.isolated_at, $2::timestamptz)
         WHEN c.effect IN ('release', 'return-to-firm') THEN NULL
         ELSE b.isolated_at END,
       last_seen_at = CASE WHEN c.located THEN $2 ELSE b.last_seen_at END,
       updated_at = $2,
       version = d.version + 1
     FROM before b JOIN change c ON c.device_id = b.id
     WHERE d.id = b.id
     RETURNING d.id, d.site_id, ${recordOf('b')} AS old, ${recordOf('d')} AS new`,
    [JSON.stringify(merged), tx.now],
  );
  for (const row of rows) {
    const changed = Object.keys(row.new).filter((field) => row.old[field] !== row.new[field]);
    if (changed.length === 0) continue;
    const pick = (record: Record<string, unknown>) =>
      Object.fromEntries(changed.map((field) => [field, record[field]]));
    tx.audit({
      action: 'device.record',
      subjectType: 'device',
      subjectId: row.id,
      siteId: row.site_id,
      old: pick(row.old),
      new: pick(row.new),
    });
  }
}

type Merged = Record<string, string | boolean | undefined> & { device_id: string };

function mergeByDevice(changes: TaskEffect[]): Merged[] {
  const byDevice = new Map<string, Merged>();
  for (const change of changes) {
    const row: Merged = byDevice.get(change.deviceId) ?? { device_id: change.deviceId };
    if (change.effect !== undefined) row['effect'] = change.effect;
    if (change.located !== undefined) row['located'] = change.located;
    const facts = {
      ...change.facts,
      ...(change.softwareVersion === undefined ? {} : { softwareVersion: change.softwareVersion }),
    };
    for (const [fact, column] of Object.entries(FACTS)) {
      const value = facts[fact as VerifiedFact]?.trim();
      if (value !== undefined && value !== '') row[column] = value;
    }
    byDevice.set(change.deviceId, row);
  }
  return [...byDevice.values()];
}
