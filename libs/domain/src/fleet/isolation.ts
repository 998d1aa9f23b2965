import type { Sql } from '#platform/database';

/** A change of who holds a device isolated. campaignId null: a person, or a file, by hand. */
export interface HoldChange {
  deviceId: string;
  campaignId: string | null;
  held: boolean;
}

export interface Holder {
  /** null: isolated by hand */
  campaignId: string | null;
  campaignTitle: string | null;
}

/** A campaign that is over holds nothing: whatever its notice asked for is done, or did not apply. */
const COUNTS = `(h.campaign_id IS NULL OR EXISTS (
  SELECT 1 FROM campaign c WHERE c.id = h.campaign_id AND c.status IN ('opening', 'open')))`;

/** Whether anybody holds the device isolated: SQL over the id of a device. */
export const isHeld = (deviceId: string): string =>
  `EXISTS (SELECT 1 FROM device_isolation h WHERE h.device_id = ${deviceId} AND ${COUNTS})`;

/** The devices must be locked. Each pair of device and campaign may be named once. */
export async function changeHolds(sql: Sql, now: Date, changes: HoldChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql(
    `WITH asked AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS a("deviceId" bigint, "campaignId" bigint, held boolean)
     ), ended AS (
       DELETE FROM device_isolation h USING asked a
        WHERE NOT a.held AND h.device_id = a."deviceId" AND h.campaign_id IS NOT DISTINCT FROM a."campaignId"
     )
     INSERT INTO device_isolation (device_id, campaign_id, since)
     SELECT "deviceId", "campaignId", $2 FROM asked WHERE held ON CONFLICT DO NOTHING`,
    [JSON.stringify(changes), now],
  );
}

/** A person's word overrides every hold. Gives those that it ended. */
export async function endHolds(sql: Sql, deviceId: string): Promise<Holder[]> {
  const holders = (await holdersOf(sql, [deviceId])).get(deviceId) ?? [];
  await sql('DELETE FROM device_isolation WHERE device_id = $1', [deviceId]);
  return holders;
}

/** Who holds each of the devices isolated, longest first. Devices that nobody holds are left out. */
export async function holdersOf(sql: Sql, deviceIds: string[]): Promise<Map<string, Holder[]>> {
  const rows = await sql<{ device_id: string; campaign_id: string | null; title: string | null }>(
    `SELECT h.device_id, h.campaign_id, (SELECT title FROM campaign WHERE id = h.campaign_id) AS title
       FROM device_isolation h WHERE h.device_id = ANY($1::bigint[]) AND ${COUNTS} ORDER BY h.since, h.campaign_id`,
    [deviceIds],
  );
  const byDevice = new Map<string, Holder[]>();
  for (const row of rows) {
    const holders = byDevice.get(row.device_id) ?? [];
    holders.push({ campaignId: row.campaign_id, campaignTitle: row.title });
    byDevice.set(row.device_id, holders);
  }
  return byDevice;
}

/** One sentence for whoever released a device that others still hold. */
export const staysIsolated = (holders: readonly Holder[]): string =>
  `The pump stays isolated: ${holders
    .map(({ campaignTitle }) =>
      campaignTitle === null ? 'it was isolated by hand' : `"${campaignTitle}" holds it isolated`,
    )
    .join(', and ')}.`;
