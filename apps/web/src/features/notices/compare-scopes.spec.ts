import { describe, expect, it } from '@jest/globals';
import type { NoticeScopes } from '#contracts/notices';
import { compareScopes } from './compare-scopes';

type Product = NoticeScopes['items'][number]['affectedProducts'][number];
let made = 0;
const product = (name: string, more: Partial<Product> = {}): Product => ({
  id: String(++made),
  position: made,
  name,
  productCodes: ['A1'],
  udiDis: [],
  addedCodes: [],
  needsReading: false,
  ...more,
});
const told = (before: Product[], after: Product[]) =>
  compareScopes(before, after).map(({ name, change }) => [name, change]);

describe('two versions of a scope', () => {
  it('show what came, went, changed and stayed; ids and places do not count', () => {
    const before = [product('V6'), product('V8'), product('Old')];
    const after = [
      product('IQ'),
      product('V6'),
      product('V8', { distributed: { from: null, to: '2020-07-14' } }),
    ];
    expect(told(before, after)).toEqual([
      ['IQ', 'added'],
      ['V6', 'same'],
      ['V8', 'changed'],
      ['Old', 'removed'],
    ]);
  });

  it('tell limits of null from no word of them by nothing, and keep products of one name apart', () => {
    expect(told([product('V6')], [product('V6', { manufactured: null })])).toEqual([['V6', 'same']]);
    expect(told([product('V6')], [product('V6'), product('V6', { productCodes: ['B2'] })])).toEqual([
      ['V6', 'same'],
      ['V6', 'added'],
    ]);
  });
});
