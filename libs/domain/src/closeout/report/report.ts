import type { CheckView, SignatureView } from '#contracts/closeout';
import type { ProductCriteria } from '#contracts/notices';
import type { Sql } from '#platform/database';
import { viewsOf } from '../checks.service.js';
import { missingPumps } from '../not-located.service.js';
import { chainEnds, signaturesOf } from '../signing.service.js';
import { Paper } from './paper.js';
import {
  communicationsOf,
  type ExceptionRow,
  type Fate,
  fates,
  fatesBySite,
  headOf,
  type Head,
  messageCounts,
  milestones,
  outcomesByStep,
  productsOf,
  reopenings,
  replyTasks,
  scopeTotal,
  unusualTasks,
  WRITTEN_OUT,
} from './report.queries.js';

const FATE: Record<Fate, string> = {
  completed: 'Done',
  // the plan has no step for a pump by itself
  'by-site': 'By steps of the site',
  'not-located': 'Not located',
  'not-applicable': 'Not applicable',
  removed: 'Not affected (verified)',
  withdrawn: 'Withdrawn',
  open: 'Open',
};

const when = (at: Date | null | undefined): string =>
  at === null || at === undefined ? '' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const number = (n: number | string): string => Number(n).toLocaleString('en-US');

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
  await replies(sql, paper, head, campaignId);
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
      ['Action', head.action],
      [
        'Event and recall numbers',
        [head.event_number ?? '', ...head.recall_numbers].filter(Boolean).join(', ') || 'none',
      ],
      ['Reason', head.reason.length > 900 ? `${head.reason.slice(0, 900)} ...` : head.reason || 'not given'],
      ['Plan', `${head.plan_title} (${head.plan_key}, version ${head.plan_version})`],
      ['Sites', sites],
      ['Answered for by', head.owner],
      ['Status', head.status],
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

async function scope(sql: Sql, paper: Paper, head: Head, campaignId: string): Promise<void> {
  paper.heading('2. Scope, and why');
  paper.text(
    'A pump is affected when it meets every criterion of a row of the notice, and possibly affected when its record lacks a fact that a criterion needs. Nobody is left out for want of a fact.',
    { quiet: true },
  );
  const products = await productsOf(sql, campaignId, head.notice_id);
  paper.table(
    [
      { head: 'Row of the notice', share: 1.6 },
      { head: 'Criteria', share: 3.4 },
      { head: 'Affected', share: 0.8, figures: true },
      { head: 'Possibly', share: 0.8, figures: true },
      { head: 'Verified as not', share: 0.9, figures: true },
    ],
    products.map((row) => [
      `${row.position}. ${row.name}`,
      criteriaInWords(row.criteria, row.added ?? []),
      number(row.affected),
      number(row.possibly),
      number(row.removed),
    ]),
  );
}

function criteriaInWords(criteria: ProductCriteria, added: readonly string[]): string {
  const some = (list: readonly string[]): string =>
    list.length > 12 ? `${list.slice(0, 12).join(', ')} and ${list.length - 12} more` : list.join(', ');
  const range = (of: { from?: string | null | undefined; to?: string | null | undefined }): string =>
    `${of.from ? `from ${of.from}` : ''}${of.to ? ` to ${of.to}` : of.from ? ' on' : ''}`.trim();
  const { serialNumbers: serials, softwareVersions: versions } = criteria;
  return [
    criteria.productCodes.length > 0 ? `product code ${some(criteria.productCodes)}` : '',
    criteria.udiDis.length > 0 ? `UDI-DI ${some(criteria.udiDis)}` : '',
    added.length > 0 ? `by hand also ${some(added)}` : '',
    serials
      ? `serial number ${some([...(serials.list ?? []), ...(serials.ranges ?? []).map(([a, b]) => `${a} to ${b}`)])}`
      : 'all serial numbers',
    criteria.manufactured ? `made ${range(criteria.manufactured)}` : '',
    criteria.distributed ? `distributed ${range(criteria.distributed)}` : '',
    versions?.include ? `software ${some(versions.include)}` : '',
    versions?.exclude ? `software other than ${some(versions.exclude)}` : '',
    criteria.unread ? 'with words that a person has to read' : '',
  ]
    .filter(Boolean)
    .join('; ');
}

async function counts(sql: Sql, paper: Paper, head: Head, campaignId: string, total: number): Promise<void> {
  paper.heading('3. What became of every pump');
  const rows = await fatesBySite(sql, campaignId);
  const sites = [...new Set(rows.map(({ site }) => site))];
  const of = (site: string | null, fate: Fate): number =>
    rows
      .filter((row) => (site === null || row.site === site) && row.fate === fate)
      .reduce((sum, row) => sum + Number(row.pumps), 0);
  const line = (name: string, site: string | null): string[] => [
    name,
    ...fates.map((fate) => number(of(site, fate))),
    number(fates.reduce((sum, fate) => sum + of(site, fate), 0)),
  ];
  paper.table(
    [
      { head: 'Site', share: 2 },
      ...fates.map((fate) => ({
        head: FATE[fate],
        share: fate === 'withdrawn' || fate === 'not-applicable' ? 1.25 : 1,
        figures: true,
      })),
      { head: 'All', share: 0.8, figures: true },
    ],
    [...sites.map((site) => line(site, site)), line('All sites', null)],
  );
  const sum = fates.reduce((all, fate) => all + of(null, fate), 0);
  paper.text(
    sum === total
      ? `The counts reconcile: each of the ${number(total)} pumps recorded in scope is in exactly one column.`
      : `THE COUNTS DO NOT RECONCILE: ${number(total)} pumps are recorded in scope, ${number(sum)} are in a column.`,
    { strong: true },
  );
  const steps = await outcomesByStep(sql, campaignId);
  const titleOf = new Map(head.plan.steps.map((step) => [step.key, step.title]));
  paper.text('Tasks by step and how they ended:');
  paper.table(
    [
      { head: 'Step', share: 2.4 },
      { head: 'Tasks', share: 0.7, figures: true },
      { head: 'Ended as', share: 3.5 },
    ],
    [...new Set(steps.map(({ step_key }) => step_key))].map((key) => {
      const own = steps.filter((row) => row.step_key === key);
      return [
        titleOf.get(key) ?? key,
        number(own.reduce((all, row) => all + Number(row.tasks), 0)),
        own.map((row) => `${row.result} ${number(row.tasks)}`).join(', '),
      ];
    }),
  );
}

async function exceptions(sql: Sql, paper: Paper, head: Head, campaignId: string): Promise<void> {
  paper.heading('4. Exceptions');
  const work = await milestones(sql, campaignId);
  paper.text(
    `${number(work?.late ?? 0)} tasks were closed after their due day; ${number(work?.reopened ?? 0)} completions were set aside by reopening a task.`,
  );
  // the first outcome of a step is the usual one. Of the steps that everybody begins with: what follows from a finding is no finding of its own
  const findings = head.plan.steps
    .filter(({ startsOn }) => startsOn !== 'outcome')
    .flatMap((step) =>
      step.outcomes
        .slice(1)
        .filter(({ starts }) => starts.length > 0)
        .map((outcome) => `${step.key} ${outcome.key}`),
    );
  const unusual = (await unusualTasks(sql, campaignId, findings)).map((row) => ({
    ...row,
    what: inWords(head, row.what),
  }));
  paper.text(
    'Findings that started further work, steps that were not applicable, and pumps that could not be found:',
    { strong: true },
  );
  exceptionTable(paper, unusual, 'tables/tasks.csv');
  const missing = await missingPumps(sql, campaignId, null);
  paper.text('Pumps not located, and the signed decision on each:', { strong: true });
  paper.table(
    [
      { head: 'Pump', share: 1.6 },
      { head: 'Site', share: 1.4 },
      { head: 'Decision', share: 3.4 },
    ],
    missing
      .slice(0, WRITTEN_OUT)
      .map((row) => [
        [row.asset_tag, row.serial_number].filter(Boolean).join(' / ') || `pump ${row.id}`,
        row.site,
        row.signature_id === null
          ? 'UNDECIDED'
          : `${row.signer_name} on ${when(row.decided_at)} (signature ${row.signature_id}): ${row.reason}`,
      ]),
  );
  if (missing.length > WRITTEN_OUT)
    paper.text(`${missing.length - WRITTEN_OUT} more are in tables/not-located.csv.`);
  paper.text('Completions that were set aside:', { strong: true });
  const aside = await reopenings(sql, campaignId);
  exceptionTable(
    paper,
    aside.map((row) => ({ ...row, what: inWords(head, row.what) })),
    'tables/completions.csv',
  );
}

/** "inspect-contacts: residue" in the words of the plan: "Inspect the contacts: Residue found". */
function inWords(head: Head, what: string): string {
  const [key, outcome] = what.split(': ');
  const step = head.plan.steps.find((one) => one.key === key);
  const label = step?.outcomes.find((one) => one.key === outcome)?.label;
  return `${step?.title ?? key}: ${label ?? outcome}`;
}

function exceptionTable(paper: Paper, rows: readonly ExceptionRow[], where: string): void {
  paper.table(
    [
      { head: 'What', share: 1.9 },
      { head: 'Pump', share: 1.5 },
      { head: 'Site', share: 1.3 },
      { head: 'Words', share: 2 },
      { head: 'Who and when', share: 1.6 },
    ],
    rows.map((row) => [
      row.what,
      row.pump ?? '',
      row.site ?? '',
      row.says ?? '',
      `${row.by ?? ''} ${when(row.at)}`,
    ]),
  );
  if (rows.length === WRITTEN_OUT)
    paper.text(`The first ${WRITTEN_OUT} are written out; every one is in ${where} of the evidence pack.`);
}

async function replies(sql: Sql, paper: Paper, head: Head, campaignId: string): Promise<void> {
  paper.heading('5. Replies and forwarding');
  const titleOf = new Map(head.plan.steps.map((step) => [step.key, step.title]));
  paper.table(
    [
      { head: 'Reply', share: 1.8 },
      { head: 'Site', share: 1.4 },
      { head: 'How', share: 2.2 },
      { head: 'Who and when', share: 1.8 },
    ],
    (await replyTasks(sql, campaignId)).map((row) => [
      titleOf.get(row.step_key) ?? row.step_key,
      row.site ?? '',
      row.status !== 'closed'
        ? 'NOT YET'
        : [row.outcome, fieldsInWords(row.fields)].filter(Boolean).join('; '),
      `${row.by ?? ''} ${when(row.at)}`,
    ]),
    'The plan asks for no reply.',
  );
}

const fieldsInWords = (fields: unknown): string =>
  Object.entries((fields ?? {}) as Record<string, unknown>)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');

function checks(paper: Paper, views: readonly CheckView[]): void {
  paper.heading('6. Independent check');
  if (views.length === 0) {
    paper.text('No independent check was asked for.', { quiet: true });
    return;
  }
  for (const view of views) {
    const share = view.percent === null ? '' : ` (${view.percent} %)`;
    paper.text(
      `Level ${view.level}${share}, after 21 CFR 7.42(b)(3): ${number(view.firstSize)} of ${number(view.population)} completed pumps drawn, ${number(view.size)} in the end; ${number(view.agreed)} agreed, ${number(view.disagreements)} disagreements, ${number(view.toCheck)} to check. Drawn by ${view.createdBy.name} on ${when(new Date(view.createdAt))} with the seed ${view.seed}.`,
    );
    paper.table(
      [
        { head: 'Pump', share: 1.6 },
        { head: 'Site', share: 1.3 },
        { head: 'Work by', share: 1.4 },
        { head: 'Checked by', share: 1.4 },
        { head: 'Result', share: 2 },
      ],
      view.pumps
        .slice(0, WRITTEN_OUT)
        .map((pump) => [
          [pump.assetTag, pump.serialNumber].filter(Boolean).join(' / ') || `pump ${pump.deviceId}`,
          pump.site,
          pump.doneBy.map(({ name }) => name).join(', '),
          pump.checkedBy === null ? '' : `${pump.checkedBy.name} ${when(new Date(pump.checkedAt ?? 0))}`,
          [pump.result ?? 'TO CHECK', pump.note].filter(Boolean).join(': '),
        ]),
      'No pump was drawn.',
    );
    if (view.pumps.length > WRITTEN_OUT)
      paper.text(`${view.pumps.length - WRITTEN_OUT} more are in tables/checks.csv.`);
  }
}

async function messages(sql: Sql, paper: Paper, campaignId: string): Promise<void> {
  paper.heading('7. Messages');
  paper.table(
    [
      { head: 'Kind', share: 2 },
      { head: 'State', share: 1.2 },
      { head: 'Messages', share: 1, figures: true },
      { head: 'People', share: 1, figures: true },
    ],
    (await messageCounts(sql, campaignId)).map((row) => [
      row.kind,
      row.state,
      number(row.messages),
      number(row.people),
    ]),
    'No message was owed.',
  );
}

function signed(paper: Paper, signatures: readonly SignatureView[], head: Head): void {
  paper.heading('8. Signatures');
  if (signatures.length === 0) {
    paper.text(
      head.status === 'closed'
        ? 'This campaign was closed before closings were signed.'
        : 'Nothing has been signed.',
      { quiet: true },
    );
    return;
  }
  for (const one of signatures) {
    paper.table(
      [
        { head: `Signature ${one.id}`, share: 1 },
        {
          head: one.act === 'close' ? 'Closing' : one.act === 'reopen' ? 'Reopening' : 'Pumps not located',
          share: 4.6,
        },
      ],
      [
        ['Signed by', `${one.signer.name} (${one.role})`],
        ['When', when(new Date(one.signedAt))],
        ['Meaning', one.meaning],
        [one.act === 'close' ? 'Note' : 'Reason', one.reason ?? ''],
        ['SHA-256 of what was signed', one.hash],
      ],
    );
  }
  paper.text(
    'Each was made with the password of the account, given again for it (21 CFR 11.50, 11.70, 11.200). What was signed, word for word, is in signatures.jsonl of the evidence pack.',
    { quiet: true },
  );
}

async function trail(sql: Sql, paper: Paper, head: Head): Promise<void> {
  paper.heading('9. Audit trail');
  const ends = await chainEnds(sql, head.site_ids);
  paper.text(
    'Every change is an entry of an append-only chain, one for each site and one (0) for what belongs to no site; each entry carries the hash of the one before it. The evidence pack has the chains and a script that verifies them without Closeout.',
  );
  paper.table(
    [
      { head: 'Chain', share: 0.6 },
      { head: 'Entries', share: 0.7, figures: true },
      { head: 'Hash of the last', share: 4.5 },
    ],
    ends.slice(0, 60).map((end) => [end.chain, number(end.seq), end.hash]),
  );
  if (ends.length > 60) paper.text(`${ends.length - 60} more are in manifest.json of the evidence pack.`);
}
