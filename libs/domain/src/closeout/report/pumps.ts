import type { ProductCriteria } from '#contracts/notices';
import type { Sql } from '#platform/database';
import { missingPumps } from '../not-located.service.js';
import type { Paper } from './paper.js';
import {
  type ExceptionRow,
  type Fate,
  fates,
  fatesBySite,
  type Head,
  milestones,
  outcomesByStep,
  type ProductRow,
  productsOf,
  reopenings,
  scopeLetters,
  planWords,
  stepsOf,
  unusualTasks,
  WRITTEN_OUT,
} from './report.queries.js';
import { number, when } from './words.js';

const FATE: Record<Fate, string> = {
  completed: 'Done',
  // the plan has no step for a pump by itself
  'by-site': 'By steps of the site',
  'not-located': 'Not located',
  'not-applicable': 'Not applicable',
  // by a person who verified its record, by a letter that names it no more, or by a record that was corrected
  removed: 'Not affected',
  withdrawn: 'Withdrawn',
  open: 'Open',
};

export async function scope(sql: Sql, paper: Paper, head: Head, campaignId: string): Promise<void> {
  paper.heading('2. Scope, and why');
  paper.text(
    'A pump is affected when it meets every criterion of a row of the notice, and possibly affected when its record lacks a fact that a criterion needs. Nobody is left out for want of a fact.',
    { quiet: true },
  );
  const all = await productsOf(sql, campaignId, head.notice_id, head.scope_version);
  const letters = await scopeLetters(sql, head.notice_id);
  const nameOf = (version: number): string => {
    const letter = letters.find(({ scope_version: made }) => made === version);
    return letter === undefined
      ? 'the notice as it was entered'
      : `the letter of ${letter.dated_on} (${letter.kind})`;
  };
  if (head.scope_version > 1)
    paper.text(`In force: version ${head.scope_version}, by ${nameOf(head.scope_version)}.`, {
      strong: true,
    });
  productTable(
    paper,
    all.filter(({ version }) => version === head.scope_version),
  );
  const earlier = all.filter(({ version }) => version < head.scope_version);
  for (const version of new Set(earlier.map((row) => row.version))) {
    paper.text(
      `Before that: version ${version}, by ${nameOf(version)}. Pumps stand by it that a later version does not name.`,
      { strong: true },
    );
    productTable(
      paper,
      earlier.filter((row) => row.version === version),
    );
  }
}

function productTable(paper: Paper, products: readonly ProductRow[]): void {
  paper.table(
    [
      { head: 'Row of the notice', share: 1.6 },
      { head: 'Criteria', share: 3.4 },
      { head: 'Affected', share: 0.8, figures: true },
      { head: 'Possibly', share: 0.8, figures: true },
      { head: 'Not affected', share: 0.9, figures: true },
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

export async function counts(
  sql: Sql,
  paper: Paper,
  head: Head,
  campaignId: string,
  total: number,
): Promise<void> {
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
  const words = planWords(head);
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
        words.title(key),
        number(own.reduce((all, row) => all + Number(row.tasks), 0)),
        own.map((row) => `${words.outcome(key, row.result)} ${number(row.tasks)}`).join(', '),
      ];
    }),
  );
}

export async function exceptions(sql: Sql, paper: Paper, head: Head, campaignId: string): Promise<void> {
  paper.heading('4. Exceptions');
  const work = await milestones(sql, campaignId);
  paper.text(
    `${number(work?.late ?? 0)} tasks were closed after their due day; ${number(work?.reopened ?? 0)} completions were set aside by reopening a task.`,
  );
  // the first outcome of a step is the usual one. Of the steps that everybody begins with: what follows from a finding is no finding of its own
  const findings = stepsOf(head)
    .filter(({ startsOn }) => startsOn !== 'outcome')
    .flatMap((step) =>
      step.outcomes
        .slice(1)
        .filter(({ starts }) => starts.length > 0)
        .map((outcome) => `${step.key} ${outcome.key}`),
    );
  const words = planWords(head);
  const unusual = (await unusualTasks(sql, campaignId, findings)).map((row) => ({
    ...row,
    what: words.both(row.what),
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
    aside.map((row) => ({ ...row, what: words.both(row.what) })),
    'tables/completions.csv',
  );
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
