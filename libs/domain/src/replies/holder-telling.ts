import type { Tx } from '#domain/audit';
import { beginForwarding } from './letters.js';

/** Letters of one sweep; the next takes the rest. */
const AT_ONCE = 500;

/** A pump of a holder h in scope of an open campaign c, by its device d. */
const CONCERNED = `device_holder h JOIN device d ON d.id = h.device_id AND is_away(d.status)
  JOIN campaign_device cd ON cd.device_id = d.id AND cd.verdict <> 'not-affected'
  JOIN campaign c ON c.id = cd.campaign_id AND c.status = 'open'`;

/**
 * Whoever has a pump that an open campaign is about gets its notice, with a link to acknowledge it: one letter for all
 * the pumps of a site that they have and were not told of, each pump once. It is a forwarding like any other from then on:
 * reminded until it is acknowledged. What is back, went on to somebody else or left the scope is not asked for any more.
 */
export async function tellHolders(tx: Tx): Promise<void> {
  const made = await tx.sql<{
    id: string;
    campaign_id: string;
    site_id: string;
    name: string;
    email: string;
    device_ids: string[];
  }>(
    `WITH pump AS MATERIALIZED (
       SELECT c.id AS campaign_id, d.site_id, lower(h.email) AS email_key, h.id AS holder_id, d.id AS device_id, h.organisation, h.name, h.email
         FROM ${CONCERNED}
        WHERE h.ended_at IS NULL AND h.email IS NOT NULL
          AND NOT EXISTS (SELECT FROM forwarding_device x WHERE x.campaign_id = c.id AND x.device_id = d.id AND x.holder_id = h.id)
     ), receiver AS (
       SELECT campaign_id, site_id, email_key, (array_agg(organisation ORDER BY holder_id DESC))[1] AS organisation,
              (array_agg(coalesce(name, organisation) ORDER BY holder_id DESC))[1] AS name, (array_agg(email ORDER BY holder_id DESC))[1] AS email
         FROM pump GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT ${AT_ONCE}
     ), forwarded AS (
       INSERT INTO forwarding (campaign_id, site_id, organisation, name, email, to_holder, created_at)
       SELECT campaign_id, site_id, organisation, name, email, true, $1 FROM receiver RETURNING id, campaign_id, site_id, name, email
     ), bound AS (
       INSERT INTO forwarding_device (forwarding_id, campaign_id, device_id, holder_id)
       SELECT f.id, p.campaign_id, p.device_id, p.holder_id FROM forwarded f
         JOIN pump p ON p.campaign_id = f.campaign_id AND p.site_id = f.site_id AND p.email_key = lower(f.email)
       RETURNING forwarding_id, device_id)
     SELECT f.*, (SELECT array_agg(b.device_id::text) FROM bound b WHERE b.forwarding_id = f.id) AS device_ids FROM forwarded f ORDER BY f.id`,
    [tx.now],
  );
  for (const { id, campaign_id: campaignId, site_id: siteId, name, email, device_ids: deviceIds } of made) {
    await beginForwarding(tx, { id, campaignId, siteId, name, email, deviceIds });
  }
  const ended = await tx.sql<{ id: string; site_id: string }>(
    `UPDATE forwarding f SET state = 'ended', reason = 'The pumps are back, with somebody else, or not concerned any more.'
      WHERE f.to_holder AND f.state = 'waiting' AND EXISTS (SELECT FROM campaign o WHERE o.id = f.campaign_id AND o.status = 'open') AND NOT EXISTS (
        SELECT FROM forwarding_device x JOIN (${CONCERNED}) ON x.holder_id = h.id AND x.campaign_id = c.id
         WHERE x.forwarding_id = f.id AND h.ended_at IS NULL) RETURNING f.id, f.site_id`,
  );
  for (const { id, site_id: siteId } of ended)
    tx.audit({
      action: 'forwarding.ended',
      subjectType: 'forwarding',
      subjectId: id,
      siteId,
      new: { by: 'record' },
    });
}
