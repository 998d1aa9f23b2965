import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dispositions } from '#contracts/replies';
import { addsUp, figuresOf, placeOf, type PumpGroup, sameFigures } from './reconciliation.js';

const statuses = [
  'in-service',
  'in-storage',
  'isolated',
  'in-repair',
  'rented-out',
  'loaned',
  'at-home',
  'not-located',
  'transferred',
  'returned',
  'retired',
  'unknown',
];
const group = fc.record<PumpGroup>({
  productCode: fc.constantFrom('35700BAX2', '3570009', '35700ABB', ''),
  pumps: fc.integer({ min: 1, max: 5000 }),
  verdict: fc.constantFrom('affected', 'possibly-affected', 'not-affected'),
  status: fc.constantFrom(...statuses),
  open: fc.boolean(),
  worked: fc.boolean(),
  missed: fc.boolean(),
});
const groups = fc.array(group, { maxLength: 40 });
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

const pump: PumpGroup = {
  productCode: 'A',
  pumps: 1,
  verdict: 'affected',
  status: 'in-service',
  open: false,
  worked: true,
  missed: false,
};

describe('the place of a pump in a reply', () => {
  it.each([
    ['its work is done', {}, { at: 'corrected' }],
    ['it is isolated, its return not yet arranged', { status: 'isolated', open: true }, { at: 'isolated' }],
    ['it went back to the firm', { status: 'returned' }, { at: 'returned' }],
    ['it was scrapped', { status: 'retired', open: true }, { at: 'disposed' }],
    ['it was given to somebody else', { status: 'transferred' }, { at: 'transferred' }],
    ['nobody found it', { status: 'not-located', missed: true }, { at: 'notLocated' }],
    ['its work is not done', { open: true }, { at: 'nowhere', because: 'still-open' }],
    ['it turned up after all', { missed: true }, { at: 'nowhere', because: 'found-again' }],
    ['nothing was ever recorded', { worked: false }, { at: 'nowhere', because: 'not-worked-on' }],
    [
      'its record lacks a fact',
      { verdict: 'possibly-affected', status: 'returned' },
      { at: 'nowhere', because: 'not-verified' },
    ],
    ['the notice does not apply to it', { verdict: 'not-affected' }, null],
  ] as const)('%s', (_what, facts, place) => {
    expect(placeOf({ ...pump, ...facts } as PumpGroup, true)).toEqual(place);
  });

  it('is "corrected" for a notice that asks nothing of the pump itself', () => {
    expect(placeOf({ ...pump, worked: false }, false)).toEqual({ at: 'corrected' });
  });
});

describe('the count', () => {
  it('has every affected pump in exactly one column, by code and in total, whatever the fleet', () => {
    fc.assert(
      fc.property(groups, fc.boolean(), (fleet, asks) => {
        const figures = figuresOf(fleet, asks);
        for (const row of [...figures.rows, figures.total]) {
          const columns = [...dispositions, 'stillOpen', 'unplaced'] as const;
          expect(sum(columns.map((key) => row[key]))).toBe(row.affected);
        }
        const inScope = fleet.filter(({ verdict }) => verdict !== 'not-affected');
        expect(figures.total.affected).toBe(sum(inScope.map(({ pumps }) => pumps)));
        expect(figures.noStock).toBe(inScope.length === 0);
        // those that are only possibly affected are told apart, and none of them has a place
        const possibly = fleet.filter(({ verdict }) => verdict === 'possibly-affected');
        expect(figures.total.possiblyAffected).toBe(sum(possibly.map(({ pumps }) => pumps)));
        for (const row of figures.rows) expect(row.possiblyAffected).toBeLessThanOrEqual(row.unplaced);
      }),
    );
  });

  it('does not depend on the order, nor on how the pumps are grouped', () => {
    fc.assert(
      fc.property(groups, (fleet) => {
        const halved = fleet.flatMap((one) =>
          one.pumps < 2
            ? [one]
            : [
                { ...one, pumps: 1 },
                { ...one, pumps: one.pumps - 1 },
              ],
        );
        expect(sameFigures(figuresOf(halved.toReversed(), true), figuresOf(fleet, true))).toBe(true);
      }),
    );
  });

  it('goes out exactly when every pump has its place, and the database counts as many', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: -2, max: 2 }), (fleet, off) => {
        const figures = figuresOf(fleet, true);
        const nowhere = fleet.some((one) => placeOf(one, true)?.at === 'nowhere');
        expect(addsUp(figures, figures.total.affected + off, false).ok).toBe(!nowhere && off === 0);
        const worse = fleet.some((one) => {
          const place = placeOf(one, true);
          return place?.at === 'nowhere' && place.because !== 'still-open';
        });
        expect(addsUp(figures, figures.total.affected, true).ok).toBe(!worse);
      }),
    );
  });

  it('says how many pumps are missing', () => {
    const figures = figuresOf([pump, { ...pump, pumps: 3, open: true }], true);
    expect(addsUp(figures, 4, false)).toEqual({ ok: false, missing: 3 });
    expect(addsUp(figures, 4, true)).toEqual({ ok: true });
    expect(addsUp(figures, 5, true)).toEqual({ ok: false, missing: 1 });
  });

  it('is another one when one pump changes its place', () => {
    const before = figuresOf([{ ...pump, pumps: 2 }], true);
    const after = figuresOf([pump, { ...pump, status: 'isolated' }], true);
    expect(sameFigures(before, after)).toBe(false);
    // what went out before possibly affected pumps were told apart says the same as now
    const { possiblyAffected: _, ...total } = before.total;
    const old = { ...before, total, rows: before.rows.map(({ possiblyAffected: __, ...row }) => row) };
    expect(sameFigures(before, old)).toBe(true);
  });
});
