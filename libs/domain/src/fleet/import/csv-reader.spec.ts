import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { csvCell, CsvError, CsvReader, dialectOf, MAX_ROW_CHARACTERS } from './csv-reader.js';

/** The rows of a text that comes in pieces of the given sizes. */
function read(text: string, sizes: number[] = [text.length], delimiter = ','): Array<[number, ...string[]]> {
  const reader = new CsvReader(delimiter);
  const rows = [];
  for (let at = 0, n = 0; at < text.length; n += 1) {
    const size = Math.max(1, sizes[n % sizes.length] ?? 1);
    rows.push(...reader.push(text.slice(at, at + size)));
    at += size;
  }
  rows.push(...reader.end());
  return rows.map((row) => [row.line, ...row.cells]);
}

describe('reading CSV', () => {
  it.each<[string, string, Array<[number, ...string[]]>]>([
    [
      'LF without an end',
      'a,b\n1,2',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,\r\n',
      [
        [1, 'a', 'b'],
        [2, '1', ''],
      ],
    ],
    [
      'quoted newlines and their line numbers',
      '"a\r\nb",1\n"c",2\n',
      [
        [1, 'a\r\nb', '1'],
        [3, 'c', '2'],
      ],
    ],
    ['doubled quotation marks', '"5"" tube",""\n', [[1, '5" tube', '']]],
    [
      'a quotation mark inside a plain cell',
      '5" tube,x\ny,z',
      [
        [1, '5" tube', 'x'],
        [2, 'y', 'z'],
      ],
    ],
    ['a blank before an opening quotation mark', 'a, "b, c",d\n', [[1, 'a', 'b, c', 'd']]],
    [
      'empty lines, which have numbers all the same',
      '\n\na\n \nb\n',
      [
        [3, 'a'],
        [5, 'b'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', (_, text, rows) => expect(read(text)).toEqual(rows));

  it('agrees with csv-parse, however the text is cut into pieces', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r\n', ' ', 'é', '5'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n') as fc.Arbitrary<'\n' | '\r\n'>,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        (table, newline, sizes) => {
          const text = stringify(table, { record_delimiter: newline, quoted_match: /^\s|[\r\n]/ });
          const expected = parse(text, { relax_column_count: true, record_delimiter: newline }) as string[][];
          expect(read(text, sizes).map(([, ...cells]) => cells)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('writes cells that it reads back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', '\t') }), {
          minLength: 2,
        }),
        (cells) => {
          expect(read(`${cells.map(csvCell).join(',')}\r\n`)).toEqual([[1, ...cells]]);
        },
      ),
    );
  });

  it('names the line of a quotation mark that is never closed', () => {
    expect(() => read('a,b\n1,2\n"3,4\n5,6\n')).toThrow(expect.objectContaining({ line: 3 }));
  });

  it('holds no more than one row of a file without end', () => {
    const reader = new CsvReader(',');
    reader.push('a,b\n"');
    const piece = 'x,'.repeat(50_000);
    const pushAll = () => {
      for (let n = 0; n <= MAX_ROW_CHARACTERS / piece.length; n += 1) reader.push(piece);
    };
    expect(pushAll).toThrow(CsvError);
  });

  it('finds the delimiter and the newline by the first line', () => {
    expect(dialectOf('asset_tag;site;"a,b,c,d"\r\n1;2')).toEqual({ delimiter: ';', newline: '\n' });
    expect(dialectOf('asset_tag\tsite\n')).toEqual({ delimiter: '\t', newline: '\n' });
    expect(dialectOf('asset_tag,site\rA,B\r')).toEqual({ delimiter: ',', newline: '\r' });
    expect(dialectOf('site')).toEqual({ delimiter: ',', newline: '\n' });
  });
});
