import type { HolderView } from '#contracts/holders';
import type { Sql } from '#platform/database';

/** A moment as JSON has it. */
const iso = (moment: string): string =>
  `to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Who has a device d that is away, as a HolderView; of one that nobody finds, who had it last. SQL, NULL where nobody is
 * recorded. Plain reading of what they were told: that is the work of a room above this one.
 * @param campaign SQL of a campaign's id, to have what they were told of this one alone
 */
export const holderOf = (campaign: string | null = null): string => `(
  SELECT jsonb_build_object('id', h.id::text, 'organisation', h.organisation, 'name', h.name, 'email', h.email, 'since', h.since,
           'expectedBack', h.expected_back, 'note', h.note, 'recordedAt', ${iso('h.recorded_at')},
           'recordedBy', jsonb_build_object('id', hu.id::text, 'name', hu.name), 'told', (
             SELECT coalesce(jsonb_agg(jsonb_build_object('forwardingId', hf.id::text, 'campaignId', hc.id::text, 'campaignTitle', hc.title, 'state', hf.state,
                      'sentAt', ${iso(`(SELECT max(hl.sent_at) FROM letter hl WHERE hl.purpose = 'forward' AND hl.subject_id = hf.id)`)},
                      'acknowledgedAt', ${iso('hf.acknowledged_at')}, 'acknowledgedBy', hf.acknowledged_by) ORDER BY hf.id DESC), '[]')
               FROM forwarding_device hx JOIN forwarding hf ON hf.id = hx.forwarding_id JOIN campaign hc ON hc.id = hx.campaign_id
              WHERE hx.holder_id = h.id ${campaign === null ? '' : `AND hx.campaign_id = ${campaign}`}))
    FROM device_holder h JOIN app_user hu ON hu.id = h.recorded_by
   WHERE h.device_id = d.id AND (d.status = 'not-located' OR (is_away(d.status) AND h.ended_at IS NULL))
   ORDER BY h.id DESC LIMIT 1)`;

/** The holders of those of the devices that have one, by device. */
export async function holdersOfDevices(
  sql: Sql,
  deviceIds: readonly string[],
): Promise<Map<string, HolderView>> {
  if (deviceIds.length === 0) return new Map();
  const rows = await sql<{ id: string; holder: HolderView | null }>(
    `SELECT d.id, ${holderOf()} AS holder FROM device d
      WHERE d.id = ANY($1::bigint[]) AND (d.status = 'not-located' OR is_away(d.status))`,
    [deviceIds],
  );
  return new Map(rows.flatMap(({ id, holder }) => (holder === null ? [] : [[id, holder] as const])));
}
