import { describe, expect, it } from '@jest/globals';
import { gtinCheckDigitHolds } from './codes.js';
import { CreateNotice } from './notices.js';

const product = { name: 'Spectrum V8', productCodes: ['35700BAX2'] };
const notice = (affectedProduct: object = product, more: object = {}) => ({
  title: 'A notice',
  firm: 'A firm',
  action: 'correction',
  affectedProducts: [affectedProduct],
  ...more,
});
const problems = (body: unknown): string[] =>
  CreateNotice.safeParse(body).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
  [];

describe('CreateNotice', () => {
  it('takes the shape that the design promises, whole', () => {
    const promised = {
      title: 'Unplanned shutdown',
      firm: 'Baxter Healthcare Corporation',
      class: 'I',
      action: 'correction',
      initiatedOn: '2020-04-01',
      recallNumbers: ['Z-0530-2022'],
      eventNumber: '89017',
      reason: 'corrosion',
      communications: [{ date: '2020-08-28', kind: 'Urgent Device Correction', summary: 'inspect' }],
      affectedProducts: [
        {
          name: 'Spectrum V8',
          productCodes: ['35700BAX2'],
          udiDis: ['00085412498683'],
          serialNumbers: { list: ['2006307'], ranges: [['706497', '724065']] },
          manufactured: { from: '2014-07-01', to: null },
          distributed: { from: null, to: '2020-07-14' },
          softwareVersions: { include: ['8.01.01', '6.x'], exclude: ['1.05.06.00'] },
        },
      ],
      replyRoute: { kind: 'email', address: 'reply@example.org' },
    };
    expect(CreateNotice.parse(promised)).toEqual(promised);
  });

  it('fills in what may be left out, and keeps out what it does not know', () => {
    expect(CreateNotice.parse(notice(product, { colour: 'red' }))).toEqual({
      title: 'A notice',
      firm: 'A firm',
      class: null,
      action: 'correction',
      recallNumbers: [],
      reason: '',
      communications: [],
      affectedProducts: [{ ...product, udiDis: [] }],
    });
  });

  it('takes a month where a letter is only announced', () => {
    const letter = (date: string) => notice(product, { communications: [{ date, kind: 'follow-up' }] });
    expect(problems(letter('2022-03'))).toEqual([]);
    for (const date of ['2022-13', '2022', '2022-02-30', 'March 2022']) {
      expect(problems(letter(date))).toEqual([
        'communications.0.date: must be a day (2020-08-28) or a month (2022-03)',
      ]);
    }
  });

  const at = 'affectedProducts.0';
  it.each([
    [{ name: 'x' }, `${at}.productCodes: needs at least one product code or UDI-DI`],
    [{ ...product, productCodes: ['--'] }, `${at}.productCodes.0: needs a letter or a digit`],
    [{ ...product, name: '  ' }, `${at}.name: must not be empty`],
    [{ ...product, name: 'a\0b' }, `${at}.name: has a character that cannot be kept`],
    [
      { ...product, serialNumbers: {} },
      `${at}.serialNumbers: give a list or ranges, or leave it out: all serials`,
    ],
    [
      { ...product, serialNumbers: { ranges: [['724065', '706497']] } },
      `${at}.serialNumbers.ranges.0: the first end of a range must not be above the last`,
    ],
    [
      { ...product, serialNumbers: { ranges: [['US100', '200']] } },
      `${at}.serialNumbers.ranges.0: both ends of a range must be written alike: the same letters before and after the number`,
    ],
    [
      { ...product, serialNumbers: { ranges: [['ABC', 'ABD']] } },
      `${at}.serialNumbers.ranges.0: both ends of a range need a digit`,
    ],
    [
      { ...product, manufactured: { from: '2020-01-02', to: '2020-01-01' } },
      `${at}.manufactured.to: must not end before it begins`,
    ],
    [
      { ...product, softwareVersions: { include: [] } },
      `${at}.softwareVersions: name versions to include or to exclude, or leave it out: all versions`,
    ],
  ])('refuses %j', (affectedProduct, problem) =>
    expect(problems(notice(affectedProduct))).toEqual([problem]),
  );
});

describe('gtinCheckDigitHolds', () => {
  it.each([
    ['00085412498683', true],
    ['0085412498683', true],
    ['00085412610900', true],
    ['00085412610901', false],
    ['M572TPS3011113011', false],
  ])('%s: %s', (gtin, holds) => expect(gtinCheckDigitHolds(gtin)).toBe(holds));
});
