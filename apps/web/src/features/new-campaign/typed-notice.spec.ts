import { describe, expect, it } from '@jest/globals';
import { CreateNotice } from '#contracts/notices';
import { emptyProduct, readSerials } from '#web/features/typed-products';
import { emptyNotice, fieldOf, fromNotice, isBlank, toNotice, type TypedNotice } from './typed-notice';

const typed = (more: Partial<TypedNotice> = {}, product = {}): TypedNotice => ({
  ...emptyNotice(),
  title: 'Residue on the contacts',
  firm: 'Example Pumps',
  products: [{ ...emptyProduct(), name: 'Pump', productCodes: '35700BAX2', ...product }],
  ...more,
});
const read = (notice: TypedNotice) =>
  toNotice(
    notice,
    notice.products.map(({ list }) => readSerials(list)),
  );

describe('a typed notice', () => {
  it('becomes what the API takes', () => {
    const answer = read(
      typed(
        {
          class: 'I',
          initiatedOn: '2020-04-01',
          recallNumbers: 'Z-0001-2020, Z-0002-2020',
          communications: [{ key: 'a', date: '2020-08', kind: 'Letter', summary: '' }],
          replyKind: 'email',
          replyAddress: 'recalls@example.org',
        },
        {
          serials: 'given',
          list: '2006307\n2006308',
          ranges: '706497 – 724065',
          manufacturedFrom: '2014-07-01',
          include: '8.01.01, 6.x',
        },
      ),
    );
    const { notice } = answer as Extract<typeof answer, { notice: unknown }>;
    expect(CreateNotice.parse(notice)).toMatchObject({
      class: 'I',
      recallNumbers: ['Z-0001-2020', 'Z-0002-2020'],
      replyRoute: { kind: 'email', address: 'recalls@example.org' },
      affectedProducts: [
        {
          productCodes: ['35700BAX2'],
          serialNumbers: { list: ['2006307', '2006308'], ranges: [['706497', '724065']] },
          manufactured: { from: '2014-07-01', to: null },
          softwareVersions: { include: ['8.01.01', '6.x'], exclude: [] },
        },
      ],
    });
  });

  it('means all serial numbers where no limit is chosen, whatever the list holds', () => {
    const answer = read(typed({}, { serials: 'all', list: '2006307', ranges: 'rubbish' }));
    expect(answer).toMatchObject({ notice: { affectedProducts: [{ productCodes: ['35700BAX2'] }] } });
    expect(JSON.stringify(answer)).not.toContain('serialNumbers');
  });

  it('is refused at the field that stands against it', () => {
    const answer = read(
      typed(
        { title: ' ', communications: [{ key: 'a', date: '', kind: 'Letter', summary: '' }] },
        {
          productCodes: '',
          serials: 'given',
          list: 'Serial',
          ranges: '5 – 1',
          manufacturedFrom: '2020-02-01',
          manufacturedTo: '2020-01-01',
        },
      ),
    );
    const { errors } = answer as Extract<typeof answer, { errors: unknown }>;
    expect(Object.keys(errors).toSorted()).toEqual([
      'communications.0.date',
      'products.0.list',
      'products.0.manufacturedTo',
      'products.0.productCodes',
      'products.0.ranges',
      'title',
    ]);
    expect(errors['products.0.list']).toEqual([{ line: 1, text: 'Serial', reason: 'no-digit' }]);
  });

  it('needs a code, and a limit that limits', () => {
    const none = read(typed({}, { productCodes: '' }));
    expect(none).toMatchObject({ errors: { 'products.0.productCodes': expect.any(String) } });
    const empty = read(typed({}, { serials: 'given' }));
    expect(empty).toMatchObject({ errors: { 'products.0.list': expect.any(String) } });
  });

  it('knows where an error of the API belongs', () => {
    expect(fieldOf('affectedProducts.2.serialNumbers.ranges.3'.split('.'))).toBe('products.2.ranges');
    expect(fieldOf(['replyRoute', 'address'])).toBe('replyAddress');
    expect(fieldOf(['affectedProducts'])).toBe('products');
  });

  it('can be begun from one that is there, and says the same', () => {
    const answer = read(
      typed(
        {
          class: 'II',
          replyKind: 'portal',
          communications: [{ key: 'a', date: '2020-08', kind: 'Letter', summary: 'Two' }],
        },
        {
          serials: 'given',
          list: '2006307\n2006308',
          ranges: 'AB-1 – AB-9',
          include: '6.x',
          udiDis: '00085412498683',
        },
      ),
    );
    const notice = CreateNotice.parse('notice' in answer ? answer.notice : null);
    expect(read(fromNotice({ ...notice, initiatedOn: null } as never))).toEqual(answer);
  });

  it('is blank until something is typed', () => {
    expect(isBlank(emptyNotice())).toBe(true);
    expect(isBlank(typed())).toBe(false);
  });
});
