import type { Tx } from '#domain/audit';

export type LetterPurpose = 'reply' | 'forward' | 'harm';

export interface NewLetter {
  purpose: LetterPurpose;
  subjectId: string;
  /** what it is sent for: the same letter is owed once for each */
  occasion: string;
  campaignId: string;
  to: { name: string; address: string };
  replyTo?: string;
  /** absent: written when it is sent, from the state of that moment */
  content?: { subject: string; text: string; html: string };
  attachment?: { name: string; content: Buffer };
}

/** Owes a letter. It is sent after the commit. Gives its id, or null when it was owed before. */
export async function oweLetter(tx: Tx, letter: NewLetter): Promise<string | null> {
  const [row] = await tx.sql<{ id: string }>(
    `INSERT INTO letter (purpose, subject_id, occasion, campaign_id, to_name, to_address, reply_to, subject, body_text, body_html,
                         attachment, attachment_name, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING id`,
    [
      letter.purpose,
      letter.subjectId,
      letter.occasion,
      letter.campaignId,
      letter.to.name,
      letter.to.address,
      letter.replyTo ?? null,
      letter.content?.subject ?? null,
      letter.content?.text ?? null,
      letter.content?.html ?? null,
      letter.attachment?.content ?? null,
      letter.attachment?.name ?? null,
      tx.now,
    ],
  );
  if (row === undefined) return null;
  tx.emit('replies.send', { letterId: row.id });
  return row.id;
}

/** A forwarding that was just made: its first letter is owed, and the audit trail has it. */
export async function beginForwarding(
  tx: Tx,
  made: { id: string; siteId: string; campaignId: string; name: string; email: string; deviceIds?: string[] },
): Promise<void> {
  const { id, siteId, ...of } = made;
  await oweLetter(tx, {
    purpose: 'forward',
    subjectId: id,
    occasion: 'first',
    campaignId: of.campaignId,
    to: { name: of.name, address: of.email },
  });
  tx.audit({
    action: 'forwarding.create',
    subjectType: 'forwarding',
    subjectId: id,
    siteId,
    new: of,
  });
}
