import { INVITE_HOURS, RESET_HOURS } from '#contracts/account-links';
import type { Tx } from '#domain/audit';
import type { Sql } from '#platform/database';
import { newSecret, secretHash } from './secret-token.js';

export type LinkKind = 'invite' | 'password-reset';
const HOURS: Record<LinkKind, number> = { invite: INVITE_HOURS, 'password-reset': RESET_HOURS };

/**
 * A link by which a person may set a password; those made before end. It has no token yet: each attempt to send it
 * gets one of its own, so that none is ever kept in the clear.
 */
export async function createLink(
  tx: Tx,
  userId: string,
  kind: LinkKind,
): Promise<{ id: string; expiresAt: Date }> {
  await tx.sql(
    'UPDATE account_link SET expires_at = clock_timestamp() WHERE user_id = $1 AND used_at IS NULL AND expires_at > clock_timestamp()',
    [userId],
  );
  const [row] = await tx.sql<{ id: string; expires_at: Date }>(
    `INSERT INTO account_link (user_id, kind, expires_at) VALUES ($1, $2, clock_timestamp() + make_interval(hours => $3))
     RETURNING id, expires_at`,
    [userId, kind, HOURS[kind]],
  );
  const made = row as { id: string; expires_at: Date };
  return { id: made.id, expiresAt: made.expires_at };
}

/** A token for one attempt to send a link, with the hours that it is good for; null when the link is used or over. */
export async function issueLinkToken(
  sql: Sql,
  linkId: string,
): Promise<{ token: string; hours: number } | null> {
  const token = newSecret();
  const [row] = await sql<{ kind: LinkKind }>(
    `WITH live AS (SELECT id, kind FROM account_link WHERE id = $1 AND used_at IS NULL AND expires_at > clock_timestamp()),
          made AS (INSERT INTO account_link_token (token_hash, link_id) SELECT $2, id FROM live)
     SELECT kind FROM live`,
    [linkId, secretHash(token)],
  );
  return row === undefined ? null : { token, hours: HOURS[row.kind] };
}
