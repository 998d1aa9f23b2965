import { describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { csvLine, csvRows, dialectOf, MAX_ROW_BYTES } from './csv.js';

type Row = [number, ...string[]];

async function* cut(text: string, sizes: number[]): AsyncGenerator<string> {
  for (let at = 0, n = 0; at < text.length; n += 1) {
    const size = Math.max(1, sizes[n % sizes.length] ?? 1);
    yield text.slice(at, at + size);
    at += size;
  }
}

/** The rows of a text that comes in pieces of the given sizes. */
async function read(text: string, sizes: number[] = [text.length]): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of csvRows(cut(text, sizes)))
    rows.push(...batch.map((row): Row => [row.line, ...row.cells]));
  return rows;
}

describe('reading CSV', () => {
  it.each<[string, string, Row[]]>([
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
      'CR alone',
      'a,b\r1,2\r',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
    [
      'CRLF beside LF',
      'a,b\n1,2\r\n3,4\n',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
        [3, '3', '4'],
      ],
    ],
    [
      'quoted newlines and their line numbers',
      'a,b\r\n"a\r\nb",1\r\n"c\n\nd",2\r\ne,3',
      [
        [1, 'a', 'b'],
        [2, 'a\r\nb', '1'],
        [4, 'c\n\nd', '2'],
        [7, 'e', '3'],
      ],
    ],
    [
      'doubled quotation marks',
      'a,b\n"5"" tube",""\n',
      [
        [1, 'a', 'b'],
        [2, '5" tube', ''],
      ],
    ],
    [
      'a quotation mark inside a plain cell',
      '5" tube,x\ny,z',
      [
        [1, '5" tube', 'x'],
        [2, 'y', 'z'],
      ],
    ],
    [
      'text behind a closing quotation mark, as it stands',
      'a,"b"c,d\n1,2,3\n',
      [
        [1, 'a', '"b"c', 'd'],
        [2, '1', '2', '3'],
      ],
    ],
    ['a blank before an opening quotation mark', 'a, "b, c",d\n', [[1, 'a', 'b, c', 'd']]],
    [
      'empty cells between tabs',
      'a\tb\tc\n\t\t3\n',
      [
        [1, 'a', 'b', 'c'],
        [2, '', '', '3'],
      ],
    ],
    [
      'rows of unequal length',
      'a,b\n1\n1,2,3\n',
      [
        [1, 'a', 'b'],
        [2, '1'],
        [3, '1', '2', '3'],
      ],
    ],
    [
      'empty lines, which have numbers all the same',
      '\n\na\n \nb\n',
      [
        [3, 'a'],
        [5, 'b'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', async (_, text, rows) => {
    expect(await read(text)).toEqual(rows);
    expect(await read(text, [1])).toEqual(rows);
  });

  it('loses nothing and names each row’s own line, however the text is cut into pieces', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r\n', 'é', '5'), maxLength: 6 })
      .map((text) => `x${text}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\r\n') as fc.Arbitrary<'\n' | '\r\n'>,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        async (table, newline, sizes) => {
          const body = stringify(table, { record_delimiter: newline, quoted_match: /[\r\n]/ });
          const expected = [];
          let line = 2;
          for (const cells of table) {
            expected.push([line, ...cells]);
            line += 1 + cells.join('').split('\n').length - 1;
          }
          expect((await read(`one,two${newline}${body}`, sizes)).slice(1)).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('writes cells that it reads back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', '\t') }), {
          minLength: 2,
        }),
        async (cells) => {
          const header = csvLine(cells.map(() => 'name'));
          expect((await read(header + csvLine(cells)))[1]).toEqual([2, ...cells]);
        },
      ),
    );
  });

  it('names the line of a quotation mark that is never closed', async () => {
    await expect(read('a,b\n"x\r\ny",2\n"3,4\n5,6\n')).rejects.toThrow(
      'the row that begins on line 4 is never closed',
    );
  });

  it('holds no more than one row of a file without end', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<string> {
      yield 'a,b\n"';
      for (;;) {
        taken += 100_000;
        yield 'x,'.repeat(50_000);
      }
    }
    const reading = async (): Promise<void> => {
      for await (const _ of csvRows(endless())) void _;
    };
    await expect(reading()).rejects.toThrow('the row that begins on line 2 is never closed');
    expect(taken).toBeLessThan(3 * MAX_ROW_BYTES);
  });

  it('finds the delimiter and the newline by the first line', () => {
    expect(dialectOf('asset_tag;site;"a,b,c,d"\r\n1;2')).toEqual({ delimiter: ';', newline: '\n' });
    expect(dialectOf('asset_tag\tsite\n')).toEqual({ delimiter: '\t', newline: '\n' });
    expect(dialectOf('asset_tag,site\rA,B\r')).toEqual({ delimiter: ',', newline: '\r' });
    expect(dialectOf('site')).toEqual({ delimiter: ',', newline: '\n' });
  });
});
