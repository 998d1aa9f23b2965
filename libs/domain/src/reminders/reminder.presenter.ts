import type { ReminderKind, ReminderState, ReminderView } from '#contracts/reminders';

export const REMINDER_COLUMNS = `r.id, r.kind, r.state, r.person_id, u.name AS person, r.for_person_id,
    (SELECT name FROM app_user WHERE id = r.for_person_id) AS for_person, r.campaign_ids::text[] AS campaign_ids, r.moment,
    r.subject, r.message_id, r.attempts, r.last_error, r.requested_by,
    (SELECT name FROM app_user WHERE id = r.requested_by) AS requester, r.created_at, r.sent_at`;

export interface ReminderRow {
  id: string;
  kind: ReminderKind;
  state: ReminderState;
  person_id: string;
  person: string;
  for_person_id: string | null;
  for_person: string | null;
  campaign_ids: string[];
  moment: string;
  subject: string | null;
  message_id: string | null;
  attempts: number;
  last_error: string | null;
  requested_by: string | null;
  requester: string | null;
  created_at: Date;
  sent_at: Date | null;
}

export function presentReminder(row: ReminderRow): ReminderView {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    person: { id: row.person_id, name: row.person },
    onBehalfOf: row.for_person_id === null ? null : { id: row.for_person_id, name: row.for_person ?? '' },
    campaignIds: row.campaign_ids,
    moment: row.moment,
    subject: row.subject,
    messageId: row.message_id,
    attempts: row.attempts,
    lastError: row.last_error,
    requestedBy: row.requested_by === null ? null : { id: row.requested_by, name: row.requester ?? '' },
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
  };
}
