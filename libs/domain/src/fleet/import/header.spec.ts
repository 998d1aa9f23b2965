import { describe, expect, it } from '@jest/globals';
import { importColumns } from '#contracts/imports';
import { readHeader, refusalColumns } from './header.js';
import { namelessColumns, unknownColumns } from './passed-over.js';

describe('a header', () => {
  it('is found whatever its capitals, blanks and order', () => {
    expect(readHeader(['\ufeffSITE ', 'Serial  Number', 'x', 'AssetTag', 'UDI-DI']).at).toEqual({
      site: 0,
      serial_number: 1,
      asset_tag: 3,
      udi_di: 4,
    });
  });

  it.each([
    [['asset_tag'], /no column "site"/],
    [['site', 'model'], /"asset_tag" or "serial_number"/],
    [['site', 'asset tag', 'Asset_Tag'], /twice/],
    [[], /nothing/],
  ])('%j fails', (cells, sentence) => expect(() => readHeader(cells)).toThrow(sentence));

  it.each([
    ['asset_tag', ['Asset', 'Asset No.', 'Asset number', 'TAG', 'Equipment ID']],
    ['udi_di', ['UDI', 'DI', 'UDI-DI', 'GTIN']],
    ['product_code', ['Product code', 'Catalog number', 'REF', 'Model Number']],
    ['serial_number', ['Serial', 'Serial No', 'Serial #', 'S/N', 'SN']],
    ['model', ['Model']],
    ['software_version', ['Software', 'Software ver.', 'SW version', 'Firmware']],
    ['manufactured_on', ['Manufactured', 'Manufacture date', 'Date of manufacture', 'Mfg date']],
    ['received_on', ['Received', 'Date received', 'Receipt date']],
    ['supply_channel', ['Channel']],
    ['site', ['Facility', 'Hospital']],
    ['location', ['Department', 'Ward', 'Unit']],
    ['status', ['State']],
  ] as const)('finds %s under the names %j', (column, names) => {
    const needed = ['asset_tag', 'site'].filter((name) => name !== column);
    for (const name of names) {
      expect(readHeader([...needed, name])).toMatchObject({ at: { [column]: needed.length }, unknown: [] });
    }
  });

  it('gives no name to two columns', () => {
    expect(() => readHeader([...importColumns, 'x'])).not.toThrow();
    expect(() => readHeader(['site', 'Serial', 'S/N'])).toThrow(
      /"serial_number" twice, as "Serial" and as "S\/N"/,
    );
  });

  it('prefers its own names to those that could mean the same', () => {
    const header = readHeader(['site', 'Department', 'asset_tag', 'location', 'State']);
    expect(header).toMatchObject({ at: { location: 3, status: 4 }, unknown: ['Department'] });
  });

  it('tells of each column that it does not know, and not of those of the refused rows', () => {
    const header = readHeader([
      'site',
      'Cost  centre',
      'tag',
      '',
      'Product',
      '\u8a2d\u5099',
      ...refusalColumns,
    ]);
    expect(unknownColumns(header).map(({ line, column }) => [line, column])).toEqual([
      [1, 'Cost centre'],
      [1, 'Product'],
      [1, '\u8a2d\u5099'],
    ]);
    expect(unknownColumns(header)[0]?.reason).toBe(
      `"Cost centre" is not a column that Closeout knows, so it was passed over; known columns: ${importColumns.join(', ')}.`,
    );
  });

  it('tells of very many in one sentence, and keeps their names short and whole', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `x${n}`);
    const findings = unknownColumns(readHeader(['site', 'tag', `a\0${'b'.repeat(200)}`, ...many]));
    expect(findings).toHaveLength(101);
    expect(findings[0]?.column).toBe(`a\ufffd${'b'.repeat(98)}`);
    expect(findings.at(-1)).toMatchObject({ column: null, reason: expect.stringContaining('4901 more') });
  });

  it('tells of a column without a name once, when something stands in it', () => {
    const look = namelessColumns(readHeader(['site', 'tag', '', ' ']));
    expect(
      look([
        { line: 2, cells: ['North', 'A-1', '', ' '] },
        { line: 3, cells: ['North', 'A-2'] },
      ]),
    ).toEqual([]);
    const full = { line: 4, cells: ['North', 'A-3', '', 'x'] };
    expect(look([full, full])).toEqual([
      {
        line: 1,
        column: null,
        value: null,
        reason: expect.stringMatching(/^Column 4 has no name.* line 4 /),
      },
    ]);
    expect(look([full])).toEqual([]);
  });
});
