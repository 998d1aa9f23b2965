import type { SignatureView } from '#contracts/closeout';
import type { Sql } from '#platform/database';
import { viewsOf } from '../check.presenter.js';
import { signaturesOf } from '../signing.service.js';
import { lettersApplied } from './answers.queries.js';
import { answers, messages } from './answers.js';
import { Paper } from './paper.js';
import { checks, signed, trail } from './proof.js';
import { counts, exceptions, scope } from './pumps.js';
import { communicationsOf, headOf, type Head, milestones, replyTasks, scopeTotal } from './report.queries.js';
import { campaignStatus, noticeAction, number, when } from './words.js';

/**
 * The report of one campaign, as a surveyor reads it: what came, what it was about, what was done, what is owed, who signed.
 * Every figure is counted in the snapshot that `sql` reads; lists are cut, and say where the rest is.
 */
export async function writeReport(
  sql: Sql,
  campaignId: string,
  printed: { at: Date; by: string },
): Promise<AsyncIterable<Buffer>> {
  const head = await headOf(sql, campaignId);
  const paper = new Paper(`Printed ${when(printed.at)} by ${printed.by}. ${head.title}`, {
    title: `Recall response report: ${head.title}`,
    author: printed.by,
    created: printed.at,
  });
  const signatures = await signaturesOf(sql, campaignId);
  paper.title('Recall response report', head.title);
  await about(sql, paper, head);
  await timeline(sql, paper, head, campaignId, signatures);
  await scope(sql, paper, head, campaignId);
  const total = await scopeTotal(sql, campaignId);
  await counts(sql, paper, head, campaignId, total);
  await exceptions(sql, paper, head, campaignId);
  await answers(sql, paper, head, campaignId);
  checks(paper, await viewsOf(sql, campaignId, null));
  await messages(sql, paper, campaignId);
  signed(paper, signatures, head);
  await trail(sql, paper, head);
  return paper.finish();
}

async function about(sql: Sql, paper: Paper, head: Head): Promise<void> {
  const sites =
    head.site_ids === null
      ? 'every site of the hospital'
      : (
          await sql<{ name: string }>('SELECT name FROM site WHERE id = ANY($1::bigint[]) ORDER BY name', [
            head.site_ids,
          ])
        )
          .map(({ name }) => name)
          .join(', ');
  paper.table(
    [
      { head: 'About', share: 1 },
      { head: '', share: 4 },
    ],
    [
      ['Notice', head.notice_title],
      ['Firm', head.firm],
      ['Class', head.class === null ? 'not classified' : `Class ${head.class}`],
      ['Action', noticeAction(head.action)],
      [
        'Event and recall numbers',
        [head.event_number ?? '', ...head.recall_numbers].filter(Boolean).join(', ') || 'none',
      ],
      ['Reason', head.reason.length > 900 ? `${head.reason.slice(0, 900)} ...` : head.reason || 'not given'],
      ['Plan', `${head.plan_title} (${head.plan_key}, version ${head.plan_version})`],
      ['Sites', sites],
      ['Answered for by', head.owner],
      ['Status', campaignStatus(head.status)],
    ],
  );
}

async function timeline(
  sql: Sql,
  paper: Paper,
  head: Head,
  campaignId: string,
  signatures: readonly SignatureView[],
): Promise<void> {
  const work = await milestones(sql, campaignId);
  const letters = await communicationsOf(sql, head.notice_id);
  const owed = await replyTasks(sql, campaignId);
  const returned = owed.filter((task) => task.status === 'closed' && task.step_key !== 'forward-notice');
  const lastReply = returned.map(({ at }) => at?.getTime() ?? 0).reduce((a, b) => Math.max(a, b), 0);
  const rows: Array<[at: string, what: string, who: string]> = [];
  if (head.initiated_on !== null) rows.push([head.initiated_on, 'The firm initiated the action', head.firm]);
  for (const letter of letters) rows.push([letter.dated_on, `Letter: ${letter.kind}`, head.firm]);
  rows.push([
    when(head.notice_entered_at),
    'Received: the notice was entered',
    head.notice_entered_by ?? 'Closeout',
  ]);
  rows.push([when(head.created_at), 'The response was drafted', head.created_by ?? '']);
  if (head.opened_at !== null)
    rows.push([when(head.opened_at), 'Distributed: tasks were given to people', head.opened_by ?? '']);
  for (const change of await lettersApplied(sql, campaignId))
    if (change.letter !== null)
      rows.push([when(change.begun_at), `In force here: ${change.letter}`, change.by ?? '']);
  if (work?.first) rows.push([when(work.first), 'The first task was closed', '']);
  if (work?.last) rows.push([when(work.last), `The last of ${number(work.completions)} completions`, '']);
  if (lastReply > 0)
    rows.push([
      when(new Date(lastReply)),
      `Replied: the last of ${returned.length} replies was returned`,
      '',
    ]);
  for (const one of signatures) {
    const what =
      one.act === 'close'
        ? 'Closed, signed'
        : one.act === 'reopen'
          ? 'Reopened, signed'
          : 'Decision on pumps not located, signed';
    rows.push([when(new Date(one.signedAt)), what, one.signer.name]);
  }
  if (head.status === 'cancelled') {
    const why =
      head.nothing_affected === null
        ? 'Cancelled'
        : `Cancelled: nothing is affected (${number(head.nothing_affected.notAffected)} pumps were matched)`;
    rows.push([when(head.closed_at), why, head.closed_by ?? '']);
  }
  paper.heading('1. Timeline');
  paper.table(
    [
      { head: 'When', share: 1.5 },
      { head: 'What', share: 3.2 },
      { head: 'Who', share: 1.6 },
    ],
    // days and moments sort as text; of one day without a time, the day comes first
    rows.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}
