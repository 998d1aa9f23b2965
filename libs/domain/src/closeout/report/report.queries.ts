import type { ProductCriteria } from '#contracts/notices';
import type { PlanDefinition } from '#contracts/plans';
import type { Sql } from '#platform/database';
import { ending } from './words.js';

/** How many rows of a kind of exception the report writes out; all of them are in the tables of the pack. */
export const WRITTEN_OUT = 100;

export interface Head {
  title: string;
  class: string | null;
  status: string;
  owner: string;
  notice_id: string;
  /** which version of the notice's scope is in force here; of a draft the newest */
  scope_version: number;
  notice_title: string;
  firm: string;
  action: string;
  reason: string;
  event_number: string | null;
  recall_numbers: string[];
  initiated_on: string | null;
  notice_entered_at: Date;
  notice_entered_by: string | null;
  plan_title: string;
  plan_key: string;
  plan_version: number;
  plan: PlanDefinition;
  /** the plan that it was opened with, where a letter changed it: it has the titles of steps that were dropped */
  opened_plan: PlanDefinition | null;
  site_ids: string[] | null;
  created_at: Date;
  created_by: string | null;
  opened_at: Date | null;
  opened_by: string | null;
  closed_at: Date | null;
  closed_by: string | null;
  close_note: string | null;
  nothing_affected: { at: string; notAffected: number } | null;
}

export async function headOf(sql: Sql, campaignId: string): Promise<Head> {
  const name = (id: string): string => `(SELECT name FROM app_user WHERE id = ${id})`;
  const [head] = await sql<Head>(
    `SELECT c.title, c.class, c.status, ${name('c.owner_id')} AS owner, c.notice_id,
            CASE WHEN c.status = 'draft' THEN n.scope_version ELSE c.scope_version END AS scope_version, n.title AS notice_title, n.firm, n.action, n.reason,
            n.event_number, n.recall_numbers, n.initiated_on, n.created_at AS notice_entered_at, ${name('n.created_by')} AS notice_entered_by,
            p.title AS plan_title, p.key AS plan_key, p.version AS plan_version, p.definition AS plan,
            (SELECT o.definition FROM plan o WHERE o.id = c.opened_plan_id) AS opened_plan, c.site_ids, c.created_at,
            ${name('c.created_by')} AS created_by, c.opened_at, ${name('c.opened_by')} AS opened_by, c.closed_at,
            ${name('c.closed_by')} AS closed_by, c.close_note, c.nothing_affected
       FROM campaign c JOIN notice n ON n.id = c.notice_id JOIN plan p ON p.id = c.plan_id WHERE c.id = $1`,
    [campaignId],
  );
  return head as Head;
}

/** Every step that the campaign asks for or asked for; the plan of now comes first. */
export const stepsOf = (head: Pick<Head, 'plan' | 'opened_plan'>): PlanDefinition['steps'] => [
  ...head.plan.steps,
  ...(head.opened_plan?.steps ?? []).filter(({ key }) => !head.plan.steps.some((step) => step.key === key)),
];

/** What is stored as keys, in the words of the plan; a key that no plan knows any more stays as it is. */
export function planWords(head: Pick<Head, 'plan' | 'opened_plan'>) {
  const steps = new Map(stepsOf(head).map((step) => [step.key, step]));
  const title = (key: string): string => steps.get(key)?.title ?? key;
  const outcome = (key: string, of: string): string =>
    steps.get(key)?.outcomes.find((one) => one.key === of)?.label ?? ending(of);
  return {
    title,
    outcome,
    /** "inspect-contacts: residue" is "Inspect the contacts: Residue found" */
    both(what: string): string {
      const [key = '', of = ''] = what.split(': ');
      return `${title(key)}: ${outcome(key, of)}`;
    },
    /** what was filled in, with the label of each field */
    fields: (key: string, values: unknown): string[] =>
      Object.entries((values ?? {}) as Record<string, unknown>).map(
        ([name, value]) =>
          `${steps.get(key)?.fields.find((field) => field.key === name)?.label ?? name}: ${String(value)}`,
      ),
  };
}

export const communicationsOf = (sql: Sql, noticeId: string) =>
  sql<{ dated_on: string; kind: string; summary: string; created_at: Date }>(
    'SELECT dated_on, kind, summary, created_at FROM communication WHERE notice_id = $1 ORDER BY dated_on, id',
    [noticeId],
  );

export interface ProductRow {
  version: number;
  position: number;
  name: string;
  criteria: ProductCriteria;
  added: string[] | null;
  affected: string;
  possibly: string;
  removed: string;
}

/**
 * The rows of the notice in the versions up to the given one, oldest version first, with the pumps that stand by each. A
 * pump that left the scope with a later letter stands by the row that had it in: it is among `removed` there.
 */
export const productsOf = (sql: Sql, campaignId: string, noticeId: string, upTo: number) =>
  sql<ProductRow>(
    `SELECT p.version, p.position, p.name, p.criteria,
            (SELECT array_agg(coalesce(k.product_code, k.udi_di)) FROM affected_product_code k WHERE k.product_id = p.id AND k.removed_at IS NULL) AS added,
            count(cd.device_id) FILTER (WHERE cd.verdict = 'affected') AS affected,
            count(cd.device_id) FILTER (WHERE cd.verdict = 'possibly-affected') AS possibly,
            count(cd.device_id) FILTER (WHERE cd.verdict = 'not-affected') AS removed
       FROM affected_product p LEFT JOIN campaign_device cd ON cd.product_id = p.id AND cd.campaign_id = $1
      WHERE p.notice_id = $2 AND p.version <= $3 GROUP BY p.id ORDER BY p.version, p.position`,
    [campaignId, noticeId, upTo],
  );

/** Which letter made which version of the scope. Version 1 is the notice as it was entered. */
export const scopeLetters = (sql: Sql, noticeId: string) =>
  sql<{ scope_version: number; dated_on: string; kind: string }>(
    'SELECT scope_version, dated_on, kind FROM communication WHERE notice_id = $1 AND scope_change IS NOT NULL ORDER BY id',
    [noticeId],
  );

/** What became of a pump: exactly one of these, so that they add up to all pumps looked at. */
export const fates = [
  'completed',
  'by-site',
  'not-located',
  'not-applicable',
  'removed',
  'withdrawn',
  'open',
] as const;
export type Fate = (typeof fates)[number];

export const fatesBySite = (sql: Sql, campaignId: string) =>
  sql<{ site: string; fate: Fate; pumps: string }>(
    `SELECT s.name AS site, f.fate, count(*) AS pumps FROM (
       SELECT d.site_id,
              CASE WHEN bool_or(t.status IN ('open', 'waiting')) THEN 'open'
                   WHEN bool_or(t.status = 'closed' AND t.outcome = 'cannot-locate') THEN 'not-located'
                   WHEN cd.verdict = 'not-affected' THEN 'removed'
                   WHEN bool_or(t.status = 'closed' AND t.outcome <> 'not-applicable') THEN 'completed'
                   WHEN bool_or(t.status = 'closed') THEN 'not-applicable'
                   WHEN count(t.id) = 0 THEN 'by-site'
                   ELSE 'withdrawn' END AS fate
         FROM campaign_device cd JOIN device d ON d.id = cd.device_id
         LEFT JOIN task t ON t.campaign_id = cd.campaign_id AND t.device_id = cd.device_id
        WHERE cd.campaign_id = $1 GROUP BY cd.device_id, cd.verdict, d.site_id) f
       JOIN site s ON s.id = f.site_id GROUP BY s.name, f.fate ORDER BY s.name`,
    [campaignId],
  );

export const scopeTotal = async (sql: Sql, campaignId: string): Promise<number> => {
  const [row] = await sql<{ n: string }>('SELECT count(*) AS n FROM campaign_device WHERE campaign_id = $1', [
    campaignId,
  ]);
  return Number(row?.n ?? 0);
};

export const outcomesByStep = (sql: Sql, campaignId: string) =>
  sql<{ step_key: string; result: string; tasks: string }>(
    `SELECT step_key, CASE status WHEN 'closed' THEN outcome WHEN 'withdrawn' THEN '(withdrawn)' ELSE '(open)' END AS result, count(*) AS tasks
       FROM task WHERE campaign_id = $1 GROUP BY 1, 2 ORDER BY 1, 3 DESC`,
    [campaignId],
  );

export const milestones = async (sql: Sql, campaignId: string) => {
  const [row] = await sql<{
    first: Date | null;
    last: Date | null;
    completions: string;
    late: string;
    reopened: string;
  }>(
    `SELECT min(h.completed_at) AS first, max(h.completed_at) AS last, count(*) AS completions,
            count(*) FILTER (WHERE h.reopened_at IS NOT NULL) AS reopened,
            (SELECT count(*) FROM task t LEFT JOIN site s ON s.id = t.site_id WHERE t.campaign_id = $1 AND t.status = 'closed'
                AND (t.completed_at AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date > t.due_on) AS late
       FROM task_completion h WHERE h.campaign_id = $1`,
    [campaignId],
  );
  return row;
};

export interface ExceptionRow {
  what: string;
  pump: string | null;
  site: string | null;
  says: string | null;
  by: string | null;
  at: Date | null;
  total: string;
}

const PUMP = `coalesce(nullif(concat_ws(' / ', d.asset_tag, d.serial_number), ''), 'pump ' || d.id)`;

/** Tasks that did not end as usual: not applicable, not located, or with a finding that started further work. */
export const unusualTasks = (sql: Sql, campaignId: string, findings: readonly string[]) =>
  sql<ExceptionRow>(
    `SELECT t.step_key || ': ' || t.outcome AS what, ${PUMP} AS pump, s.name AS site,
            concat_ws('; ', t.reason, t.note, (SELECT string_agg(x->>'place', ', ') FROM jsonb_array_elements(t.searched) x)) AS says,
            u.name AS by, t.completed_at AS at, count(*) OVER (PARTITION BY t.outcome) AS total
       FROM task t LEFT JOIN device d ON d.id = t.device_id LEFT JOIN site s ON s.id = t.site_id LEFT JOIN app_user u ON u.id = t.completed_by
      WHERE t.campaign_id = $1 AND t.status = 'closed'
        AND (t.outcome IN ('not-applicable', 'cannot-locate') OR t.step_key || ' ' || t.outcome = ANY($2))
      ORDER BY t.outcome, t.id LIMIT ${WRITTEN_OUT}`,
    [campaignId, findings],
  );

export const reopenings = (sql: Sql, campaignId: string) =>
  sql<ExceptionRow>(
    `SELECT t.step_key || ': ' || h.outcome AS what, ${PUMP} AS pump, s.name AS site, h.reopen_reason AS says, u.name AS by,
            h.reopened_at AS at, count(*) OVER () AS total
       FROM task_completion h JOIN task t ON t.id = h.task_id AND t.campaign_id = h.campaign_id
       LEFT JOIN device d ON d.id = t.device_id LEFT JOIN site s ON s.id = t.site_id LEFT JOIN app_user u ON u.id = h.reopened_by
      WHERE h.campaign_id = $1 AND h.reopened_at IS NOT NULL ORDER BY h.id LIMIT ${WRITTEN_OUT}`,
    [campaignId],
  );

export const replyTasks = (sql: Sql, campaignId: string) =>
  sql<{
    step_key: string;
    site: string | null;
    status: string;
    outcome: string | null;
    by: string | null;
    at: Date | null;
    fields: unknown;
  }>(
    `SELECT t.step_key, s.name AS site, t.status, t.outcome, u.name AS by, t.completed_at AS at, t.fields
       FROM task t LEFT JOIN site s ON s.id = t.site_id LEFT JOIN app_user u ON u.id = t.completed_by
      WHERE t.campaign_id = $1 AND t.step_key IN ('return-reply-form', 'acknowledge-on-portal', 'forward-notice') AND t.status <> 'withdrawn'
      ORDER BY t.step_key, s.name LIMIT 500`,
    [campaignId],
  );

export const messageCounts = (sql: Sql, campaignId: string) =>
  sql<{ kind: string; state: string; messages: string; people: string }>(
    `SELECT kind, state, count(*) AS messages, count(DISTINCT person_id) AS people FROM reminder
      WHERE (campaign_id = $1 OR campaign_ids @> ARRAY[$1::bigint]) AND kind NOT IN ('invite', 'password-reset')
      GROUP BY kind, state ORDER BY kind, state`,
    [campaignId],
  );
