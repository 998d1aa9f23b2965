import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { type Sql, sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { type AttemptKind, attemptKeys, waitFor, WINDOW_SECONDS } from './sign-in.policy.js';

/** An attempt under way: counted as a failure until it has succeeded. */
export interface Attempt {
  ids: string[];
  accountKeys: Buffer[];
}

/** Counts attempts at passwords. Addresses and accounts are kept as hashes; times are the database's own. */
@Injectable()
export class Attempts {
  constructor(private readonly database: DataSource) {}

  /**
   * Counts the attempt before the password is looked at, one at a time for each account and address: many at once do
   * not slip past the limit. A refused attempt is not counted, so waiting helps.
   * @throws ExpectedError sign-in.too-many (429) with `retryAfterSeconds`
   */
  async begin(email: string, address: string): Promise<Attempt> {
    const keys = Object.entries(attemptKeys(email, address)).map(([kind, key]) => ({
      kind: kind as AttemptKind,
      hash: createHash('sha256').update(key).digest(),
    }));
    const hashes = keys.map(({ hash }) => hash);
    return this.database.transaction(async (manager) => {
      const sql = sqlOf(manager);
      await sql(
        `SELECT pg_advisory_xact_lock(k) FROM (SELECT DISTINCT ('x' || left(encode(h, 'hex'), 16))::bit(64)::bigint AS k
           FROM unnest($1::bytea[]) AS h ORDER BY 1) AS locks`,
        [hashes],
      );
      const failures = await sql<{ key_hash: Buffer; count: string; oldest: number }>(
        `SELECT key_hash, count(*) AS count,
                extract(epoch FROM clock_timestamp() - min(failed_at))::float8 AS oldest
           FROM sign_in_failure
          WHERE key_hash = ANY($1) AND failed_at > clock_timestamp() - make_interval(secs => $2) GROUP BY key_hash`,
        [hashes, WINDOW_SECONDS],
      );
      const wait = waitFor(
        failures.flatMap((row) =>
          keys
            .filter(({ hash }) => hash.equals(row.key_hash))
            .map(({ kind }) => ({ kind, count: Number(row.count), oldestSeconds: row.oldest })),
        ),
      );
      if (wait > 0) {
        throw new ExpectedError(
          'too-many',
          'sign-in.too-many',
          'Too many attempts. Wait as long as Retry-After says.',
          {
            extra: { retryAfterSeconds: wait },
          },
        );
      }
      const rows = await sql<{ id: string }>(
        'INSERT INTO sign_in_failure (key_hash) SELECT unnest($1::bytea[]) RETURNING id',
        [hashes],
      );
      const accountKeys = keys.filter(({ kind }) => kind !== 'address').map(({ hash }) => hash);
      return { ids: rows.map((row) => row.id), accountKeys };
    });
  }

  /** It was the right password: the account's failures are forgiven; those of the address only for this attempt. */
  async succeeded(sql: Sql, attempt: Attempt): Promise<void> {
    await sql('DELETE FROM sign_in_failure WHERE key_hash = ANY($1) OR id = ANY($2)', [
      attempt.accountKeys,
      attempt.ids,
    ]);
  }
}
