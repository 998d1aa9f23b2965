import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { AddCommunication, NoticeScopes, NoticeView, ProductCriteria } from '#contracts/notices';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { presentProduct, viewOf } from './notice.presenter.js';
import { loadProducts, readNotice } from './notices.queries.js';
import { withIdentifiers } from './notices.service.js';

/**
 * Later letters of a notice. One that changes which products are affected makes a new version of the scope; every version
 * stays readable, and a campaign keeps its own until the letter is applied to it.
 */
@Injectable()
export class LettersService {
  constructor(
    private readonly database: DataSource,
    private readonly work: UnitOfWork,
  ) {}

  /**
   * Adds a later letter of the same notice.
   * @throws ExpectedError notice.not-found; notice.product-unknown (422) when a product of a limiting letter has no
   *   namesake; plan.unknown (422) when there is no such version of the plan
   */
  async add(caller: Caller, noticeId: string, letter: AddCommunication): Promise<NoticeView> {
    return this.work.run(caller, async (tx) => {
      await tx.sql('SELECT 1 FROM notice WHERE id = $1 FOR UPDATE', [noticeId]);
      const notice = await readNotice(tx.sql, noticeId);
      if (letter.plan !== undefined) await assertPlan(tx, letter.plan);
      const version =
        letter.affectedProducts === undefined
          ? notice.scope_version
          : await this.newScope(tx, noticeId, notice.scope_version, letter);
      const change = letter.affectedProducts === undefined ? null : (letter.scopeChange ?? 'replace');
      await tx.sql(
        `INSERT INTO communication (notice_id, dated_on, kind, summary, created_at, scope_version, scope_change, plan_key, plan_version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          noticeId,
          letter.date,
          letter.kind,
          letter.summary,
          tx.now,
          version,
          change,
          letter.plan?.key ?? null,
          letter.plan?.version ?? null,
        ],
      );
      tx.audit({
        action: 'notice.add-communication',
        subjectType: 'notice',
        subjectId: noticeId,
        new: {
          date: letter.date,
          kind: letter.kind,
          summary: letter.summary,
          ...(letter.plan === undefined ? {} : { plan: letter.plan }),
          ...(letter.affectedProducts === undefined
            ? {}
            : {
                scopeVersion: version,
                scopeChange: change,
                products: letter.affectedProducts.map(({ name }) => name),
                productsSha256: createHash('sha256')
                  .update(JSON.stringify(letter.affectedProducts))
                  .digest('hex'),
              }),
        },
      });
      return viewOf(tx.sql, noticeId);
    });
  }

  /** Every version of the scope, oldest first. @throws ExpectedError notice.not-found */
  async scopes(noticeId: string): Promise<NoticeScopes> {
    const sql = sqlOf(this.database);
    const { scope_version: newest } = await readNotice(sql, noticeId);
    const letters = await sql<{ id: string; scope_version: number }>(
      'SELECT id, scope_version FROM communication WHERE notice_id = $1 AND scope_change IS NOT NULL',
      [noticeId],
    );
    const items: NoticeScopes['items'] = [];
    for (let version = 1; version <= newest; version += 1) {
      items.push({
        version,
        communicationId: letters.find((letter) => letter.scope_version === version)?.id ?? null,
        affectedProducts: (await loadProducts(sql, noticeId, version)).map(presentProduct),
      });
    }
    return { items };
  }

  /**
   * Writes the next version of the scope, whole. Codes that people added stay with the product of the same name: of
   * several with one name each with its own, unless there are more or fewer of them now.
   */
  private async newScope(
    tx: Tx,
    noticeId: string,
    before: number,
    letter: AddCommunication,
  ): Promise<number> {
    const old = (await loadProducts(tx.sql, noticeId, before)).map(({ criteria }) => criteria);
    const given = (letter.affectedProducts ?? []).map(withIdentifiers);
    const products = nextProducts(old, given, letter.scopeChange ?? 'replace');
    const version = before + 1;
    await tx.sql(
      `INSERT INTO affected_product (notice_id, version, position, name, criteria)
       SELECT $1, $2, p.position, p.criteria->>'name', p.criteria
         FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS p(criteria, position) ORDER BY p.position`,
      [noticeId, version, JSON.stringify(products)],
    );
    await tx.sql(
      `INSERT INTO affected_product_code (product_id, product_code, udi_di, instead_of, added_by, added_at)
       WITH named AS (
         SELECT id, version, name, row_number() OVER (PARTITION BY version, name ORDER BY position) AS nth, count(*) OVER (PARTITION BY version, name) AS of
           FROM affected_product WHERE notice_id = $1 AND version IN ($2, $3)
       )
       SELECT n.id, c.product_code, c.udi_di, c.instead_of, c.added_by, c.added_at
         FROM named o JOIN affected_product_code c ON c.product_id = o.id AND c.removed_at IS NULL
         JOIN named n ON n.version = $3 AND n.name = o.name AND (n.nth = o.nth OR n.of <> o.of)
        WHERE o.version = $2 ON CONFLICT DO NOTHING`,
      [noticeId, before, version],
    );
    await tx.sql('UPDATE notice SET scope_version = $2 WHERE id = $1', [noticeId, version]);
    return version;
  }
}

/** The products that hold with a letter. @throws ExpectedError notice.product-unknown */
function nextProducts(
  old: readonly ProductCriteria[],
  given: readonly ProductCriteria[],
  change: 'replace' | 'add' | 'limit',
): readonly ProductCriteria[] {
  if (change === 'replace') return given;
  if (change === 'add') return [...old, ...given];
  const at = given.findIndex(({ name }) => !old.some((product) => product.name === name));
  if (at >= 0) {
    throw new ExpectedError(
      'invalid',
      'notice.product-unknown',
      `The notice has no product "${given[at]?.name}" that this letter could limit. Its products: ${old.map(({ name }) => `"${name}"`).join(', ')}.`,
      { errors: [{ path: `affectedProducts.${at}.name`, message: 'is no product of this notice' }] },
    );
  }
  // of several with one name each takes the place of one, in their order; what is given besides stands behind the last
  const left = [...given];
  const places = old.map((product) => {
    const place = left.findIndex(({ name }) => name === product.name);
    return place === -1 ? product : (left.splice(place, 1)[0] ?? product);
  });
  for (const product of left) {
    places.splice(places.findLastIndex(({ name }) => name === product.name) + 1, 0, product);
  }
  return places;
}

/** Plans stand in a room above this one; they are read plainly. */
async function assertPlan(tx: Tx, plan: { key: string; version: number }): Promise<void> {
  const [found] = await tx.sql('SELECT 1 FROM plan WHERE key = $1 AND version = $2', [
    plan.key,
    plan.version,
  ]);
  if (found !== undefined) return;
  throw new ExpectedError(
    'invalid',
    'plan.unknown',
    `There is no version ${plan.version} of a plan "${plan.key}". Make it first, or leave the plan out.`,
    { errors: [{ path: 'plan', message: 'no such version' }] },
  );
}
