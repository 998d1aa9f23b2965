import type { LetterRef, Searched, TaskHistory } from '#contracts/tasks';
import type { Sql } from '#platform/database';

/** The letter that was in force in a campaign at a moment: the last that was applied by then, else the newest at its opening. */
const letterAt = (campaign: string, at: string): string => `(
  SELECT jsonb_build_object('id', m.id::text, 'date', m.dated_on, 'kind', m.kind) FROM communication m WHERE m.id = coalesce(
    (SELECT x.communication_id FROM campaign_change x
      WHERE x.campaign_id = ${campaign} AND x.kind = 'letter' AND x.begun_at <= ${at} ORDER BY x.id DESC LIMIT 1),
    (SELECT max(o.id) FROM communication o JOIN campaign k ON k.notice_id = o.notice_id AND o.created_at <= k.opened_at
      WHERE k.id = ${campaign})))`;

interface CompletionRow {
  outcome: string;
  fields: Record<string, string | number | boolean>;
  note: string | null;
  reason: string | null;
  searched: Searched[] | null;
  completed_at: Date;
  completed_by: string;
  completer: string;
  reopened_at: Date | null;
  reopened_by: string | null;
  reopener: string | null;
  reopen_reason: string | null;
  letter: LetterRef | null;
}

/** Every completion of a task, also those that a reopening set aside, oldest first. */
export async function completionsOf(sql: Sql, id: string): Promise<TaskHistory['items']> {
  const rows = await sql<CompletionRow>(
    `SELECT h.*, c.name AS completer, r.name AS reopener, ${letterAt('h.campaign_id', 'h.completed_at')} AS letter FROM task_completion h
       JOIN app_user c ON c.id = h.completed_by LEFT JOIN app_user r ON r.id = h.reopened_by
      WHERE h.task_id = $1 ORDER BY h.id`,
    [id],
  );
  return rows.map(presentCompletion);
}

function presentCompletion(row: CompletionRow): TaskHistory['items'][number] {
  return {
    outcome: row.outcome,
    fields: row.fields,
    note: row.note,
    reason: row.reason,
    searched: row.searched,
    completedAt: row.completed_at.toISOString(),
    completedBy: { id: row.completed_by, name: row.completer },
    reopenedAt: row.reopened_at?.toISOString() ?? null,
    reopenedBy: row.reopened_by === null ? null : { id: row.reopened_by, name: row.reopener ?? '' },
    reopenReason: row.reopen_reason,
    letter: row.letter,
  };
}
