import type { Tx } from '#domain/audit';
import { changeHolds, type HoldChange, type Holder, holdersOf, isHeld } from './isolation.js';
import { marksByTask } from './recorded.js';
import { noteFound } from './search/found.js';

export type IsolationEffect = 'isolate' | 'release' | 'return-to-firm';

/** What a closed task says of the device that it was done on. */
export interface TaskEffect {
  deviceId: string;
  /** whose task it is: an isolation is held by its campaign; null: nobody's */
  campaignId: string | null;
  effect?: IsolationEffect;
  /** the task with this effect was reopened; `held`: by what its campaign still has closed, it holds the device */
  reopened?: { effect: IsolationEffect; held: boolean };
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
const held = isHeld('b.id');
/** Not at the hospital any more: nothing but a person's word brings such a device back. */
const GONE = `('returned', 'retired', 'transferred')`;
const isDate = (column: string): boolean => column.endsWith('_on');

/** The state after the change c, as it was before in b. */
const newStatus = `CASE
  WHEN c.effect = 'isolate' THEN 'isolated'
  WHEN c.effect = 'return-to-firm' THEN 'returned'
  WHEN c.effect = 'release' AND b.status IN ${GONE} THEN b.status
  WHEN c.effect = 'release' THEN CASE WHEN ${held} THEN 'isolated' ELSE 'in-service' END
  -- a return that was not one: the pump is here, and held as before
  WHEN c.reopened = 'return-to-firm' AND b.status = 'returned' AND ${held} THEN 'isolated'
  WHEN c.reopened IS NOT NULL AND b.status NOT IN ${GONE} AND b.status <> 'not-located' AND ${held} THEN 'isolated'
  WHEN c.located AND b.status = 'not-located' THEN CASE WHEN ${held} THEN 'isolated' ELSE 'in-service' END
  WHEN NOT c.located AND b.status NOT IN ${GONE} THEN 'not-located'
  ELSE b.status END`;
/** Which columns of the change say something. */
const given = Object.fromEntries(columns.map((column) => [column, `c.${column} IS NOT NULL`]));

/** The values of a row under the names of the API, as jsonb. */
const recordOf = (row: string): string =>
  `jsonb_build_object(${fields.map(([field, column]) => `'${field}', ${row}.${column}`).join(', ')})`;

/**
 * Keeps the records of devices true to what was done to them: one UPDATE for all of them, and one audit entry for each
 * device whose record changed, on the chain of its site. A device that was located is no longer "not located"; a
 * device that was returned stays returned; one that was released stays isolated while another campaign, or a person,
 * holds it so (decision 0009). Devices named twice take the changes in the order given.
 * @returns who still holds those devices that were released
 */
export async function applyTaskEffects(
  tx: Tx,
  changes: TaskEffect[],
  by: 'task' | 'hand' = 'task',
): Promise<Map<string, Holder[]>> {
  const merged = mergeByDevice(changes);
  if (merged.length === 0) return new Map();
  const holds = holdsOf(changes);
  if (holds.length > 0) {
    // the holds of a device change under its lock, in the order of ids as below
    const ids = holds.map((hold) => hold.deviceId);
    await tx.sql('SELECT 1 FROM device WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE', [ids]);
    await changeHolds(tx.sql, tx.now, holds);
  }
  const rows = await tx.sql<{
    id: string;
    site_id: string;
    old: Record<string, unknown>;
    new: Record<string, unknown>;
  }>(
    `WITH change AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS c(device_id bigint, effect text, reopened text, located boolean,
         ${columns.map((column) => `${column} ${isDate(column) ? 'date' : 'text'}`).join(', ')})
     ), before AS (
       -- locked in the order of ids, so that two batches never wait for each other
       SELECT d.* FROM device d JOIN change c ON c.device_id = d.id ORDER BY d.id FOR UPDATE OF d
     )
     UPDATE device d SET
       ${columns.map((column) => `${column} = coalesce(c.${column}, b.${column})`).join(', ')},
       status = ${newStatus},
       recorded = ${marksByTask('$3::jsonb', given, newStatus)},
       isolated_at = CASE
         WHEN c.effect = 'isolate' THEN coalesce(b.isolated_at, $2::timestamptz)
         WHEN c.effect = 'return-to-firm' OR (c.effect = 'release' AND NOT ${held}) THEN NULL
         WHEN c.reopened IS NOT NULL AND ${held} THEN coalesce(b.isolated_at, $2)
         ELSE b.isolated_at END,
       last_seen_at = CASE WHEN c.located THEN $2 ELSE b.last_seen_at END,
       updated_at = $2,
       version = d.version + 1
     FROM before b JOIN change c ON c.device_id = b.id
     WHERE d.id = b.id
     RETURNING d.id, d.site_id, ${recordOf('b')} AS old, ${recordOf('d')} AS new`,
    [JSON.stringify(merged), tx.now, JSON.stringify({ at: tx.now.toISOString(), by })],
  );
  const released = merged.filter((row) => row['effect'] === 'release').map((row) => row.device_id);
  const stillHeld = released.length === 0 ? new Map<string, Holder[]>() : await holdersOf(tx.sql, released);
  // the facts of criteria changed: campaigns look again, and know whose own work it was
  const told = rows.filter((row) => Object.keys(FACTS).some((fact) => row.old[fact] !== row.new[fact]));
  if (told.length > 0) {
    const deviceIds = told.map(({ id }) => id);
    const remedies = changes
      .filter(({ deviceId }) => deviceIds.includes(deviceId))
      .map(({ deviceId, campaignId }) => ({ deviceId, campaignId }));
    tx.emit('campaigns.devices-changed', { deviceIds, by: tx.caller.userId, remedies });
  }
  const here = rows.filter((row) => row.old['status'] === 'not-located').map(({ id }) => id);
  await noteFound(tx.sql, tx.now, here, { by: tx.caller.userId, place: null });
  for (const row of rows) {
    const holders = stillHeld.get(row.id);
    const changed = Object.keys(row.new).filter((field) => row.old[field] !== row.new[field]);
    if (changed.length === 0 && holders === undefined) continue;
    const pick = (record: Record<string, unknown>) =>
      Object.fromEntries(changed.map((field) => [field, record[field]]));
    tx.audit({
      action: 'device.record',
      subjectType: 'device',
      subjectId: row.id,
      siteId: row.site_id,
      old: pick(row.old),
      new: { ...pick(row.new), ...(holders === undefined ? {} : { staysIsolated: holders }) },
    });
  }
  return stillHeld;
}

/** Somebody stood in front of these devices, for no task: one that was not located is where it was, isolated or in service. */
export async function recordLocated(tx: Tx, deviceIds: readonly string[]): Promise<void> {
  await applyTaskEffects(
    tx,
    deviceIds.map((deviceId) => ({ deviceId, campaignId: null, located: true })),
    'hand',
  );
}

/** Who holds what after the changes: of one campaign and device, the last word counts. */
function holdsOf(changes: TaskEffect[]): HoldChange[] {
  const byPair = new Map<string, HoldChange>();
  for (const { deviceId, campaignId, effect, reopened } of changes) {
    const held = reopened?.held ?? (effect === undefined ? undefined : effect === 'isolate');
    if (held !== undefined) byPair.set(`${deviceId} ${campaignId}`, { deviceId, campaignId, held });
  }
  return [...byPair.values()];
}

type Merged = Record<string, string | boolean | undefined> & { device_id: string };

function mergeByDevice(changes: TaskEffect[]): Merged[] {
  const byDevice = new Map<string, Merged>();
  for (const change of changes) {
    const row: Merged = byDevice.get(change.deviceId) ?? { device_id: change.deviceId };
    if (change.effect !== undefined) row['effect'] = change.effect;
    if (change.reopened !== undefined) row['reopened'] = change.reopened.effect;
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
