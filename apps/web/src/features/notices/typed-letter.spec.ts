import { describe, expect, it } from '@jest/globals';
import type { NoticeView } from '#contracts/notices';
import { emptyProduct, readSerials } from '#web/features/typed-products';
import {
  beginningOf,
  emptyLetter,
  isBlankLetter,
  restoredLetter,
  toLetter,
  type TypedLetter,
} from './typed-letter';

const typed = (more: Partial<TypedLetter> = {}): TypedLetter => ({
  ...emptyLetter(),
  date: '2020-08-28',
  kind: ' Urgent Device Correction ',
  ...more,
});
const read = (letter: TypedLetter, affectedProducts: NoticeView['affectedProducts'] = []) =>
  toLetter(
    letter,
    letter.products.map(({ list }) => readSerials(list)),
    { affectedProducts },
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

  it('gives back every product that nobody typed over exactly as it came, with what no field is for', () => {
    const view = { id: '7', position: 1, addedCodes: [], needsReading: false };
    // written as no form would write it: an end left out, a list without its counterpart, codes that are alike, a dash
    const iq = {
      name: 'Spectrum IQ version 9 ',
      productCodes: ['3570009', '357-0009'],
      udiDis: ['GTIN 000854'],
      serialNumbers: { list: ['A-1', 'A1', '706497-724065'] },
      manufactured: { to: '2020-07-14' },
      distributed: null,
      softwareVersions: { include: ['9.00.01', '9.00.01'] },
      printedCodes: ['357009', '3570009-'],
      unread: { text: 'and some of lot 12', reason: 'no list' },
    };
    const v8 = { name: 'V8', productCodes: ['35700BAX2'], udiDis: [], distributed: { from: '2014-07-01' } };
    const products = [
      { ...view, ...iq },
      { ...view, id: '8', position: 2, ...v8 },
    ];
    const begun = beginningOf('limit', { affectedProducts: products } as unknown as NoticeView);
    const typedOver = begun.map((product) =>
      product.name === 'V8' ? { ...product, distributedFrom: '2015-01-01' } : product,
    );
    // also after it was kept on the device
    const kept = (letter: TypedLetter) => restoredLetter(JSON.parse(JSON.stringify(letter)) as TypedLetter);
    expect(read(kept(typed({ scope: 'limit', products: typedOver })), products)).toEqual({
      letter: expect.objectContaining({
        affectedProducts: [iq, { ...v8, distributed: { from: '2015-01-01', to: null } }],
      }),
    });
    // typed over in one field, and read by a person: the codes as printed stay
    const [one] = begun;
    const changed = { ...one!, udiDis: '', wordsRead: true, manufacturedTo: '2020-07-15' };
    const answer = read(typed({ scope: 'limit', products: [changed] }), products);
    const { unread: _read, ...stays } = iq;
    expect(answer).toEqual({
      letter: expect.objectContaining({
        affectedProducts: [{ ...stays, udiDis: [], manufactured: { from: null, to: '2020-07-15' } }],
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
