import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { Clock } from '#platform/clock';
import { type Sql, sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { Outbox } from '#platform/outbox';
import type { Caller } from './caller.js';

/** One audit entry to be: who and when are those of the transaction. */
export interface AuditDraft {
  action: string;
  subjectType: string;
  subjectId: string | null;
  /** whose chain it joins; null: the chain of what belongs to no site */
  siteId?: string | null;
  old?: unknown;
  new?: unknown;
}

/** What a service method works with inside its transaction. It is handed down, never looked up. */
export interface Tx {
  readonly manager: EntityManager;
  readonly sql: Sql;
  readonly caller: Caller;
  /** the clock's time at which the transaction began; every row it writes carries this moment */
  readonly now: Date;
  /** appended, hashed and chained when the work is done, just before the commit */
  audit(entry: AuditDraft): void;
  /** left in the outbox of the same transaction; relayed to the queue after the commit */
  emit(topic: string, payload: Record<string, unknown>): void;
}

/**
 * Serialization failure, deadlock, and a key that somebody else took, deleted or refers to since the work had looked for it
 * (unique and foreign keys): the transaction left nothing behind and may be tried again. The second look finds what the
 * other left, and the work answers about it as it always does (site.name-taken, site.not-found, …).
 */
const RETRYABLE = new Set(['40001', '40P01', '23505', '23503']);
const MAX_TRIES = 4;

/**
 * One transaction: the change, its audit entries and its outbox rows commit together or not at all (DESIGN rule 5).
 * With an Idempotency-Key the first answer is kept in the same transaction and given again to the same request.
 */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** Runs the work in a transaction of its own, again after a deadlock or a lost race: it may be called twice. */
  async run<T>(asking: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
    const caller = withOwnKey(asking);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(caller, work);
      } catch (error) {
        const code =
          error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;
        if (attempt >= MAX_TRIES || code === undefined || !RETRYABLE.has(code)) throw error;
      }
    }
  }

  /** Answers are kept for two days, longer than any program should go on trying. Returns how many were forgotten. */
  async forgetOldAnswers(): Promise<number> {
    const sql = sqlOf(this.database);
    const [row] = await sql<{ n: string }>(
      `WITH gone AS (DELETE FROM idempotency_key WHERE created_at < clock_timestamp() - interval '2 days' RETURNING 1)
       SELECT count(*) AS n FROM gone`,
    );
    return Number(row?.n ?? 0);
  }

  private async once<T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
    const now = await this.clock.now();
    const drafts: AuditDraft[] = [];
    const events: Array<{ topic: string; payload: Record<string, unknown> }> = [];
    const answer = await this.database.transaction(async (manager) => {
      const sql = sqlOf(manager);
      const claim = await claimIdempotencyKey<T>(sql, caller);
      if (claim.replayed) return claim.answer;
      const result = await work({
        manager,
        sql,
        caller,
        now,
        audit: (entry) => drafts.push(entry),
        emit: (topic, payload) => events.push({ topic, payload }),
      });
      if (events.length > 0) await this.outbox.put(sql, events);
      if (caller.idempotency !== undefined && caller.userId !== null) {
        await sql('UPDATE idempotency_key SET answer = $3 WHERE actor_id = $1 AND key = $2', [
          caller.userId,
          caller.idempotency.key,
          JSON.stringify({ result: result ?? null }),
        ]);
      }
      // Last of all: from here to the commit the head of the chain is locked, and others of the same site wait.
      if (drafts.length > 0) await appendAudit(sql, caller, now, drafts);
      return result;
    });
    if (events.length > 0) this.outbox.nudge();
    return answer;
  }
}

/** How many transactions each request has begun under its key. */
const begun = new WeakMap<object, number>();

/**
 * A request that needs several transactions keeps an answer for each: the second is known as "<key> #2". They run in
 * the same order when the request comes again, so each finds its own.
 */
function withOwnKey(caller: Caller): Caller {
  if (caller.idempotency === undefined) return caller;
  const nth = (begun.get(caller.idempotency) ?? 0) + 1;
  begun.set(caller.idempotency, nth);
  const { key, requestHash } = caller.idempotency;
  return nth === 1 ? caller : { ...caller, idempotency: { key: `${key} #${nth}`, requestHash } };
}

type Claim<T> = { replayed: false } | { replayed: true; answer: T };

/** A second request with the same key waits here for the first one's commit, then gets its answer. */
async function claimIdempotencyKey<T>(sql: Sql, caller: Caller): Promise<Claim<T>> {
  if (caller.idempotency === undefined || caller.userId === null) return { replayed: false };
  const { key, requestHash } = caller.idempotency;
  const claimed = await sql(
    `INSERT INTO idempotency_key (actor_id, key, request_hash) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING key`,
    [caller.userId, key, requestHash],
  );
  if (claimed.length > 0) return { replayed: false };
  const [first] = await sql<{ request_hash: string; answer: { result: T } | null }>(
    'SELECT request_hash, answer FROM idempotency_key WHERE actor_id = $1 AND key = $2',
    [caller.userId, key],
  );
  if (first === undefined || first.request_hash !== requestHash) {
    throw new ExpectedError(
      'invalid',
      'idempotency.key-reused',
      'This Idempotency-Key came with another request before. Use a new key for a new request.',
    );
  }
  return { replayed: true, answer: first.answer?.result as T };
}

async function appendAudit(sql: Sql, caller: Caller, now: Date, drafts: AuditDraft[]): Promise<void> {
  const at = now.toISOString();
  const entries = drafts.map((draft) => {
    const subjectId = draft.subjectId === null ? null : String(draft.subjectId);
    const siteId = draft.siteId === null || draft.siteId === undefined ? null : String(draft.siteId);
    const { action, subjectType } = draft;
    return {
      chain: siteId ?? '0',
      at,
      actorId: caller.userId,
      action,
      subjectType,
      subjectId,
      // What the columns repeat comes first and in this order: audit-chain.queries.ts compares it as text.
      payload: JSON.stringify({
        at,
        actorId: caller.userId,
        action,
        subjectType,
        subjectId,
        siteId,
        actor: caller.name,
        requestId: caller.requestId ?? null,
        old: draft.old ?? null,
        new: draft.new ?? null,
      }),
    };
  });
  await sql('SELECT append_audit($1::jsonb)', [JSON.stringify(entries)]);
}
