import type { AddedCode, ProductCriteria } from '#contracts/notices';

/** What a product names for matching: the codes it prints, and those that a person added. */
export function namedCriteria(product: {
  criteria: ProductCriteria;
  added: ReadonlyArray<Pick<AddedCode, 'productCode' | 'udiDi'>>;
}): ProductCriteria {
  const { criteria, added } = product;
  if (added.length === 0) return criteria;
  const present = (codes: Array<string | null>) => codes.filter((code) => code !== null);
  return {
    ...criteria,
    productCodes: [...criteria.productCodes, ...present(added.map(({ productCode }) => productCode))],
    udiDis: [...criteria.udiDis, ...present(added.map(({ udiDi }) => udiDi))],
  };
}
