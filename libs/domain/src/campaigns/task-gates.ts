import type { GateItem } from '#contracts/closeout';
import type { Sql } from '#platform/database';
import type { Gate, GateAnswer, GateQuestion } from './gates.js';

interface OpenRow {
  id: string;
  step: string;
  status: string;
  device_id: string | null;
  pump: string | null;
  site_id: string | null;
  site: string | null;
  person_id: string;
  person: string;
  due_on: string;
  total: string;
}

/** Open tasks of a campaign, the earliest due first; `only` narrows them. */
async function openTasks(
  sql: Sql,
  { campaignId, sites, limit }: GateQuestion,
  only: string,
): Promise<OpenRow[]> {
  return sql<OpenRow>(
    `SELECT t.id, t.status, t.device_id, coalesce(d.asset_tag, d.serial_number) AS pump, t.site_id, s.name AS site,
            t.assignee_id AS person_id, a.name AS person, t.due_on, count(*) OVER () AS total,
            coalesce((SELECT x.value->>'title' FROM campaign c JOIN plan p ON p.id = c.plan_id
                       CROSS JOIN LATERAL jsonb_array_elements(p.definition->'steps') AS x(value)
                       WHERE c.id = t.campaign_id AND x.value->>'key' = t.step_key), t.step_key) AS step
       FROM task t JOIN app_user a ON a.id = t.assignee_id
       LEFT JOIN site s ON s.id = t.site_id LEFT JOIN device d ON d.id = t.device_id
      WHERE t.campaign_id = $1 AND t.status IN ('open', 'waiting') AND ${only}
        AND ($2::bigint[] IS NULL OR t.site_id IS NULL OR t.site_id = ANY($2))
      ORDER BY t.due_on, t.id LIMIT $3`,
    [campaignId, sites, limit],
  );
}

const itemOf = (row: OpenRow): GateItem => ({
  kind: 'task',
  id: row.id,
  what: row.pump === null ? row.step : `${row.step}, ${row.pump}`,
  deviceId: row.device_id,
  siteId: row.site_id,
  site: row.site,
  person: { id: row.person_id, name: row.person },
  dueOn: row.due_on,
});

/** "3 tasks are still open. The earliest: Inspect at North, with Ada Example, due 2026-01-02." */
function answer(
  rows: OpenRow[],
  left: (open: number) => string,
  met: string,
  figures: GateAnswer['figures'],
): GateAnswer {
  const [first] = rows;
  const open = Number(first?.total ?? 0);
  const detail =
    first === undefined
      ? met
      : `${left(open)}. The earliest: ${first.step}${first.site === null ? '' : ` at ${first.site}`}, with ${first.person}, due ${first.due_on}.`;
  return { open, detail, figures, items: rows.map(itemOf) };
}

/** Each task is closed or withdrawn; tasks that wait for an earlier step are open too. */
const tasksClosed: Gate = {
  key: 'tasks-closed',
  title: 'Tasks',
  async look(sql, question) {
    const [counts] = await sql<{ open: string; closed: string }>(
      `SELECT coalesce(sum(open), 0) AS open, coalesce(sum(closed), 0) AS closed FROM task_rollup
        WHERE campaign_id = $1 AND ($2::bigint[] IS NULL OR site_id = 0 OR site_id = ANY($2))`,
      [question.campaignId, question.sites],
    );
    const figures = { open: Number(counts?.open ?? 0), closed: Number(counts?.closed ?? 0) };
    const rows = figures.open === 0 ? [] : await openTasks(sql, question, 'true');
    return answer(
      rows,
      (open) => `${open} ${open === 1 ? 'task is' : 'tasks are'} still open`,
      figures.closed === 0
        ? 'There is no task.'
        : figures.closed === 1
          ? 'The one task is closed.'
          : `All ${figures.closed} tasks are closed.`,
      figures,
    );
  },
};

/** What a verified record brings (tasks, or none) is there: the job for it has run. */
const recordsSettled: Gate = {
  key: 'records-settled',
  title: 'Verified records',
  async look(sql, { campaignId, sites, limit }) {
    const rows = await sql<{
      id: string;
      pump: string | null;
      site_id: string;
      site: string;
      total: string;
    }>(
      `SELECT d.id, coalesce(d.asset_tag, d.serial_number) AS pump, t.site_id, s.name AS site, count(*) OVER () AS total
         FROM task t JOIN campaign_device cd ON cd.campaign_id = t.campaign_id AND cd.device_id = t.device_id
         JOIN device d ON d.id = t.device_id JOIN site s ON s.id = t.site_id
        WHERE t.campaign_id = $1 AND t.status = 'closed' AND t.outcome IN ('affected', 'not-affected')
          AND cd.verdict = 'possibly-affected' AND ($2::bigint[] IS NULL OR t.site_id = ANY($2))
        ORDER BY t.id LIMIT $3`,
      [campaignId, sites, limit],
    );
    const open = Number(rows[0]?.total ?? 0);
    const items = rows.map((row): GateItem => ({
      kind: 'device',
      id: row.id,
      what: `the verified record of ${row.pump ?? `pump ${row.id}`}`,
      deviceId: row.id,
      siteId: row.site_id,
      site: row.site,
      person: null,
      dueOn: null,
    }));
    const detail =
      open === 0
        ? 'Nothing that follows from a verified record is outstanding.'
        : `What follows from ${open} verified record${open === 1 ? '' : 's'} is being prepared. Try again in a few seconds.`;
    return { open, detail, figures: { outstanding: open }, items };
  },
};

/** What the firm was asked for, with its chaser; a wait is over with its task. */
async function openWaits(
  sql: Sql,
  { campaignId, sites, limit }: GateQuestion,
): Promise<{ total: number; items: GateItem[] }> {
  const rows = await sql<{
    id: string;
    waits_for: string;
    pump: string | null;
    device_id: string | null;
    site_id: string | null;
    site: string | null;
    person_id: string;
    person: string;
    promised_on: string | null;
    total: string;
  }>(
    `SELECT t.id, w.waits_for, coalesce(d.asset_tag, d.serial_number) AS pump, t.device_id, t.site_id, s.name AS site,
            u.id AS person_id, u.name AS person, w.promised_on, count(*) OVER () AS total
       FROM task_wait w JOIN task t ON t.id = w.task_id AND t.campaign_id = w.campaign_id AND t.status IN ('open', 'waiting')
       JOIN app_user u ON u.id = w.chaser_id LEFT JOIN site s ON s.id = t.site_id LEFT JOIN device d ON d.id = t.device_id
      WHERE w.campaign_id = $1 AND w.ended_at IS NULL AND ($2::bigint[] IS NULL OR t.site_id IS NULL OR t.site_id = ANY($2))
      ORDER BY w.asked_on, w.id LIMIT $3`,
    [campaignId, sites, limit],
  );
  const items = rows.map((row): GateItem => ({
    kind: 'waiting',
    id: row.id,
    what: `${row.pump === null ? 'a task' : row.pump} waits for the firm’s ${row.waits_for}`,
    deviceId: row.device_id,
    siteId: row.site_id,
    site: row.site,
    person: { id: row.person_id, name: row.person },
    dueOn: row.promised_on,
  }));
  return { total: Number(rows[0]?.total ?? 0), items };
}

/** No task waits for an earlier one, and none for the firm. */
const waitingEnded: Gate = {
  key: 'waiting-ended',
  title: 'Waiting tasks',
  async look(sql, question) {
    const firm = await openWaits(sql, question);
    const rows = await openTasks(sql, question, `t.status = 'waiting'`);
    const tasks = answer(
      rows,
      (open) => `${open} ${open === 1 ? 'task waits' : 'tasks wait'} for an earlier step`,
      'No task waits for anything.',
      {},
    );
    const [first] = firm.items;
    return {
      open: tasks.open + firm.total,
      detail:
        first === undefined
          ? tasks.detail
          : `${firm.total} ${firm.total === 1 ? 'task waits' : 'tasks wait'} for the firm. The longest: ${first.what}; ${first.person?.name} asks, ${first.dueOn === null ? 'nothing is promised' : `promised for ${first.dueOn}`}.`,
      figures: { waiting: tasks.open, forTheFirm: firm.total },
      items: [...firm.items, ...tasks.items].slice(0, question.limit),
    };
  },
};

/**
 * The campaign goes by every letter of its notice, and none is being applied at this moment: what a letter names has no
 * task until its chunk is reached, so that "every task is closed" says nothing of it. No rows: letters are of no site.
 */
const lettersApplied: Gate = {
  key: 'letters-applied',
  title: 'Letters of the notice',
  async look(sql, { campaignId }) {
    const [found] = await sql<{
      later: number;
      kind: string | null;
      dated_on: string | null;
      running: number;
    }>(
      `SELECT count(m.id)::int AS later, (array_agg(m.kind ORDER BY m.id DESC))[1] AS kind,
              (array_agg(m.dated_on::text ORDER BY m.id DESC))[1] AS dated_on,
              (SELECT count(*)::int FROM campaign_change x WHERE x.campaign_id = $1 AND x.kind = 'letter' AND x.finished_at IS NULL) AS running
         FROM campaign c LEFT JOIN communication m ON m.notice_id = c.notice_id AND m.id > coalesce(c.communication_id, 0)
        WHERE c.id = $1`,
      [campaignId],
    );
    const { later = 0, running = 0, kind = '', dated_on: datedOn = '' } = found ?? {};
    const detail =
      running > 0
        ? 'A letter is being applied at this moment. Wait until it is done: it may bring tasks.'
        : later > 0
          ? `${later === 1 ? 'A later letter is' : `${later} later letters are`} not applied, the newest of ${datedOn} (${kind}). Look at what it changes, and apply it.`
          : 'The campaign goes by every letter of its notice.';
    return {
      open: later + running,
      detail,
      figures: { notApplied: later, beingApplied: running },
      items: [],
    };
  },
};

/** What tasks and letters alone can tell; the rooms above give their own gates. */
export const taskGates: readonly Gate[] = [lettersApplied, tasksClosed, recordsSettled, waitingEnded];
