import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeKey } from '#contracts/codes';
import { readCodes, readVersions } from './read-codes';
import { readRanges } from './read-ranges';
import { mendLines, mendPiece, readSerials, readSerialsInPieces } from './read-serials';

const serial = fc
  .tuple(
    fc.constantFrom('', 'US', 'us-', 'SN-'),
    // few enough that many are given twice, also written otherwise
    fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 99_999_999 })),
  )
  .map(([prefix, number]) => `${prefix}${number}`);
const joint = fc.constantFrom('\n', '\r\n', ', ', ';', '\t', '\n\n');

describe('a pasted list of serial numbers', () => {
  it('loses none, whatever joins them, and keeps the order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(serial, joint), { maxLength: 50 }), (given) => {
        const list = readSerials(given.flat().join(''));
        const keys = given.map(([one]) => codeKey(one));
        expect(list.values.map(codeKey)).toEqual([...new Set(keys)]);
        expect(list.duplicates).toBe(keys.length - new Set(keys).size);
        expect(list.unreadable).toEqual([]);
      }),
    );
  });

  it('takes or refuses every word of any text: nothing vanishes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const list = readSerials(text);
        const some = codeKey(text) !== null;
        expect(list.values.length + list.duplicates + list.unreadable.length > 0 || !some).toBe(true);
      }),
    );
  });

  it('reads the same in pieces as at once', async () => {
    const text = Array.from({ length: 9001 }, (_, n) => (n % 997 === 0 ? 'Serial' : `20${n % 8000}`)).join(
      '\n',
    );
    expect(await readSerialsInPieces(text)).toEqual(readSerials(text));
  });

  it('says by line what it cannot read, and why', () => {
    expect(
      readSerials('Serial number\n2006307, 2.00631E+06\n706497 – 724065\n706497-724065\n"2006308"'),
    ).toEqual({
      values: ['2006307', '2006308'],
      duplicates: 0,
      unreadable: [
        { line: 1, text: 'Serial', reason: 'no-digit' },
        { line: 1, text: 'number', reason: 'no-digit' },
        { line: 2, text: '2.00631E+06', reason: 'rounded' },
        { line: 3, text: '706497 – 724065', reason: 'range' },
        { line: 4, text: '706497-724065', reason: 'range' },
      ],
    });
  });

  it('is mended line by line', () => {
    const text = '1001\nSerial\n2.00631E+06, 1003';
    const line = mendPiece('2.00631E+06, 1003', '2.00631E+06', '2006307');
    const mended = mendLines(
      text,
      new Map<number, string | null>([
        [2, null],
        [3, line],
      ]),
    );
    expect(readSerials(mended)).toEqual({
      values: ['1001', '2006307', '1003'],
      duplicates: 0,
      unreadable: [],
    });
  });
});

describe('pasted ranges', () => {
  it.each([
    '706497 – 724065',
    '706497-724065',
    '706497 to 724065',
    '706497 through 724065',
    '706497…724065',
    '706497\t724065',
    '706497, 724065',
    '706497 724065',
  ])('reads %s', (text) => {
    expect(readRanges(text)).toEqual({ ranges: [['706497', '724065']], unreadable: [], numbers: 17_569 });
  });

  it('reads any range that is written with a dash', () => {
    const ends = fc.tuple(
      fc.constantFrom('', 'AB', 'AB-', 'X1Y'),
      fc.nat(),
      fc.nat(),
      fc.constantFrom('', 'N'),
    );
    fc.assert(
      fc.property(ends, fc.constantFrom(' – ', '–', ' - ', ' to '), ([prefix, a, b, suffix], dash) => {
        const range = [Math.min(a, b), Math.max(a, b)].map((n) => `${prefix}${n}${suffix}`);
        expect(readRanges(range.join(dash)).ranges).toEqual([range]);
      }),
    );
  });

  it('says what is wrong with the others', () => {
    const { ranges, unreadable } = readRanges(
      '724065 – 706497\n706497\nA100 – B200\nfrom – to\n1 – 5, 8 – 9',
    );
    expect(ranges).toEqual([
      ['1', '5'],
      ['8', '9'],
    ]);
    expect(unreadable.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'upside-down'],
      [2, 'one-end'],
      [3, 'ends-differ'],
      [4, 'no-digit'],
    ]);
  });
});

describe('pasted codes', () => {
  it('takes each code once', () => {
    expect(readCodes('35700BAX, 35700BAX2\n35700-bax\n3570009 35700ABB', 'product-code')).toEqual({
      values: ['35700BAX', '35700BAX2', '3570009', '35700ABB'],
      duplicates: 1,
      unreadable: [],
      doubtful: [],
    });
  });

  it('knows a UDI-DI by its form, and doubts one with a wrong check digit', () => {
    expect(
      readCodes(
        '00085412498683\n(01)00085412091570(21)12345\n8.54125E+12\nGTIN 0008\n00085412498684',
        'udi-di',
      ),
    ).toEqual({
      values: ['00085412498683', '00085412091570', '00085412498684'],
      duplicates: 0,
      unreadable: [
        { line: 3, text: '8.54125E+12', reason: 'rounded' },
        { line: 4, text: 'GTIN 0008', reason: 'not-a-udi' },
      ],
      doubtful: ['00085412498684'],
    });
  });

  it('tells a version from words', () => {
    expect(readVersions('8.01.01, 6.x\nv8.00\nHospira MedNet')).toEqual({
      values: ['8.01.01', '6.x', 'v8.00', 'Hospira MedNet'],
      freeText: ['Hospira MedNet'],
    });
  });
});
