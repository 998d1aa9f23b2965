import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type NoticeView, type SameEvent, sameEventSigns, type TellApart } from '#contracts/notices';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { siteFilter } from '#domain/identity';
import { sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { viewOf } from './notice.presenter.js';
import { readNotice } from './notices.queries.js';

/** The codes that a notice names (n is its alias), in every version of its scope, each with the kind that it is compared as. */
const codesOf = (n: string): string => `(
  SELECT 'c' || code_key(code) AS key, code FROM affected_product p, jsonb_array_elements_text(p.criteria->'productCodes') AS code WHERE p.notice_id = ${n}.id
  UNION SELECT 'u' || udi_key(code), code FROM affected_product p, jsonb_array_elements_text(p.criteria->'udiDis') AS code WHERE p.notice_id = ${n}.id)`;

/**
 * Several notices of one event: the firm's letter, FDA's page, the distributor's letter, a repeat. They are recognised, and
 * a person attaches one to the other, so that the pumps are worked once.
 */
@Injectable()
export class SameEventService {
  constructor(
    private readonly database: DataSource,
    private readonly work: UnitOfWork,
  ) {}

  /**
   * Notices that look like the same event: the same event number, a shared recall number, or the same firm with a shared
   * code. Those with the strongest signs first, at most 50; those that a person told apart from it are named beside them.
   * @throws ExpectedError notice.not-found
   */
  async find(caller: Caller, noticeId: string): Promise<SameEvent> {
    const sql = sqlOf(this.database);
    await readNotice(sql, noticeId);
    const found = await sql<SameEvent['items'][number] & { apart: boolean }>(
      `WITH me AS MATERIALIZED (SELECT * FROM notice WHERE id = $1), mine AS MATERIALIZED (SELECT code.* FROM me, LATERAL ${codesOf('me')} code),
            found AS (
         SELECT o.id, o.title, o.firm, o.attached_to,
                EXISTS (SELECT FROM notice_told_apart t WHERE t.notice_id = least(o.id, me.id) AND t.other_id = greatest(o.id, me.id)) AS apart,
                code_key(o.event_number) = code_key(me.event_number) AS by_event,
                EXISTS (SELECT FROM unnest(o.recall_numbers) a JOIN unnest(me.recall_numbers) b ON code_key(a) = code_key(b)) AS by_number,
                code_key(o.firm) = code_key(me.firm) AS firm_same,
                ARRAY(SELECT DISTINCT x.code FROM ${codesOf('o')} x JOIN mine ON mine.key = x.key ORDER BY 1 LIMIT 20) AS shared
           FROM notice o, me WHERE o.id <> me.id)
       SELECT f.id, f.title, f.firm, f.attached_to AS "attachedTo", f.shared AS "sharedCodes", f.apart,
              array_remove(ARRAY[CASE WHEN by_event THEN 'event-number' END, CASE WHEN by_number THEN 'recall-number' END,
                                 CASE WHEN firm_same AND cardinality(shared) > 0 THEN 'firm-and-products' END], NULL) AS signs,
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.id::text, 'title', c.title, 'status', c.status) ORDER BY c.id)
                          FROM campaign c WHERE c.notice_id = f.id AND ($2::bigint[] IS NULL OR c.site_ids IS NULL OR c.site_ids && $2::bigint[])), '[]') AS campaigns
         FROM found f WHERE by_event IS TRUE OR by_number OR (firm_same AND cardinality(shared) > 0)
        ORDER BY apart, by_event IS TRUE DESC, by_number DESC, f.id LIMIT 50`,
      [noticeId, siteFilter(caller)],
    );
    return {
      items: found
        .filter(({ apart }) => !apart)
        .map(({ id, title, firm, attachedTo, sharedCodes, signs, campaigns }) => ({
          id,
          title,
          firm,
          attachedTo,
          sharedCodes,
          campaigns,
          signs: sameEventSigns.filter((sign) => signs.includes(sign)),
        })),
      toldApart: found.filter(({ apart }) => apart).map(({ id, title, firm }) => ({ id, title, firm })),
    };
  }

  /**
   * Says of two notices that they are about different things, for everybody and for good, or (apart: false) asks again.
   * @throws ExpectedError notice.not-found, notice.apart-from-itself (422), notice.attached-together (409)
   */
  async tellApart(caller: Caller, noticeId: string, { from, apart }: TellApart): Promise<SameEvent> {
    await this.work.run(caller, async (tx) => {
      await lockNotices(tx, [noticeId, from]);
      const notices = [await readNotice(tx.sql, noticeId), await readNotice(tx.sql, from)] as const;
      if (!apart) return askAgain(tx, noticeId, [from]);
      assertTwo(...notices);
      const changed = await tx.sql(
        `INSERT INTO notice_told_apart (notice_id, other_id, decided_at, decided_by)
         VALUES (least($1::bigint, $2::bigint), greatest($1::bigint, $2::bigint), $3, $4) ON CONFLICT DO NOTHING RETURNING 1`,
        [noticeId, from, tx.now, tx.caller.userId],
      );
      if (changed.length > 0) auditApart(tx, noticeId, from, true);
    });
    return this.find(caller, noticeId);
  }

  /**
   * Attaches a notice to another of the same event, or takes it off again (to: null). What is attached gets no campaign of
   * its own. That they were told apart is taken back: nothing is both.
   * @throws ExpectedError notice.not-found; notice.attached-to-itself, notice.has-campaign, notice.attached-already (409)
   */
  attach(caller: Caller, noticeId: string, to: string | null): Promise<NoticeView> {
    return this.work.run(caller, async (tx) => {
      // both, in the order of their ids: two people who attach each to the other come one after the other
      await lockNotices(
        tx,
        [noticeId, to].filter((id) => id !== null),
      );
      const notice = await readNotice(tx.sql, noticeId);
      if (to !== null) await assertAttachable(tx, noticeId, to);
      await tx.sql('UPDATE notice SET attached_to = $2 WHERE id = $1', [noticeId, to]);
      tx.audit({
        action: to === null ? 'notice.detach' : 'notice.attach',
        subjectType: 'notice',
        subjectId: noticeId,
        old: { attachedTo: notice.attached_to?.id ?? null },
        new: { attachedTo: to },
      });
      if (to !== null) {
        // with all that are attached there already, too
        const event = await tx.sql<{ id: string }>(
          'SELECT id FROM notice WHERE id = $1 OR attached_to = $1',
          [to],
        );
        await askAgain(
          tx,
          noticeId,
          event.map(({ id }) => id),
        );
      }
      return viewOf(tx.sql, noticeId);
    });
  }
}

async function lockNotices(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.sql('SELECT 1 FROM notice WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE', [ids]);
}

/** Takes back that a notice was told apart from these, where it was. */
async function askAgain(tx: Tx, noticeId: string, others: readonly string[]): Promise<void> {
  const taken = await tx.sql<{ id: string }>(
    `DELETE FROM notice_told_apart t USING unnest($2::bigint[]) AS o(id)
      WHERE t.notice_id = least($1::bigint, o.id) AND t.other_id = greatest($1::bigint, o.id) RETURNING o.id`,
    [noticeId, others],
  );
  for (const { id } of taken) auditApart(tx, noticeId, id, false);
}

function auditApart(tx: Tx, noticeId: string, from: string, apart: boolean): void {
  tx.audit({
    action: 'notice.tell-apart',
    subjectType: 'notice',
    subjectId: noticeId,
    old: { apart: !apart },
    new: { from, apart },
  });
}

type Notice = Awaited<ReturnType<typeof readNotice>>;

/** Of one event are two where one is attached to the other, and two that are attached to the same one. */
function assertTwo(one: Notice, other: Notice): void {
  if (one.id === other.id) {
    throw new ExpectedError(
      'invalid',
      'notice.apart-from-itself',
      'A notice cannot be told apart from itself. Choose another one.',
      { errors: [{ path: 'from', message: 'is the same notice' }] },
    );
  }
  const main = (notice: Notice): string => notice.attached_to?.id ?? notice.id;
  if (main(one) !== main(other)) return;
  throw new ExpectedError(
    'conflict',
    'notice.attached-together',
    `"${one.title}" and "${other.title}" are attached as one event. Take the attached one off first, then tell them apart.`,
  );
}

async function assertAttachable(tx: Tx, noticeId: string, to: string): Promise<void> {
  const refuse = (code: string, detail: string, extra = {}) =>
    new ExpectedError('conflict', code, detail, { extra });
  if (noticeId === to) throw refuse('notice.attached-to-itself', 'A notice cannot be attached to itself.');
  const main = await readNotice(tx.sql, to);
  if (main.attached_to !== null) {
    throw refuse(
      'notice.attached-already',
      `"${main.title}" is itself attached to "${main.attached_to.title}" (${main.attached_to.id}). Attach to that one.`,
    );
  }
  const [below] = await tx.sql('SELECT 1 FROM notice WHERE attached_to = $1 LIMIT 1', [noticeId]);
  if (below !== undefined) {
    throw refuse(
      'notice.attached-already',
      'Other notices are attached to this one. Attach those to the other notice first.',
    );
  }
  // campaigns stand in a room above this one; they are read plainly
  const [campaign] = await tx.sql<{ id: string; title: string; status: string }>(
    `SELECT id, title, status FROM campaign WHERE notice_id = $1 AND status <> 'cancelled' ORDER BY id LIMIT 1`,
    [noticeId],
  );
  if (campaign !== undefined) {
    throw refuse(
      'notice.has-campaign',
      `The campaign "${campaign.title}" (${campaign.id}, ${campaign.status}) answers this notice. Attach the other notice to this one, or cancel the campaign.`,
    );
  }
}
