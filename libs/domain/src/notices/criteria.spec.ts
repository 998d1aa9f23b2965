import { describe, expect, it } from '@jest/globals';
import type { ProductCriteria } from '#contracts/notices';
import { evaluateScope } from './criteria.evaluate.js';
import { compileScope } from './criteria.sql.js';
import type { DeviceFacts, ScopeProduct } from './criteria.js';

const pump = (facts: Partial<DeviceFacts> = {}): DeviceFacts => ({
  productCode: '35700BAX',
  udiDi: null,
  serialNumber: '765100',
  manufacturedOn: '2016-03-01',
  receivedOn: '2016-05-01',
  softwareVersion: '6.02.06',
  ...facts,
});
const product = (criteria: Partial<ProductCriteria>, position = 1): ScopeProduct => ({
  id: String(position * 10),
  position,
  name: `product ${position}`,
  criteria: { name: `product ${position}`, productCodes: ['35700BAX'], udiDis: [], ...criteria },
});
const verdictOf = (criteria: Partial<ProductCriteria>, facts: Partial<DeviceFacts> = {}) =>
  evaluateScope([product(criteria)], pump(facts)).verdict;

const [AFFECTED, POSSIBLY, NOT] = ['affected', 'possibly-affected', 'not-affected'];

describe('identity', () => {
  const both = { productCodes: ['35700BAX2'], udiDis: ['00085412498683'] };
  it.each([
    [
      'the UDI-DI decides where both sides have one',
      both,
      { udiDi: '00085412498683', productCode: 'other' },
      AFFECTED,
    ],
    ['even against the product code', both, { udiDi: '00085412091570', productCode: '35700BAX2' }, NOT],
    [
      'without a UDI-DI in the record the product code decides',
      both,
      { productCode: '35700-bax2' },
      AFFECTED,
    ],
    [
      'without a UDI-DI in the notice too',
      { productCodes: ['35700BAX2'] },
      { udiDi: '1', productCode: '35700BAX2' },
      AFFECTED,
    ],
    ['a DI of 13 digits is the one of 14', both, { udiDi: '0085412498683' }, AFFECTED],
    ['another code', both, { productCode: '35700BAX' }, NOT],
    ['neither in the record', both, { productCode: null }, POSSIBLY],
    ['"N/A" is no product code', both, { productCode: 'N/A' }, POSSIBLY],
    [
      'a UDI-DI alone in the notice, none in the record',
      { productCodes: [], udiDis: ['00085412498683'] },
      {},
      POSSIBLY,
    ],
    ['no code in the notice at all', { productCodes: [], udiDis: [] }, {}, POSSIBLY],
  ])('%s', (_, criteria, facts, verdict) => expect(verdictOf(criteria, facts)).toBe(verdict));

  it('names every fact of which one would do', () => {
    expect(evaluateScope([product(both)], pump({ productCode: null })).missing).toEqual([
      'productCode',
      'udiDi',
    ]);
    expect(evaluateScope([product({})], pump({ productCode: null })).missing).toEqual(['productCode']);
  });
});

describe('serial numbers', () => {
  const list = { serialNumbers: { list: ['765100', '0496242', 'AHV-03020'] } };
  const ranges = (...pairs: Array<[string, string]>) => ({ serialNumbers: { ranges: pairs } });
  it.each([
    ['none named: all', {}, null, AFFECTED],
    ['on the list', list, '765100', AFFECTED],
    ['on the list, written otherwise', list, 'ahv 03020', AFFECTED],
    ['not on the list', list, '765101', NOT],
    ['leading zeros apart', list, '496242', POSSIBLY],
    ['not recorded', list, null, POSSIBLY],
    ['recorded as dashes', list, '---', POSSIBLY],
    ['the first of a range', ranges(['706497', '724065']), '706497', AFFECTED],
    ['the last of a range', ranges(['706497', '724065']), '724065', AFFECTED],
    ['after a range', ranges(['706497', '724065']), '724066', NOT],
    ['compared as numbers, not as text', ranges(['706497', '724065']), '7100000', NOT],
    ['leading zeros do not matter to a number', ranges(['0013120799', '0099072300']), '13120799', AFFECTED],
    ['the same letters: by their digits', ranges(['US00100100', 'US00541372']), 'us-00541372', AFFECTED],
    ['the same letters, beyond', ranges(['US00100100', 'US00541372']), 'US00541373', NOT],
    ['letters of another series', ranges(['US00100100', 'US00541372']), 'DE00200000', NOT],
    ['another shape than the range', ranges(['US00100100', 'US00541372']), '00200000', POSSIBLY],
    ['the shape of one of several ranges', ranges(['US00100100', 'US00541372'], ['1', '9']), '00200000', NOT],
    [
      'in the second of overlapping ranges',
      ranges(['5', '900'], ['1', '10'], ['800', '1000']),
      '999',
      AFFECTED,
    ],
    ['beyond 15 digits', ranges(['00884838009639000001', '00884838009639000003']), '884838009639000004', NOT],
    ['unread words leave it open', { unread: { text: 'some lots', reason: '' } }, '1', POSSIBLY],
    [
      'unless the part that was read names it',
      { ...list, unread: { text: 'and more', reason: '' } },
      '765100',
      AFFECTED,
    ],
  ])('%s', (_, criteria, serialNumber, verdict) =>
    expect(verdictOf(criteria, { serialNumber })).toBe(verdict),
  );
});

describe('dates', () => {
  const made = { manufactured: { from: '2014-07-01', to: null } };
  const window = { manufactured: { from: '2005-01-01', to: '2020-05-13' } };
  const sold = { distributed: { from: '2008-07-01', to: '2020-07-14' } };
  it.each([
    ['the first day', made, { manufacturedOn: '2014-07-01' }, AFFECTED],
    ['the day before', made, { manufacturedOn: '2014-06-30' }, NOT],
    ['to the present', made, { manufacturedOn: '2026-01-01' }, AFFECTED],
    ['the last day', window, { manufacturedOn: '2020-05-13' }, AFFECTED],
    ['the day after', window, { manufacturedOn: '2020-05-14' }, NOT],
    ['not recorded', window, { manufacturedOn: null }, POSSIBLY],
    ['received within the dates of distribution', sold, { receivedOn: '2020-07-14' }, AFFECTED],
    ['received before the first one', sold, { receivedOn: '2008-06-30' }, NOT],
    ['received after the last one: perhaps shipped before', sold, { receivedOn: '2020-07-15' }, POSSIBLY],
    ['on the last day of the time in transit', sold, { receivedOn: '2021-01-10' }, POSSIBLY],
    ['later than any transit', sold, { receivedOn: '2021-01-11' }, NOT],
    [
      'distributed up to the present',
      { distributed: { from: '2008-07-01' } },
      { receivedOn: '2026-01-01' },
      AFFECTED,
    ],
    [
      'a last day at the end of all calendars',
      { distributed: { to: '9999-12-31' } },
      { receivedOn: '10000-06-28' },
      POSSIBLY,
    ],
    [
      'one date out of bounds decides, whatever is missing',
      { ...window, ...sold },
      { manufacturedOn: null, receivedOn: '2001-01-01' },
      NOT,
    ],
    [
      'open at both ends is no limit',
      { manufactured: { from: null, to: null } },
      { manufacturedOn: null },
      AFFECTED,
    ],
  ])('%s', (_, criteria, facts, verdict) => expect(verdictOf(criteria, facts)).toBe(verdict));
});

describe('several products', () => {
  const scope = [
    product({ manufactured: { from: '2000-01-01', to: null } }, 1),
    product({ serialNumbers: { list: ['765100'] } }, 2),
    product({ serialNumbers: { list: ['765100'] } }, 3),
  ];

  it('the best verdict counts, given by the lowest position', () => {
    const { verdict, productId, missing } = evaluateScope(scope, pump({ manufacturedOn: null }));
    expect([verdict, productId, missing]).toEqual(['affected', '20', []]);
  });

  it('a possibly affected device lacks the facts of every product still possible', () => {
    const { verdict, productId, missing } = evaluateScope(
      scope,
      pump({ manufacturedOn: null, serialNumber: null }),
    );
    expect([verdict, productId, missing]).toEqual([
      'possibly-affected',
      '10',
      ['serialNumber', 'manufacturedOn'],
    ]);
  });

  it('explains clause by clause, with what was compared, also what is out of scope', () => {
    const explanation = evaluateScope(
      [product({ manufactured: { from: '2014-07-01', to: null } })],
      pump({ manufacturedOn: '2010-01-01' }),
    );
    expect(explanation).toMatchObject({ verdict: 'not-affected', productId: '10' });
    expect(explanation.clauses).toEqual([
      {
        criterion: 'identity',
        expected: 'product code 35700BAX',
        actual: 'product code 35700BAX',
        result: true,
        reason: 'The product code is named.',
      },
      {
        criterion: 'manufactured',
        expected: 'manufactured from 2014-07-01',
        actual: '2010-01-01',
        result: false,
        reason: '2010-01-01 is before 2014-07-01.',
      },
    ]);
  });

  it('says that the ship date is missing where the day received leaves it open, and only there', () => {
    const sold = product({
      distributed: { from: null, to: '2020-07-14' },
      manufactured: { from: '2014-07-01', to: null },
    });
    const late = evaluateScope([sold], pump({ receivedOn: '2020-09-01' }));
    expect([late.verdict, late.missing, late.doubtful]).toEqual(['possibly-affected', ['distributedOn'], []]);
    expect(late.clauses.at(-1)).toEqual({
      criterion: 'distributed',
      expected: 'distributed to 2020-07-14',
      actual: '2020-09-01',
      result: null,
      reason:
        'It came no more than 180 days after 2020-07-14 and may have been shipped by then: the record has no ship date.',
    });
    const unmade = pump({ receivedOn: '2020-07-14', manufacturedOn: null });
    expect(evaluateScope([sold], unmade).missing).toEqual(['manufacturedOn']);
    expect(evaluateScope([sold], pump({ receivedOn: null })).missing).toEqual(['receivedOn']);
  });

  it('says which recorded fact is in doubt', () => {
    const list = { serialNumbers: { list: ['0496242'] } };
    expect(evaluateScope([product(list)], pump({ serialNumber: '496242' }))).toMatchObject({
      missing: [],
      doubtful: ['serialNumber'],
    });
  });

  it('nothing applies to a notice without products', () => {
    expect(evaluateScope([], pump())).toMatchObject({
      verdict: 'not-affected',
      productId: null,
      clauses: [],
    });
  });
});

describe('the compiled statement', () => {
  it('passes lists as single parameters, so that 200,000 serials are no longer a statement than two', () => {
    const sizes = [2, 200_000].map((count) => {
      const list = Array.from({ length: count }, (_, n) => String(n));
      return compileScope([product({ serialNumbers: { list } })], { firstParameter: 4 });
    });
    expect(sizes[0]?.sql).toBe(sizes[1]?.sql);
    expect(sizes[0]?.parameters).toHaveLength(sizes[1]?.parameters.length ?? 0);
    expect(sizes[0]?.sql).toContain('$4');
    expect(sizes[0]?.sql).not.toMatch(/\$[123]\b/);
  });
});
