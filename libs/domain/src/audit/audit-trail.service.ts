import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditEntryView, AuditQuery, AuditVerification } from '#contracts/audit';
import type { Page } from '#contracts/common';
import { cutPage, decodeCursor, sqlOf } from '#platform/database';
import { walkChains } from './audit-chain.queries.js';
import { digestOf, faultOf } from './audit-chain.rules.js';
import { type Cursor, entriesQuery, type EntryRow } from './audit-entries.queries.js';
import type { Caller } from './caller.js';

/** The chain of what belongs to no site. */
const COMMON_CHAIN = '0';

/** Reading the audit trail, and proving that nobody has rewritten it. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: DataSource) {}

  /** Newest first. A reader of some sites sees their chains, and of the common one what concerns those sites. */
  async list(caller: Caller, query: AuditQuery): Promise<Page<AuditEntryView>> {
    const after = decodeCursor<Cursor>(query.cursor);
    const { sql, parameters } = entriesQuery(caller, {
      subjectType: query.subjectType ?? null,
      subjectId: query.subjectId ?? null,
      actor: query.actor ?? null,
      from: query.from ?? null,
      to: query.to ?? null,
      after,
      limit: query.limit + 1,
    });
    const rows = await sqlOf(this.database)<EntryRow>(sql, parameters);
    const page = cutPage(rows, query.limit, ({ at, chain, seq }) => ({ at: at.toISOString(), chain, seq }));
    return { ...page, items: page.items.map(present) };
  }

  /**
   * Recomputes every hash of the chains that the caller may see, and compares their ends with their heads. The common
   * chain is among them whole: it can only be verified whole, and numbers and hashes tell nothing of what it says.
   */
  async verify(caller: Pick<Caller, 'sites'>): Promise<AuditVerification> {
    const states = await walkChains(sqlOf(this.database), chainsOf(caller));
    const firstBroken = states.map(faultOf).find((fault) => fault !== null);
    return {
      ok: firstBroken === undefined,
      entries: states.reduce((sum, state) => sum + Number(state.entries), 0),
      chains: states.length,
      ...(firstBroken === undefined ? {} : { firstBroken }),
      digest: digestOf(states),
    };
  }
}

const chainsOf = (caller: Pick<Caller, 'sites'>): readonly string[] | null =>
  caller.sites === 'all' ? null : [COMMON_CHAIN, ...caller.sites];

interface Payload {
  actorId: string | null;
  actor: string;
  requestId: string | null;
  action: string;
  subjectType: string;
  subjectId: string | null;
  siteId: string | null;
  old: unknown;
  new: unknown;
}

function present(row: EntryRow): AuditEntryView {
  const payload = read(row.payload);
  return {
    id: `${row.chain}-${row.seq}`,
    at: row.at.toISOString(),
    actor: payload.actorId === null ? null : { id: payload.actorId, name: payload.actor },
    action: payload.action,
    subjectType: payload.subjectType,
    subjectId: payload.subjectId,
    siteId: payload.siteId,
    requestId: payload.requestId,
    old: payload.old,
    new: payload.new,
    hash: row.hash.toString('hex'),
  };
}

/** An entry that somebody spoilt must not hide the others: it is shown as it is, and the verification names it. */
function read(payload: string): Payload {
  try {
    return JSON.parse(payload) as Payload;
  } catch {
    const none = { actorId: null, actor: '', requestId: null, subjectId: null, siteId: null, old: null };
    return { ...none, action: 'unreadable', subjectType: 'unreadable', new: payload };
  }
}
