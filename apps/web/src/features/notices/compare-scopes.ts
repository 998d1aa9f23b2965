import type { NoticeScopes } from '#contracts/notices';

type Product = NoticeScopes['items'][number]['affectedProducts'][number];
export interface ComparedProduct {
  name: string;
  before: Product | null;
  after: Product | null;
  change: 'added' | 'removed' | 'changed' | 'same';
}

/** What a pump is held against, without what differs between any two versions (ids, places). */
const criteriaOf = ({ id: _id, position: _position, addedCodes, needsReading: _reading, ...rest }: Product) =>
  JSON.stringify([
    Object.entries(rest)
      .filter(([, value]) => value !== null && value !== undefined)
      .toSorted(([a], [b]) => a.localeCompare(b)),
    addedCodes
      .map(({ productCode, udiDi }) => productCode ?? udiDi ?? '')
      .toSorted((a, b) => a.localeCompare(b)),
  ]);

/**
 * Two versions of a notice's scope side by side, in the order of the later one; what is gone comes last. Products are the
 * same by their names: of several with one name the first stands beside the first, and so on.
 */
export function compareScopes(before: readonly Product[], after: readonly Product[]): ComparedProduct[] {
  const left = [...before];
  const pairs = after.map((product): ComparedProduct => {
    const at = left.findIndex(({ name }) => name === product.name);
    const old = at === -1 ? null : (left.splice(at, 1)[0] ?? null);
    return {
      name: product.name,
      before: old,
      after: product,
      change: old === null ? 'added' : criteriaOf(old) === criteriaOf(product) ? 'same' : 'changed',
    };
  });
  return [
    ...pairs,
    ...left.map((product): ComparedProduct => ({
      name: product.name,
      before: product,
      after: null,
      change: 'removed',
    })),
  ];
}
