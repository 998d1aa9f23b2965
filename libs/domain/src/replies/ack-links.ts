import { ACK_LINK_DAYS } from '#contracts/forwardings';
import { newSecret, secretHash } from '#domain/identity';
import type { Sql } from '#platform/database';

/** What a link acknowledges. Each purpose is one thing and opens nothing else. */
export type AckPurpose = 'forwarding';

/**
 * A new token for one sending of an acknowledgement link. It is known to the message alone: what is kept is its hash.
 * Links sent before stay good until they are over.
 */
export async function issueAckToken(sql: Sql, purpose: AckPurpose, subjectId: string): Promise<string> {
  const token = newSecret();
  await sql(
    `INSERT INTO ack_link (token_hash, purpose, subject_id, expires_at)
     VALUES ($1, $2, $3, clock_timestamp() + make_interval(days => $4))`,
    [secretHash(token), purpose, subjectId, ACK_LINK_DAYS],
  );
  return token;
}

/** What a token acknowledges; null when nobody was given it, it was for something else, or it is over. */
export async function subjectOfAckToken(
  sql: Sql,
  purpose: AckPurpose,
  token: string,
): Promise<string | null> {
  const [row] = await sql<{ subject_id: string }>(
    `SELECT subject_id FROM ack_link WHERE token_hash = $1 AND purpose = $2 AND expires_at > clock_timestamp()`,
    [secretHash(token), purpose],
  );
  return row?.subject_id ?? null;
}
