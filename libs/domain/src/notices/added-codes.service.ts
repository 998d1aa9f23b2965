import { Injectable } from '@nestjs/common';
import { codeKey, udiKey } from '#contracts/codes';
import type { AddProductCode, NoticeView } from '#contracts/notices';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { siteFilter } from '#domain/identity';
import { ExpectedError, notFound } from '#platform/errors';
import { namedCriteria } from './added-codes.js';
import { viewOf } from './notice.presenter.js';
import { loadProducts, type ProductRow } from './notices.queries.js';

/**
 * "Use this code": a person decides that a code of the fleet is meant by a notice that prints another (FDA's page on the
 * recall of 2020 prints 357009 for 3570009). Matching reads it as named; who, when and instead of what is kept.
 */
@Injectable()
export class AddedCodesService {
  constructor(private readonly work: UnitOfWork) {}

  /**
   * @throws ExpectedError notice.not-found, affected-product.not-found; notice.scope-settled, notice.code-named (409);
   *   notice.code-not-printed (422) when `insteadOf` is none of the product's codes
   */
  add(caller: Caller, noticeId: string, position: number, request: AddProductCode): Promise<NoticeView> {
    return this.work.run(caller, async (tx) => {
      const product = await productOf(tx, noticeId, position);
      await assertNotSettled(tx, noticeId);
      assertPrinted(product, request.insteadOf);
      const criteria = namedCriteria(product);
      const named =
        request.udiDi === undefined
          ? criteria.productCodes.some((code) => codeKey(code) === codeKey(request.productCode ?? null))
          : criteria.udiDis.some((udi) => udiKey(udi) === udiKey(request.udiDi ?? null));
      if (named) {
        throw new ExpectedError(
          'conflict',
          'notice.code-named',
          `"${product.name}" names ${request.productCode ?? request.udiDi} already.`,
        );
      }
      await tx.sql(
        `INSERT INTO affected_product_code (product_id, product_code, udi_di, instead_of, added_by, added_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [
          product.id,
          request.productCode ?? null,
          request.udiDi ?? null,
          request.insteadOf ?? null,
          caller.userId,
          tx.now,
        ],
      );
      tx.audit({
        action: 'notice.add-code',
        subjectType: 'notice',
        subjectId: noticeId,
        new: {
          position,
          productCode: request.productCode ?? null,
          udiDi: request.udiDi ?? null,
          insteadOf: request.insteadOf ?? null,
        },
      });
      return viewOf(tx.sql, noticeId);
    });
  }

  /** Takes back a code that was added by hand. @throws as add(); product-code.not-found */
  remove(caller: Caller, noticeId: string, position: number, codeId: string): Promise<NoticeView> {
    return this.work.run(caller, async (tx) => {
      const product = await productOf(tx, noticeId, position);
      const code = product.added.find(({ id }) => id === codeId);
      if (code === undefined) throw notFound('product-code', codeId);
      await assertNotSettled(tx, noticeId);
      await tx.sql('UPDATE affected_product_code SET removed_by = $2, removed_at = $3 WHERE id = $1', [
        codeId,
        caller.userId,
        tx.now,
      ]);
      const { productCode, udiDi, insteadOf } = code;
      tx.audit({
        action: 'notice.remove-code',
        subjectType: 'notice',
        subjectId: noticeId,
        old: { position, productCode, udiDi, insteadOf },
      });
      return viewOf(tx.sql, noticeId);
    });
  }
}

/** Locks the notice: two people who add to it come one after the other, and nobody begins a campaign over it meanwhile. */
async function productOf(tx: Tx, noticeId: string, position: number): Promise<ProductRow> {
  await tx.sql('SELECT 1 FROM notice WHERE id = $1 FOR UPDATE', [noticeId]);
  const product = (await loadProducts(tx.sql, noticeId)).find((one) => one.position === position);
  if (product === undefined) throw notFound('affected-product', String(position));
  return product;
}

/**
 * Campaigns stand in rooms above this one; they are read plainly. Locked, so that one which is being opened at this
 * moment is waited for: its verdicts must all be of one scope. A cancelled one decides nothing any more.
 */
async function assertNotSettled(tx: Tx, noticeId: string): Promise<void> {
  const campaigns = await tx.sql<{ id: string; status: string; seen: boolean }>(
    `SELECT id, status, ($2::bigint[] IS NULL OR site_ids IS NULL OR site_ids && $2::bigint[]) AS seen
       FROM campaign WHERE notice_id = $1 ORDER BY id FOR SHARE`,
    [noticeId, siteFilter(tx.caller)],
  );
  const settled = campaigns.filter(({ status }) => ['opening', 'open', 'closed'].includes(status));
  if (settled.length === 0) return;
  throw new ExpectedError(
    'conflict',
    'notice.scope-settled',
    'A campaign over this notice has been opened, and which pumps it covers is settled. Enter the notice anew with the right codes and open a campaign over that one, or cancel the open campaign first.',
    { extra: { campaignIds: settled.filter(({ seen }) => seen).map(({ id }) => id) } },
  );
}

function assertPrinted({ name, criteria }: ProductRow, insteadOf: string | undefined): void {
  if (insteadOf === undefined) return;
  const printed = [...criteria.productCodes, ...criteria.udiDis, ...(criteria.printedCodes ?? [])];
  if (printed.some((code) => codeKey(code) === codeKey(insteadOf))) return;
  throw new ExpectedError(
    'invalid',
    'notice.code-not-printed',
    `The notice does not print ${insteadOf} for "${name}". Leave it out if no printed code is meant.`,
    { errors: [{ path: 'insteadOf', message: 'is not a code of this product' }] },
  );
}
