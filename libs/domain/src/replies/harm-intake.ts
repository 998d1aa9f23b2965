import type { Tx } from '#domain/audit';
import { access } from '#domain/identity';
import { localDay } from './local-day.js';
import { oweLetter } from './letters.js';
import { reportDueOn } from './work-days.js';

interface Reported {
  completion_id: string;
  task_id: string;
  campaign_id: string;
  site_id: string | null;
  device_id: string | null;
  harm: { awareAt: string; what: string };
  completed_by: string;
  time_zone: string;
}

/**
 * Opens a record for each completion that says that a patient was or could have been harmed and has none yet, and tells
 * the risk manager at once. Made from what the completion keeps, so that a lost event is made up for by the next sweep.
 */
export async function openHarmRecords(tx: Tx): Promise<number> {
  const reported = await tx.sql<Reported>(
    `SELECT h.id AS completion_id, h.task_id, h.campaign_id, t.site_id, t.device_id, h.harm, h.completed_by,
            coalesce(s.time_zone, 'UTC') AS time_zone
       FROM task_completion h JOIN task t ON t.id = h.task_id AND t.campaign_id = h.campaign_id LEFT JOIN site s ON s.id = t.site_id
      WHERE h.harm IS NOT NULL AND NOT EXISTS (SELECT 1 FROM harm_record r WHERE r.completion_id = h.id)
      ORDER BY h.id LIMIT 500`,
  );
  for (const row of reported) {
    const awareAt = new Date(row.harm.awareAt);
    const dueOn = reportDueOn(localDay(awareAt, row.time_zone));
    const [made] = await tx.sql<{ id: string }>(
      `INSERT INTO harm_record (completion_id, task_id, campaign_id, site_id, device_id, what, aware_at, due_on, reported_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
      [
        row.completion_id,
        row.task_id,
        row.campaign_id,
        row.site_id,
        row.device_id,
        row.harm.what,
        awareAt,
        dueOn,
        row.completed_by,
        tx.now,
      ],
    );
    if (made === undefined) continue;
    await alertRiskManager(tx, { id: made.id, campaignId: row.campaign_id, occasion: 'at-once' });
    tx.audit({
      action: 'harm.open',
      subjectType: 'harm',
      subjectId: made.id,
      siteId: row.site_id,
      new: { taskId: row.task_id, deviceId: row.device_id, awareAt: row.harm.awareAt, dueOn },
    });
  }
  return reported.length;
}

/**
 * To the campaign's owner, and to whoever stands in for them, as far as they may read and decide on the record. Where nobody
 * of them is at work who may (the owner is away and left it to a technician, or works here no more), to the other risk
 * managers who may as well, else to the administrators; where nobody may, to all of these: it is never lost.
 */
export async function alertRiskManager(
  tx: Tx,
  about: { id: string; campaignId: string; occasion: string },
): Promise<void> {
  const people = await tx.sql<{ name: string; email: string }>(
    `WITH about AS (SELECT c.owner_id, h.site_id FROM harm_record h JOIN campaign c ON c.id = h.campaign_id WHERE h.id = $1),
          away AS (SELECT l.stand_in_id FROM about a JOIN leave_at($2) l ON l.user_id = a.owner_id),
          active AS (SELECT u.* FROM app_user u WHERE u.active AND u.role = ANY($3)),
          fit AS (SELECT u.* FROM active u, about a
                   WHERE u.all_sites OR EXISTS (SELECT FROM user_site x WHERE x.user_id = u.id AND x.site_id = a.site_id)),
          answering AS (SELECT f.*, f.id <> a.owner_id OR NOT EXISTS (SELECT FROM away) AS at_work FROM fit f, about a
                         WHERE f.id = a.owner_id OR f.id IN (SELECT stand_in_id FROM away)),
          others AS (SELECT f.* FROM fit f WHERE NOT EXISTS (SELECT FROM answering WHERE at_work)
                        AND NOT EXISTS (SELECT FROM answering x WHERE x.id = f.id)),
          told AS (SELECT name, email FROM answering
                   UNION SELECT name, email FROM others o
                          WHERE o.role = 'risk-manager' OR NOT EXISTS (SELECT FROM others WHERE role = 'risk-manager'))
     SELECT name, email FROM told
     UNION SELECT name, email FROM active WHERE NOT EXISTS (SELECT FROM told)`,
    [about.id, tx.now, access['harm.decide']],
  );
  for (const { name, email } of people) {
    await oweLetter(tx, {
      purpose: 'harm',
      subjectId: about.id,
      occasion: about.occasion,
      campaignId: about.campaignId,
      to: { name, address: email },
    });
  }
}
