import { describe, expect, it } from '@jest/globals';
import { emptyProduct, readSerials } from '#web/features/typed-products';
import { emptyLetter, isBlankLetter, toLetter, type TypedLetter } from './typed-letter';

const typed = (more: Partial<TypedLetter> = {}): TypedLetter => ({
  ...emptyLetter(),
  date: '2020-08-28',
  kind: ' Urgent Device Correction ',
  ...more,
});
const read = (letter: TypedLetter) =>
  toLetter(
    letter,
    letter.products.map(({ list }) => readSerials(list)),
  );

describe('a typed letter', () => {
  it('that names no pumps changes no scope, whatever the editor held before', () => {
    const products = [{ ...emptyProduct(), name: 'half typed' }];
    expect(read(typed({ products }))).toEqual({
      letter: { date: '2020-08-28', kind: 'Urgent Device Correction', summary: '' },
    });
  });

  it('becomes a new version of the scope, with the plan that it asks for', () => {
    const product = { ...emptyProduct(), name: 'Pump', productCodes: 'A1', serials: 'given' as const };
    const letter = typed({
      scope: 'limit',
      plan: 'corrosion 2',
      products: [{ ...product, ranges: '706497 – 724065' }],
    });
    expect(read(letter)).toEqual({
      letter: expect.objectContaining({
        scopeChange: 'limit',
        plan: { key: 'corrosion', version: 2 },
        affectedProducts: [
          {
            name: 'Pump',
            productCodes: ['A1'],
            udiDis: [],
            serialNumbers: { ranges: [['706497', '724065']] },
          },
        ],
      }),
    });
  });

  it('says at its fields what is missing', () => {
    const letter = typed({ date: '', kind: '', scope: 'add', products: [emptyProduct()] });
    expect(read(letter)).toEqual({
      errors: {
        date: expect.any(String),
        kind: 'must not be empty',
        'products.0.name': 'must not be empty',
        'products.0.productCodes': 'needs at least one product code or UDI-DI',
      },
    });
  });

  it('is blank until something is typed or chosen', () => {
    expect(isBlankLetter(emptyLetter())).toBe(true);
    expect(isBlankLetter({ ...emptyLetter(), scope: 'add' })).toBe(false);
  });
});
