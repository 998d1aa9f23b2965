import type { ReplyFigures, ReplyState, ReplyVersion, ReplyView } from '#contracts/replies';
import { type LastFinal, replyState } from './reply-state.js';
import type { ReplyRecord, VersionRecord } from './replies.queries.js';

/** What went out last of a reply. */
function lastOf(row: ReplyRecord): LastFinal | null {
  if (row.last_route === null || row.last_figures === null) return null;
  return {
    route: row.last_route,
    figures: row.last_figures,
    letterState: row.last_letter,
    acknowledged: row.acknowledged_at !== null,
  };
}

/** @param now the figures of this moment */
export const stateOf = (row: ReplyRecord, now: ReplyFigures): ReplyState =>
  replyState(lastOf(row), now, row.kept);

/** @param now the figures of this moment */
export function presentReply(row: ReplyRecord, now: ReplyFigures): ReplyView {
  const last = lastOf(row);
  return {
    id: row.id,
    campaignId: row.campaign_id,
    campaignTitle: row.campaign_title,
    site: { id: row.site_id, name: row.site_name, accountNumber: row.account_number },
    firm: row.firm,
    route:
      row.reply_route === null
        ? null
        : { kind: row.reply_route.kind, address: row.reply_route.address ?? null },
    state: stateOf(row, now),
    figures: last?.figures ?? now,
    asSent: last !== null,
    taskId: row.task_id,
    dueOn: row.due_on,
    late: row.late,
    sentAt: row.sent_at?.toISOString() ?? null,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    lastError: row.last_error,
  };
}

export const presentVersion = (row: VersionRecord): ReplyVersion => ({
  number: row.number,
  interim: row.interim,
  route: row.route,
  figures: row.figures,
  contact: row.details.contact ?? null,
  note: row.details.note ?? null,
  to: row.details.to ?? null,
  referenceNumber: row.details.referenceNumber ?? null,
  photoId: row.details.photoId ?? null,
  sha256: row.sha256,
  messageId: row.message_id,
  serverAnswer: row.letter_answer,
  refused: row.letter_state === 'refused',
  sentBy: row.sent_by === null ? null : { id: row.sent_by, name: row.sender ?? '' },
  createdAt: row.created_at.toISOString(),
  sentAt:
    row.letter_state === null ? row.created_at.toISOString() : (row.letter_sent_at?.toISOString() ?? null),
  acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
  acknowledgedBy:
    row.acknowledged_by === null ? null : { id: row.acknowledged_by, name: row.acknowledger ?? '' },
  acknowledgement:
    row.acknowledgement === null
      ? null
      : { reference: row.acknowledgement.reference ?? null, note: row.acknowledgement.note ?? null },
});
