import { describe, expect, it } from '@jest/globals';
import { ImportedNotice } from '#contracts/notices';
import { readCodeInfo, readProductCodes } from './code-info.js';
import { evaluateScope } from './criteria.evaluate.js';
import { readOpenFda } from './openfda.js';

describe('readCodeInfo', () => {
  it.each([
    ['All serial numbers, GTIN 00085412610900.', { udiDis: ['00085412610900'], unread: null }],
    ['All serial numbers', { udiDis: [], unread: null }],
    [
      'Serial numbers: AHV03020, AHV03021, AHV03022 and AHV03023.',
      { udiDis: [], unread: null, serialNumbers: { list: ['AHV03020', 'AHV03021', 'AHV03022', 'AHV03023'] } },
    ],
    [
      'Serial Numbers AP0447, AP0448 & AP0463',
      { udiDis: [], unread: null, serialNumbers: { list: ['AP0447', 'AP0448', 'AP0463'] } },
    ],
    [
      'Serial numbers 706497 through 724065; UDI-DI: (01)00085412498683',
      { udiDis: ['00085412498683'], unread: null, serialNumbers: { ranges: [['706497', '724065']] } },
    ],
    [
      'Software Versions 5.02.06, 6.02.06, and 6.02.11; Affected Serial Numbers: 712090, 723687',
      {
        udiDis: [],
        unread: null,
        softwareVersions: { include: ['5.02.06', '6.02.06', '6.02.11'] },
        serialNumbers: { list: ['712090', '723687'] },
      },
    ],
  ])('reads "%s"', (text, expected) => expect(readCodeInfo(text)).toEqual(expected));

  it.each([
    ['Lot/Batch Numbers: 13F18C0374, 13F18H0580', 'It is limited by lots, which device records do not keep.'],
    [
      'All serial numbers manufactured before 9/08',
      'It could not be read exactly from "manufactured before 9/08" on.',
    ],
    ['PA14170895 PA14170897', 'It could not be read exactly from "PA14170895 PA14170897" on.'],
    [
      'Serial numbers A021-00038 through A12E-03490',
      'A range could not be read: both ends of a range must be written alike: the same letters before and after the number.',
    ],
    ['All serial numbers; Serial numbers 12, 13', 'It speaks of all serials and of some.'],
    ['GTIN 00085412610900', 'It does not say which serial numbers are meant.'],
  ])('keeps "%s" for a person, and takes no limit from it', (text, unread) => {
    const info = readCodeInfo(text);
    expect(info.unread).toBe(unread);
    expect(info).not.toHaveProperty('serialNumbers');
  });
});

describe('readProductCodes', () => {
  it.each([
    ['Baxter Spectrum IQ Infusion Pumps, Product code 3570009.', ['3570009'], []],
    ['Two-Lumen Catheterization Kit, REF AK-25502  For short-term (< 30 days) access', ['AK-25502'], []],
    ['Infusion pump; Model Numbers 8100, 8110 and 8120', ['8100', '8110', '8120'], []],
    ['SIGMA Spectrum V8 pump 35700BAX2', [], ['35700BAX2']],
    ['Screw 6.5 mm, Sz 25mm, 1000 ml', [], []],
  ])('%s', (description, named, others) => expect(readProductCodes(description)).toEqual({ named, others }));
});

const record = (more: object = {}) => ({
  res_event_number: '89017',
  product_res_number: 'Z-0529-2022',
  event_date_initiated: '2021-12-29',
  recalling_firm: 'Baxter Healthcare Corporation',
  product_description: 'Spectrum IQ Infusion Pumps, Product code 3570009.',
  // FDA's own class of the device, which is no code of the firm
  product_code: 'FRN',
  code_info: 'All serial numbers, GTIN 00085412610900.',
  openfda: {},
  ...more,
});
const read = (...entries: unknown[]) => readOpenFda(entries.map((entry, index) => ({ index, entry })));

describe('readOpenFda', () => {
  it('makes one notice of the recall numbers of an event, each a product', () => {
    const { notices, refused } = read(
      record(),
      record({
        product_res_number: 'Z-0530-2022',
        product_description: 'Spectrum V8, Product code 35700BAX2',
        code_info: 'All serial numbers, GTIN 00085412498683',
      }),
    );
    expect(refused).toEqual([]);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.indexes).toEqual([0, 1]);
    expect(ImportedNotice.parse(notices[0]?.notice)).toMatchObject({
      firm: 'Baxter Healthcare Corporation',
      recallNumbers: ['Z-0529-2022', 'Z-0530-2022'],
      eventNumber: '89017',
      initiatedOn: '2021-12-29',
      class: null,
      affectedProducts: [
        { productCodes: ['3570009'], udiDis: ['00085412610900'] },
        { productCodes: ['35700BAX2'], udiDis: ['00085412498683'] },
      ],
    });
    expect(JSON.stringify(notices)).not.toContain('FRN');
  });

  it('reads an enforcement record: class, date without hyphens, names with hyphens', () => {
    const { notices } = read({
      'recalling-firm': 'Encore Medical, Lp',
      'product-description': 'Screw, Ref 010-55-25',
      'code-info': 'Lot 007A1037, Ref 010-55-25.',
      classification: 'Class II',
      recall_initiation_date: '20120716',
      product_type: 'Devices',
      event_id: '62561',
    });
    expect(notices[0]?.notice).toMatchObject({
      class: 'II',
      initiatedOn: '2012-07-16',
      eventNumber: '62561',
    });
    expect(notices[0]?.notice.affectedProducts[0]?.unread?.text).toBe('Lot 007A1037, Ref 010-55-25.');
  });

  it('what it cannot read rules no pump out', () => {
    const { notices } = read(record({ code_info: 'Lots 12 and 13, GTIN 00085412610900' }));
    const [criteria] = notices[0]?.notice.affectedProducts ?? [];
    if (criteria === undefined) throw new Error('no product was read');
    const scope = [{ id: '1', position: 1, name: criteria.name, criteria }];
    const facts = {
      udiDi: null,
      manufacturedOn: null,
      receivedOn: null,
      softwareVersion: null,
      serialNumber: '5',
    };
    expect(evaluateScope(scope, { ...facts, productCode: '3570009' }).verdict).toBe('possibly-affected');
    expect(evaluateScope(scope, { ...facts, productCode: '8015' }).verdict).toBe('not-affected');
  });

  it('takes nothing for the whole of a text that is too long to keep', () => {
    const list = Array.from({ length: 15_000 }, (_, n) => `AB${100_000 + n}`).join(', ');
    const { notices } = read(record({ code_info: `Serial numbers: ${list}` }));
    const [criteria] = notices[0]?.notice.affectedProducts ?? [];
    expect(criteria?.serialNumbers).toBeUndefined();
    expect(criteria?.unread?.reason).toBe('It is longer than 100,000 characters.');
  });

  it('reads texts made to be slow in no time', () => {
    const blanks = ' '.repeat(90_000);
    const began = performance.now();
    for (const text of [
      `Serial numbers${blanks}x`,
      `ref${blanks}`.repeat(2),
      'A'.repeat(90_000),
      '1,'.repeat(45_000),
    ]) {
      readCodeInfo(text);
      readProductCodes(text);
    }
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('says what is wrong with the rest', () => {
    expect(
      read(record(), record(), 'text', record({ product_type: 'Food', product_res_number: 'F-1' }), {
        recalling_firm: 'N/A',
        product_description: 'x',
      }).refused,
    ).toEqual([
      { index: 1, path: '', reason: 'Z-0529-2022 comes twice; the first one is taken' },
      { index: 2, path: '', reason: 'is not a record of openFDA' },
      { index: 3, path: '', reason: 'is about food, not devices' },
      { index: 4, path: '', reason: 'has no recalling_firm' },
    ]);
  });

  it('control characters of real records do not stop it; a date that does not exist is said', () => {
    const { notices } = read(
      record({ product_description: 'Pump\u0019 \u0000REF 8015', event_date_initiated: '2021-02-30' }),
    );
    expect(notices[0]?.notice).toMatchObject({
      initiatedOn: null,
      affectedProducts: [{ productCodes: ['8015'] }],
    });
    expect(notices[0]?.warnings).toContain('2021-02-30 could not be read as a date.');
  });
});
