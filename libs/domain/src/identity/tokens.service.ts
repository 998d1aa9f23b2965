import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { CreateToken, NewTokenView, TokenView } from '#contracts/identity';
import { type Caller, UnitOfWork } from '#domain/audit';
import { sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { newSecret, secretHash } from './secret-token.js';

/** A person with more than this has lost sight of them. */
const MAX_TOKENS = 100;

interface TokenRow {
  id: string;
  name: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
}
const COLUMNS = 'id, name, created_at, expires_at, last_used_at';

/** Tokens for programs. Each acts for the person who made it, with their role and sites as they are at the time. */
@Injectable()
export class TokensService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Makes a token and shows it, this once. No Idempotency-Key: the answer would have to be kept in the clear.
   * @throws ExpectedError token.expired (422), token.too-many (409)
   */
  create(caller: Caller, request: CreateToken): Promise<NewTokenView> {
    const token = newSecret();
    return this.unitOfWork.run({ ...caller, idempotency: undefined }, async (tx) => {
      await tx.sql('SELECT FROM app_user WHERE id = $1 FOR UPDATE', [caller.userId]);
      const [row] = await tx.sql<TokenRow & { late: boolean; held: string }>(
        `WITH asked AS (SELECT coalesce($4::timestamptz <= clock_timestamp(), false) AS late,
           (SELECT count(*) FROM api_token WHERE user_id = $1 AND revoked_at IS NULL) AS held),
         made AS (INSERT INTO api_token (user_id, name, token_hash, expires_at)
           SELECT $1, $2, $3, $4 FROM asked WHERE NOT late AND held < ${MAX_TOKENS} RETURNING ${COLUMNS})
         SELECT asked.late, asked.held, made.* FROM asked LEFT JOIN made ON true`,
        [caller.userId, request.name, secretHash(token), request.expiresAt ?? null],
      );
      if (row === undefined || row.late) {
        throw new ExpectedError(
          'invalid',
          'token.expired',
          'The expiry lies in the past. Choose a later one.',
          {
            errors: [{ path: 'expiresAt', message: 'lies in the past' }],
          },
        );
      }
      if (row.id === null) {
        throw new ExpectedError(
          'conflict',
          'token.too-many',
          `You have ${row.held} tokens. Revoke some first.`,
        );
      }
      tx.audit({
        action: 'token.create',
        subjectType: 'token',
        subjectId: row.id,
        new: { name: row.name, expiresAt: row.expires_at },
      });
      return { ...present(row), token };
    });
  }

  /** The caller's own, newest first; the tokens themselves are not known any more. */
  async list(caller: Caller): Promise<Page<TokenView>> {
    const rows = await sqlOf(this.database)<TokenRow>(
      `SELECT ${COLUMNS} FROM api_token WHERE user_id = $1 AND revoked_at IS NULL ORDER BY id DESC`,
      [caller.userId],
    );
    return { items: rows.map(present), nextCursor: null };
  }

  /** @throws ExpectedError token.not-found (404), also for somebody else's */
  async revoke(caller: Caller, id: string): Promise<void> {
    await this.unitOfWork.run(caller, async (tx) => {
      const [row] = await tx.sql<{ name: string }>(
        `UPDATE api_token SET revoked_at = clock_timestamp()
          WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING name`,
        [id, caller.userId],
      );
      if (row === undefined) throw notFound('token', id);
      tx.audit({ action: 'token.revoke', subjectType: 'token', subjectId: id, old: { name: row.name } });
    });
  }
}

const present = (row: TokenRow): TokenView => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});
