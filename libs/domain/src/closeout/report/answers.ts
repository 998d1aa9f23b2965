import type { Sql } from '#platform/database';
import { forwardingsOf, harmsOf, lettersApplied, repliesSent, waitsOf } from './answers.queries.js';
import type { Paper } from './paper.js';
import { type Head, messageCounts, planWords, replyTasks, WRITTEN_OUT } from './report.queries.js';
import { harmState, messageKind, messageState, number, replyRoute, waitReason, when } from './words.js';

/** What the firm was answered, to whom the notice was passed on, harm, waits for the firm, and letters that changed it. */
export async function answers(sql: Sql, paper: Paper, head: Head, campaignId: string): Promise<void> {
  await replies(sql, paper, head, campaignId);
  await forwardings(sql, paper, campaignId);
  await harms(sql, paper, campaignId);
  await waits(sql, paper, campaignId);
  await changes(sql, paper, campaignId);
}

async function replies(sql: Sql, paper: Paper, head: Head, campaignId: string): Promise<void> {
  paper.heading('5. Replies and forwarding');
  const sent = await repliesSent(sql, campaignId);
  paper.table(
    [
      { head: 'Site', share: 1.3 },
      { head: 'Version', share: 0.7, figures: true },
      { head: 'Route', share: 0.7 },
      { head: 'Affected', share: 0.8, figures: true },
      { head: 'Where they are', share: 2.4 },
      { head: 'Sent by, and what came of it', share: 2.2 },
    ],
    sent.map((row) => [
      row.site,
      row.number === null ? '' : `${row.number}${row.interim ? ' interim' : ''}`,
      row.route === null ? 'NOT YET' : replyRoute(row.route),
      row.total === null ? '' : number(row.total['affected'] ?? 0),
      row.total === null ? '' : placesInWords(row.total),
      [
        row.by,
        when(row.at),
        row.answer,
        row.acknowledged_at === null ? null : `acknowledged ${when(row.acknowledged_at)}`,
      ]
        .filter(Boolean)
        .join('; '),
    ]),
    'No reply was owed.',
  );
  paper.text('The steps that asked for it:', { strong: true });
  const words = planWords(head);
  paper.table(
    [
      { head: 'Reply', share: 1.8 },
      { head: 'Site', share: 1.4 },
      { head: 'How', share: 2.2 },
      { head: 'Who and when', share: 1.8 },
    ],
    (await replyTasks(sql, campaignId)).map((row) => [
      words.title(row.step_key),
      row.site ?? '',
      row.status !== 'closed'
        ? 'NOT YET'
        : [words.outcome(row.step_key, row.outcome ?? ''), ...words.fields(row.step_key, row.fields)].join(
            '; ',
          ),
      `${row.by ?? ''} ${when(row.at)}`,
    ]),
    'The plan asks for no reply.',
  );
}

const PLACES: Record<string, string> = {
  corrected: 'corrected or in order',
  isolated: 'isolated',
  returned: 'returned',
  disposed: 'disposed of',
  notLocated: 'not located',
  transferred: 'transferred',
  stillOpen: 'still open',
  unplaced: 'NOT ACCOUNTED FOR',
};
const placesInWords = (total: Record<string, number>): string =>
  Object.entries(PLACES)
    .filter(([key]) => (total[key] ?? 0) > 0)
    .map(([key, words]) => `${words} ${number(total[key] ?? 0)}`)
    .join(', ') || 'no stock';

async function forwardings(sql: Sql, paper: Paper, campaignId: string): Promise<void> {
  paper.text('To whom the notice was passed on:', { strong: true });
  paper.table(
    [
      { head: 'Whom', share: 2.2 },
      { head: 'From', share: 1.4 },
      { head: 'Messages', share: 0.8, figures: true },
      { head: 'What came of it', share: 2.6 },
    ],
    (await forwardingsOf(sql, campaignId)).map((row) => [
      `${row.organisation}: ${row.name}, ${row.email}`,
      row.site,
      number(row.letters),
      row.state === 'waiting'
        ? 'NOT ACKNOWLEDGED'
        : row.state === 'acknowledged'
          ? [`acknowledged by ${row.acknowledged_by ?? ''}`, when(row.acknowledged_at), row.reason]
              .filter(Boolean)
              .join('; ')
          : `ended by ${row.settler ?? ''}: ${row.reason ?? ''}`,
    ]),
    'To nobody.',
  );
}

async function harms(sql: Sql, paper: Paper, campaignId: string): Promise<void> {
  paper.text('Harm to patients, or what could have been (21 CFR 803.30):', { strong: true });
  paper.table(
    [
      { head: 'What', share: 2.4 },
      { head: 'Pump and site', share: 1.6 },
      { head: 'Aware, due', share: 1.3 },
      { head: 'Decision and reports', share: 2.6 },
    ],
    (await harmsOf(sql, campaignId)).map((row) => [
      row.what,
      [row.pump, row.site].filter(Boolean).join(', '),
      `${when(row.aware_at)}; ${row.due_on}`,
      [harmState(row.state), row.decision, row.reports].filter(Boolean).join('; '),
    ]),
    'Nobody reported any.',
  );
}

async function waits(sql: Sql, paper: Paper, campaignId: string): Promise<void> {
  paper.text('Waiting for the firm:', { strong: true });
  const rows = await waitsOf(sql, campaignId);
  paper.table(
    [
      { head: 'For', share: 1.4 },
      { head: 'Pump and site', share: 1.8 },
      { head: 'Asked, promised', share: 1.8 },
      { head: 'Who asked', share: 1.2 },
      { head: 'Ended', share: 1.4 },
    ],
    rows.map((row) => [
      [waitReason(row.waits_for), row.note].filter(Boolean).join(': '),
      [row.pump, row.site].filter(Boolean).join(', '),
      [row.asked_on, row.promised_on].filter(Boolean).join('; '),
      row.chaser,
      row.ended_at === null ? (row.over ? 'with its task' : 'WAITS') : when(row.ended_at),
    ]),
    'Nothing did.',
  );
  if (rows.length === WRITTEN_OUT) paper.text(`The first ${WRITTEN_OUT}; every one is in tables/waits.csv.`);
}

async function changes(sql: Sql, paper: Paper, campaignId: string): Promise<void> {
  paper.text('Later letters and reopenings that changed what was to be done:', { strong: true });
  paper.table(
    [
      { head: 'When', share: 1.4 },
      { head: 'What', share: 2.6 },
      { head: 'Pumps', share: 0.8, figures: true },
      { head: 'Tasks', share: 0.8, figures: true },
      { head: 'By', share: 1.2 },
    ],
    (await lettersApplied(sql, campaignId)).map((row) => [
      when(row.begun_at),
      row.letter ?? row.reason,
      number(row.devices),
      number(row.tasks),
      row.by ?? '',
    ]),
    'None.',
  );
}

export async function messages(sql: Sql, paper: Paper, campaignId: string): Promise<void> {
  paper.heading('7. Messages');
  paper.table(
    [
      { head: 'Kind', share: 2 },
      { head: 'State', share: 1.2 },
      { head: 'Messages', share: 1, figures: true },
      { head: 'People', share: 1, figures: true },
    ],
    (await messageCounts(sql, campaignId)).map((row) => [
      messageKind(row.kind),
      messageState(row.state),
      number(row.messages),
      number(row.people),
    ]),
    'No message was owed.',
  );
}
