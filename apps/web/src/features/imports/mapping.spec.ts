import { describe, expect, it } from '@jest/globals';
import { importColumns } from '#contracts/imports';
import type { ImportColumnsView } from '#contracts/import-mapping';
import { firstChoice, leftOver, mappingOf, sampleOf } from './mapping';

const view: ImportColumnsView = {
  encoding: 'windows-1252',
  separator: ';',
  header: ['Inventar', 'Serien-Nr.', 'Haus', 'Bemerkung', ''],
  suggestion: {
    ...(Object.fromEntries(importColumns.map((column) => [column, null])) as ImportColumnsView['suggestion']),
    serial_number: 'Serien-Nr.',
  },
  problem: null,
  rows: [
    ['A-1', '7', 'Nord', '', ''],
    ['A-2', '8', 'Nord'],
  ],
};

describe('which column is which', () => {
  it('begins with the suggestion, or with an earlier import as far as the file has its columns', () => {
    expect(firstChoice(view, null)).toMatchObject({ serial_number: 'Serien-Nr.', asset_tag: '', site: '' });
    expect(firstChoice(view, { asset_tag: 'Inventar', site: 'Klinik' })).toMatchObject({
      asset_tag: 'Inventar',
      site: '',
      serial_number: '',
    });
  });

  it('needs a site and a number, and takes no column twice', () => {
    const choice = firstChoice(view, null);
    expect(mappingOf(choice).faults).toHaveProperty('site');
    expect(mappingOf({ ...choice, serial_number: '', site: 'Haus' }).faults).toHaveProperty('asset_tag');
    expect(mappingOf({ ...choice, site: 'Haus', location: 'Haus' }).faults).toHaveProperty('');
    expect(mappingOf({ ...choice, site: 'Haus' }).mapping).toEqual({
      serial_number: 'Serien-Nr.',
      site: 'Haus',
    });
  });

  it('names what is left over, and shows the first values', () => {
    expect(leftOver(view.header, { ...firstChoice(view, null), site: 'Haus' })).toEqual([
      'Inventar',
      'Bemerkung',
    ]);
    expect(sampleOf(view, 'Haus')).toEqual(['Nord']);
    expect(sampleOf(view, '')).toEqual([]);
  });
});
