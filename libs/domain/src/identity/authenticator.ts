import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Caller, Role } from '#domain/audit';
import { sqlOf } from '#platform/database';
import { secretHash } from './secret-token.js';

/** A person as the guard needs them; the request adds its id and its Idempotency-Key. */
export type SignedIn = Pick<Caller, 'userId' | 'name' | 'role' | 'sites'> & { userId: string };

interface PersonRow {
  id: string;
  name: string;
  role: Role;
  all_sites: boolean;
  sites: string[];
}

const PERSON = `u.id, u.name, u.role, u.all_sites,
  CASE WHEN u.all_sites THEN '{}' ELSE ARRAY(SELECT site_id::text FROM user_site WHERE user_id = u.id) END AS sites`;

/**
 * Tells who sends a secret. Read afresh for every request, so that a person who is signed out, made inactive or given
 * other sites feels it with the next one. Times are the database's own: a moved clock signs nobody out.
 */
@Injectable()
export class Authenticator {
  constructor(private readonly database: DataSource) {}

  async bySession(secret: string): Promise<SignedIn | null> {
    const [row] = await sqlOf(this.database)<PersonRow>(
      `SELECT ${PERSON} FROM session s JOIN app_user u ON u.id = s.user_id AND u.active
        WHERE s.token_hash = $1 AND s.expires_at > clock_timestamp()`,
      [secretHash(secret)],
    );
    return row === undefined ? null : signedIn(row);
  }

  async byToken(secret: string): Promise<SignedIn | null> {
    const sql = sqlOf(this.database);
    const [row] = await sql<PersonRow & { token_id: string; used_lately: boolean }>(
      `SELECT ${PERSON}, t.id AS token_id,
              coalesce(t.last_used_at > clock_timestamp() - interval '1 minute', false) AS used_lately
         FROM api_token t JOIN app_user u ON u.id = t.user_id AND u.active
        WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > clock_timestamp())`,
      [secretHash(secret)],
    );
    if (row === undefined) return null;
    if (!row.used_lately) {
      // once a minute: to the minute is what a person needs to know, and a busy program would rewrite the row all day
      await sql('UPDATE api_token SET last_used_at = clock_timestamp() WHERE id = $1', [row.token_id]);
    }
    return signedIn(row);
  }
}

const signedIn = (row: PersonRow): SignedIn => ({
  userId: row.id,
  name: row.name,
  role: row.role,
  sites: row.all_sites ? 'all' : row.sites,
});
