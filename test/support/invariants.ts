import { expect } from '@jest/globals';
import type { ReplyDetail } from '#contracts/replies';
import type { Sql } from '#platform/database';

/** A completion as it was recorded, and whether and why it was set aside. */
export interface Completion {
  id: string;
  task_id: string;
  outcome: string;
  recorded: string;
  reopened: string | null;
}

/**
 * Finished work is never lost: every completion that was there is there as it was recorded, a reopening of it is never
 * rewritten, nothing is open again that was not finished, and a task is closed exactly when its last completion stands.
 * @param before what an earlier call gave
 */
export async function nothingIsLost(
  sql: Sql,
  campaign: string,
  before: readonly Completion[],
): Promise<Completion[]> {
  const now = await sql<Completion>(
    `SELECT id, task_id, outcome, jsonb_build_array(outcome, fields, note, reason, completed_by, completed_at)::text AS recorded,
            nullif(concat_ws(' ', reopened_at, reopened_by, reopen_reason), '') AS reopened
       FROM task_completion WHERE campaign_id = $1 ORDER BY id`,
    [campaign],
  );
  for (const [at, old] of before.entries())
    expect(now[at]).toEqual({ ...old, reopened: old.reopened ?? now[at]?.reopened ?? null });
  expect(
    await sql(
      `SELECT t.id, t.status, h.reopened_at FROM task t
         JOIN LATERAL (SELECT * FROM task_completion h WHERE h.task_id = t.id ORDER BY h.id DESC LIMIT 1) h ON true
        WHERE t.campaign_id = $1 AND (t.status <> 'closed') <> (h.reopened_at IS NOT NULL AND h.reopen_reason <> '')`,
      [campaign],
    ),
  ).toEqual([]);
  expect(
    await sql(
      `SELECT x.task_id, count(*) AS reopenings FROM task_change x WHERE x.campaign_id = $1 AND x.kind = 'reopened' GROUP BY 1
       HAVING count(*) > (SELECT count(*) FROM task_completion h WHERE h.task_id = x.task_id AND h.reopened_at IS NOT NULL)`,
      [campaign],
    ),
  ).toEqual([]);
  // open is what the plan asks for
  expect(
    await sql(
      `SELECT t.id, t.step_key FROM task t JOIN campaign c ON c.id = t.campaign_id JOIN plan p ON p.id = c.plan_id
        WHERE t.campaign_id = $1 AND t.status IN ('open', 'waiting')
          AND NOT p.definition->'steps' @> jsonb_build_array(jsonb_build_object('key', t.step_key))`,
      [campaign],
    ),
  ).toEqual([]);
  return now;
}

/** The counts that are kept beside the rows, the rows, and what the firm would be told are the same numbers. */
export async function countsReconcile(
  sql: Sql,
  campaign: string,
  replies: readonly ReplyDetail[],
): Promise<void> {
  const [counts] = await sql(
    `SELECT (SELECT count(*) FROM task WHERE campaign_id = $1 AND status IN ('open', 'waiting')) - (SELECT sum(open) FROM task_rollup WHERE campaign_id = $1) AS open,
            (SELECT count(*) FROM task WHERE campaign_id = $1 AND status = 'closed') - (SELECT sum(closed) FROM task_rollup WHERE campaign_id = $1) AS closed,
            (SELECT sum(affected + possibly_affected + not_affected) FROM campaign_site WHERE campaign_id = $1) - (SELECT count(*) FROM campaign_device WHERE campaign_id = $1) AS devices,
            (SELECT sum(affected) FROM campaign_site WHERE campaign_id = $1) - (SELECT count(*) FROM campaign_device WHERE campaign_id = $1 AND verdict = 'affected') AS affected`,
    [campaign],
  );
  expect(counts).toEqual({ open: '0', closed: '0', devices: '0', affected: '0' });
  for (const { site, now } of replies) {
    const [row] = await sql<{ n: number; kept: number }>(
      `SELECT count(*)::int AS n, (SELECT (affected + possibly_affected)::int FROM campaign_site WHERE campaign_id = $1 AND site_id = $2) AS kept
         FROM campaign_device WHERE campaign_id = $1 AND site_id = $2 AND verdict <> 'not-affected'`,
      [campaign, site.id],
    );
    // possibly affected ones are among those affected, and stand in no place of their own
    const { affected, possiblyAffected: _, ...places } = now.total;
    expect([affected, Object.values(places).reduce((sum, n) => sum + n, 0), row?.kept]).toEqual([
      row?.n,
      row?.n,
      row?.n,
    ]);
  }
}

/** Closed means that nothing is open, asked by other words than the gates'. */
export async function closedMeansDone(
  sql: Sql,
  campaign: string,
  replies: readonly ReplyDetail[],
): Promise<void> {
  const [facts] = await sql<Record<string, string>>(
    `SELECT (SELECT count(*) FROM task WHERE campaign_id = $1 AND status IN ('open', 'waiting')) AS open,
            (SELECT count(*) FROM task t JOIN campaign_device cd USING (campaign_id, device_id) WHERE campaign_id = $1 AND status = 'closed' AND outcome = 'cannot-locate'
                AND cd.verdict <> 'not-affected' AND NOT EXISTS (SELECT FROM not_located_decision n WHERE n.campaign_id = $1 AND n.device_id = t.device_id)) AS undecided,
            (SELECT count(*) FROM campaign_device WHERE campaign_id = $1 AND verdict = 'possibly-affected') AS unverified,
            (SELECT count(*) FROM campaign_site cs WHERE cs.campaign_id = $1
                AND NOT EXISTS (SELECT FROM reply r JOIN reply_version v ON v.reply_id = r.id AND NOT v.interim
                                 WHERE r.campaign_id = cs.campaign_id AND r.site_id = cs.site_id)) AS unanswered`,
    [campaign],
  );
  expect(facts).toEqual({ open: '0', undecided: '0', unverified: '0', unanswered: '0' });
  for (const { now } of replies) expect([now.total.stillOpen, now.total.unplaced]).toEqual([0, 0]);
  const versions = await sql<{ said: unknown; reply_id: string }>(
    `SELECT DISTINCT ON (v.reply_id) v.reply_id, v.figures->'total' AS said FROM reply_version v JOIN reply r ON r.id = v.reply_id
      WHERE r.campaign_id = $1 AND NOT v.interim ORDER BY v.reply_id, v.number DESC`,
    [campaign],
  );
  for (const { id, now } of replies)
    expect(versions.find(({ reply_id: reply }) => reply === id)?.said).toEqual(now.total);
}

/**
 * What holds in every database, whatever a spec did over HTTP: a signed end leaves nothing open, the counts kept beside the
 * tasks are those of the tasks, nobody has two digests of one day, and no reminder came twice, where no worker was `killed`
 * between the mail server's answer and the commit (DESIGN rule 2).
 * @throws Error that names what does not hold, and how often
 */
export async function wholeAtTheEnd(sql: Sql, { killed }: { killed: boolean }): Promise<void> {
  const [counts] = await sql<Record<string, number>>(
    `SELECT (SELECT count(*) FROM task t JOIN campaign c ON c.id = t.campaign_id AND c.status = 'closed'
              WHERE t.status IN ('open', 'waiting') AND EXISTS (SELECT FROM signature g WHERE g.campaign_id = c.id AND g.act = 'close'))::int AS "open tasks of closed campaigns",
            (SELECT count(*) FROM (SELECT campaign_id, sum(open) AS open, sum(closed) AS closed FROM task_rollup GROUP BY 1) r
              FULL JOIN (SELECT campaign_id, count(*) FILTER (WHERE status IN ('open', 'waiting')) AS open, count(*) FILTER (WHERE status = 'closed') AS closed FROM task GROUP BY 1) t USING (campaign_id)
              WHERE (coalesce(r.open, 0), coalesce(r.closed, 0)) <> (coalesce(t.open, 0), coalesce(t.closed, 0)))::int AS "campaigns with a count of their own",
            (SELECT count(*) FROM (SELECT FROM reminder WHERE kind = 'digest' AND state = 'sent'
                                    GROUP BY person_id, left(moment, 10) HAVING count(*) > 1) d)::int AS "second digests of a day",
            (SELECT count(*) FROM mailbox_message m JOIN reminder r ON r.message_id = m.message_id WHERE m.deliveries > 1 AND NOT $1)::int AS "reminders that came twice"`,
    [killed],
  );
  const wrong = Object.entries<number>(counts ?? {}).filter(([, count]) => count > 0);
  if (wrong.length > 0)
    throw new Error(
      `At the end of the spec there are ${wrong.map(([what, n]) => `${n} ${what}`).join(', ')}.`,
    );
}
