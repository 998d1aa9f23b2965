import { describe, expect, it } from '@jest/globals';
import { importColumns } from '#contracts/imports';
import { readDay } from './day.js';
import { readDeviceRow } from './device-row.js';
import { readHeader } from './header.js';

const TODAY = '2026-03-10';
const header = readHeader([...importColumns]);
const row = (cells: Partial<Record<(typeof importColumns)[number], string>>) =>
  readDeviceRow(
    7,
    importColumns.map(
      (column) => cells[column] ?? { asset_tag: 'A-1', site: 'North' }[column as 'site'] ?? '',
    ),
    header,
    TODAY,
  );
const refusal = (cells: Parameters<typeof row>[0]) =>
  row(cells).refused.map(({ column, reason }) => [column, reason]);

describe('a row', () => {
  it('is trimmed, and what stands for nothing is nothing', () => {
    const { record, refused, warnings } = row({
      asset_tag: ' A-1\u00a0',
      model: 'Spectrum\r\n  IQ',
      manufacturer: ' N/A ',
      serial_number: 'unknown',
      product_code: 'None',
      udi_di: '-',
      supply_channel: 'NA',
      software_version: 'Nalu 1',
    });
    expect([refused, warnings]).toEqual([[], []]);
    expect(record).toMatchObject({
      asset_tag: 'A-1',
      model: 'Spectrum IQ',
      manufacturer: null,
      serial_number: null,
      product_code: null,
      udi_di: null,
      supply_channel: null,
      software_version: 'Nalu 1',
      status: null,
    });
  });

  it.each([
    [{ asset_tag: '', serial_number: '' }, 'serial_number'],
    [{ asset_tag: '###' }, 'asset_tag'],
    [{ site: '-' }, 'site'],
    [{ model: 'x'.repeat(201) }, 'model'],
    [{ manufacturer: 'a\0b' }, 'manufacturer'],
    [{ manufactured_on: '2019-02-29' }, 'manufactured_on'],
    [{ received_on: 'May 2019' }, 'received_on'],
  ])('%j is refused for its %s', (cells, column) => {
    expect(row(cells).record).toBeNull();
    expect(refusal(cells).map(([name]) => name)).toEqual([column]);
  });

  it('says everything that is wrong with it at once', () => {
    expect(row({ asset_tag: '', site: '', received_on: 'x' }).refused).toEqual([
      expect.objectContaining({ line: 7, column: 'received_on', value: 'x' }),
      expect.objectContaining({ line: 7, column: 'serial_number' }),
      expect.objectContaining({ line: 7, column: 'site' }),
    ]);
  });

  it.each([
    ['in use', 'in-service'],
    ['In_Service', 'in-service'],
    ['STORAGE', 'in-storage'],
    ['out for repair', 'in-repair'],
    ['not-located', 'not-located'],
    ['Unknown', 'unknown'],
    ['', null],
    ['n/a', null],
    ['-', null],
  ])('state "%s" is %s', (printed, status) => {
    const { record, warnings } = row({ status: printed });
    expect([record?.status, record?.statusAsPrinted, warnings]).toEqual([status, null, []]);
  });

  it('keeps a state that it does not know as printed, with a warning', () => {
    const { record, warnings } = row({ status: 'constructor' });
    expect([record?.status, record?.statusAsPrinted, warnings.length]).toEqual(['unknown', 'constructor', 1]);
  });

  it('takes a whole UDI apart, and warns of a wrong check digit', () => {
    const whole = '(01)00085412498683(11)190531(21)2006307';
    const { record, warnings } = row({ udi_di: whole });
    expect(record).toMatchObject({
      udi_di: '00085412498683',
      serial_number: '2006307',
      manufactured_on: '2019-05-31',
    });
    expect(warnings).toHaveLength(1);
    const other = row({ udi_di: whole, serial_number: '2006308', manufactured_on: '31.5.2019' });
    expect(other.record).toMatchObject({ serial_number: '2006308', manufactured_on: '2019-05-31' });
    expect(other.warnings.map(({ column }) => column)).toEqual(['udi_di', 'serial_number']);
    expect(other.warnings[1]?.reason).toMatch('The UDI of this row says 2006307');
    expect(row({ udi_di: '+J123AQ3451/$$3231231BC34567/S4012R' }).record?.udi_di).toBe('J123AQ3451');
    expect(row({ udi_di: '00208851107345' })).toMatchObject({
      record: { udi_di: '00208851107345' },
      warnings: [{ column: 'udi_di', value: '00208851107345' }],
    });
  });

  it.each([
    [{ received_on: '2026-03-10' }, []],
    [{ received_on: '2026-03-11' }, [['received_on', 'This day is still to come.']]],
    [{ manufactured_on: '1.4.2031' }, [['manufactured_on', 'This day is still to come.']]],
    [
      { manufactured_on: '2020-02-02', received_on: '2020-02-01' },
      [['received_on', expect.stringContaining('before the day of manufacture, 2020-02-02')]],
    ],
    [
      { udi_di: '85412610900' },
      [['udi_di', expect.stringContaining('has 11 digits; one of digits alone has 8, 12, 13 or 14')]],
    ],
  ])('%j lands, with the warnings it deserves', (cells, expected) => {
    const { record, warnings } = row(cells);
    expect(record).not.toBeNull();
    expect(warnings.map(({ column, reason }) => [column, reason])).toEqual(expected);
  });

  it('with more cells than the header is refused, with fewer it lands with a warning', () => {
    const cells = ['A-1', ...Array<string>(9).fill(''), 'North', '', ''];
    expect(readDeviceRow(2, [...cells, 'x'], header, TODAY).refused).toHaveLength(1);
    expect(readDeviceRow(2, [...cells, ' '], header, TODAY).record).not.toBeNull();
    expect(readDeviceRow(2, cells.slice(0, 11), header, TODAY)).toMatchObject({
      refused: [],
      warnings: [{ column: null }],
      record: { site: 'North' },
    });
  });
});

describe('a day', () => {
  it.each([
    ['2019-04-30', '2019-04-30'],
    ['2020-02-29', '2020-02-29'],
    ['2019-04-30T23:30:00-05:00', '2019-04-30'],
    ['2019-04-30 08:15:00', '2019-04-30'],
    ['4/30/2019', '2019-04-30'],
    ['30/04/2019', '2019-04-30'],
    ['31.12.2019', '2019-12-31'],
    ['4.5.2019', '2019-05-04'],
    ['5/5/2019 12:00:00 AM', '2019-05-05'],
  ])('%s is %s', (text, day) => expect(readDay(text)).toEqual({ value: day, problem: null }));

  it.each([
    '2019-02-29',
    '1900-01-01',
    '2019-00-10',
    '04/05/2019',
    '12.31.2019',
    '31.02.2019',
    '4.5.19',
    '0000-00-00',
    '20190430',
    '2019-4-3',
    'n',
  ])('%s is refused', (text) => expect(readDay(text)).toEqual({ value: null, problem: expect.any(String) }));
});
