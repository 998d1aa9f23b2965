import type { GateItem } from '#contracts/closeout';
import { type ReplyState, replyStates } from '#contracts/replies';
import type { Gate, GateQuestion } from '#domain/campaigns';
import type { Sql } from '#platform/database';
import type { ReplyRecord } from './replies.queries.js';

/** The firm has its answer, and the answer is what the records say. */
const RETURNED: readonly ReplyState[] = ['sent', 'entered', 'acknowledged'];

const WORDS: Record<ReplyState, string> = {
  due: 'the count does not add up yet',
  ready: 'it is ready to be sent',
  sending: 'it is on its way to the mail server',
  sent: 'sent',
  entered: 'entered',
  acknowledged: 'acknowledged',
  'correction-due': 'what went out is not what the records say: a corrected one is due',
};

/** A site of the campaign whose reply has no row yet: the sweep makes one (RepliesSweepService.owe). */
interface Unprepared {
  site_id: string;
  site: string;
  total: string;
}

/** Sites that owe a reply by the rule of the sweep and have none yet. */
const unprepared = (sql: Sql, { campaignId, sites, limit }: GateQuestion): Promise<Unprepared[]> =>
  sql<Unprepared>(
    `SELECT cs.site_id, s.name AS site, count(*) OVER () AS total
       FROM campaign c JOIN notice n ON n.id = c.notice_id JOIN campaign_site cs ON cs.campaign_id = c.id JOIN site s ON s.id = cs.site_id
      WHERE c.id = $1 AND coalesce(n.reply_route->>'kind', '') <> 'none' AND ($2::bigint[] IS NULL OR cs.site_id = ANY($2))
        AND NOT EXISTS (SELECT FROM reply r WHERE r.campaign_id = cs.campaign_id AND r.site_id = cs.site_id)
      ORDER BY s.name LIMIT $3`,
    [campaignId, sites, limit],
  );

/**
 * Every site's reply is with the firm and says what the records say now. Closing the site's step is not enough: a reply
 * that was refused, or overtaken by a changed count, keeps the gate open.
 * @param look the replies of a campaign with their states (RepliesService.states)
 */
export function repliesReturned(
  look: (sql: Sql, question: GateQuestion) => Promise<Array<{ row: ReplyRecord; state: ReplyState }>>,
): Gate {
  return {
    key: 'replies-returned',
    title: 'Replies to the firm',
    async look(sql, question) {
      const replies = await look(sql, question);
      const missing = await unprepared(sql, question);
      const unready = Number(missing[0]?.total ?? 0);
      const left = replies
        .filter(({ state }) => !RETURNED.includes(state))
        .toSorted((a, b) => ((a.row.due_on ?? '9') < (b.row.due_on ?? '9') ? -1 : 1));
      const figures = Object.fromEntries(
        replyStates.map((state) => [state, replies.filter((one) => one.state === state).length]),
      );
      const items = left.slice(0, question.limit).map(({ row, state }): GateItem => ({
        kind: 'reply',
        id: row.id,
        what: `the reply of ${row.site_name}: ${WORDS[state]}`,
        deviceId: null,
        siteId: row.site_id,
        site: row.site_name,
        person: row.person_id === null ? null : { id: row.person_id, name: row.person ?? '' },
        dueOn: row.due_on,
      }));
      const open = left.length + unready;
      const [first] = left;
      const detail =
        first !== undefined
          ? `${open === 1 ? '1 reply is' : `${open} replies are`} not with the firm yet. The first: ${first.row.site_name}, ${WORDS[first.state]}; with ${first.row.person ?? 'nobody yet'}${first.row.due_on === null ? '' : `, due ${first.row.due_on}`}.`
          : unready > 0
            ? `The ${unready === 1 ? 'reply of 1 site is' : `replies of ${unready} sites are`} being prepared, the first ${missing[0]?.site}. Try again in a minute.`
            : replies.length === 0
              ? 'The notice asks for no reply.'
              : replies.length === 1
                ? 'The one reply is with the firm, and says what the records say.'
                : `All ${replies.length} replies are with the firm, and say what the records say.`;
      return { open, detail, figures: { ...figures, unprepared: unready }, items };
    },
  };
}

/**
 * Everybody to whom the notice was passed on has acknowledged it, or was given up with a reason. Sites that say that they passed
 * it on, and not to whom, are named.
 */
export const forwardingsAcknowledged: Gate = {
  key: 'forwardings-acknowledged',
  title: 'Passed on to others',
  async look(sql, { campaignId, sites, limit }) {
    const [counts] = await sql<Record<'waiting' | 'acknowledged' | 'ended', number>>(
      `SELECT (count(*) FILTER (WHERE state = 'waiting'))::int AS waiting, (count(*) FILTER (WHERE state = 'acknowledged'))::int AS acknowledged,
              (count(*) FILTER (WHERE state = 'ended'))::int AS ended
         FROM forwarding WHERE campaign_id = $1 AND ($2::bigint[] IS NULL OR site_id = ANY($2))`,
      [campaignId, sites],
    );
    const unrecorded = await sql<{ site: string }>(
      `SELECT s.name AS site FROM task t JOIN site s ON s.id = t.site_id
        WHERE t.campaign_id = $1 AND t.step_key = 'forward-notice' AND t.status = 'closed' AND t.outcome = 'forwarded'
          AND coalesce(btrim(t.fields->>'forwardedTo'), '') = '' AND ($2::bigint[] IS NULL OR t.site_id = ANY($2))
          AND NOT EXISTS (SELECT FROM forwarding f WHERE f.campaign_id = t.campaign_id AND f.site_id = t.site_id) ORDER BY s.name`,
      [campaignId, sites],
    );
    const figures = {
      waiting: 0,
      acknowledged: 0,
      ended: 0,
      ...counts,
      ...(unrecorded.length === 0 ? {} : { unrecorded: unrecorded.length }),
    };
    const rows = await sql<{
      id: string;
      organisation: string;
      name: string;
      site_id: string;
      site: string;
      person_id: string | null;
      person: string | null;
    }>(
      `SELECT f.id, f.organisation, f.name, f.site_id, s.name AS site, u.id AS person_id, u.name AS person
         FROM forwarding f JOIN site s ON s.id = f.site_id LEFT JOIN app_user u ON u.id = coalesce(f.created_by, s.lead_id)
        WHERE f.campaign_id = $1 AND f.state = 'waiting' AND ($2::bigint[] IS NULL OR f.site_id = ANY($2)) ORDER BY f.id LIMIT $3`,
      [campaignId, sites, limit],
    );
    const items = rows.map((row): GateItem => ({
      kind: 'forwarding',
      id: row.id,
      what: `${row.organisation} (${row.name}) has not acknowledged the notice`,
      deviceId: null,
      siteId: row.site_id,
      site: row.site,
      person: row.person_id === null ? null : { id: row.person_id, name: row.person ?? '' },
      dueOn: null,
    }));
    const sum = figures.waiting + figures.acknowledged + figures.ended;
    const [first] = rows;
    const detail =
      first !== undefined
        ? `${figures.waiting} ${figures.waiting === 1 ? 'receiver has' : 'receivers have'} not acknowledged the notice yet. The first: ${first.organisation}, ${first.person === null ? 'told' : `told by ${first.person}`} at ${first.site}. Record the answer that came another way, or end it with a reason.`
        : sum === 0
          ? 'The notice was passed on to nobody.'
          : `Every receiver is settled: ${figures.acknowledged} acknowledged, ${figures.ended} ended with a reason.`;
    return { open: figures.waiting, detail: `${detail}${forwardedToNobody(unrecorded)}`, figures, items };
  },
};

/** Sites that a sentence names; the rest is counted. */
const SITES_NAMED = 5;

/** A warning that keeps nothing open: a step was ended by the word "forwarded", and nothing says to whom. */
function forwardedToNobody(rows: ReadonlyArray<{ site: string }>): string {
  if (rows.length === 0) return '';
  const named = rows.slice(0, SITES_NAMED).map(({ site }) => site);
  const more = rows.length - named.length;
  return ` Nothing says to whom, though the step was closed as forwarded: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. Record it under Passed on, if it was.`;
}

/** "1 report of harm is not decided on yet, 2 reports of harm are not reported yet": one of them at least. */
const harmLeft = (undecided: number, unreported: number): string =>
  [
    { value: undecided, still: 'not decided on yet' },
    { value: unreported, still: 'not reported yet' },
  ]
    .filter(({ value }) => value > 0)
    .map(
      ({ value, still }) => `${value} ${value === 1 ? 'report of harm is' : 'reports of harm are'} ${still}`,
    )
    .join(', ');

/**
 * Each report of harm is decided on (21 CFR 803.30), and what is reportable was reported. A completion that tells of harm
 * keeps the gate open from its own transaction on, before the job has made the record of it.
 */
export const harmDecided: Gate = {
  key: 'harm-decided',
  title: 'Reports of harm',
  async look(sql, { campaignId, sites, limit }) {
    const rows = await sql<{
      id: string | null;
      task_id: string;
      state: string | null;
      what: string;
      device_id: string | null;
      site_id: string | null;
      site: string | null;
      person_id: string;
      person: string;
      due_on: string | null;
    }>(
      `SELECT r.id, h.task_id, r.state, h.harm->>'what' AS what, t.device_id, t.site_id, s.name AS site, o.id AS person_id, o.name AS person, r.due_on
         FROM task_completion h JOIN task t ON t.id = h.task_id AND t.campaign_id = h.campaign_id
         JOIN campaign c ON c.id = h.campaign_id JOIN app_user o ON o.id = c.owner_id
         LEFT JOIN site s ON s.id = t.site_id LEFT JOIN harm_record r ON r.completion_id = h.id
        WHERE h.campaign_id = $1 AND h.harm IS NOT NULL AND ($2::bigint[] IS NULL OR t.site_id = ANY($2))
        ORDER BY r.due_on NULLS FIRST, h.id`,
      [campaignId, sites],
    );
    const left = rows.filter(({ state }) => state !== 'reported' && state !== 'not-reportable');
    const items = left.slice(0, limit).map((row): GateItem => ({
      kind: row.id === null ? 'task' : 'harm',
      id: row.id ?? row.task_id,
      what: `${row.state === 'reportable' ? 'reportable, and not reported yet' : 'undecided'}: ${row.what}`,
      deviceId: row.device_id,
      siteId: row.site_id,
      site: row.site,
      person: { id: row.person_id, name: row.person },
      dueOn: row.due_on,
    }));
    const of = (state: string): number => rows.filter((row) => (row.state ?? 'undecided') === state).length;
    const figures = {
      undecided: of('undecided'),
      reportable: of('reportable'),
      reported: of('reported'),
      notReportable: of('not-reportable'),
    };
    const [first] = left;
    const detail =
      first !== undefined
        ? `${harmLeft(figures.undecided, figures.reportable)}. The first${first.site === null ? '' : `, at ${first.site}`}: with ${first.person}${first.due_on === null ? '' : `, due ${first.due_on}`}.`
        : rows.length === 0
          ? 'Nobody reported harm to a patient.'
          : `Every report of harm is decided on: ${figures.reported} reported, ${figures.notReportable} not reportable.`;
    return { open: left.length, detail, figures, items };
  },
};
