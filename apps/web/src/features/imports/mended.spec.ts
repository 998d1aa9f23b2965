import { describe, expect, it } from '@jest/globals';
import { mendedCsv, outcomesOf } from './mended';

describe('mended rows', () => {
  it('become a CSV with one line each, whatever stands in their cells', () => {
    expect(
      mendedCsv(
        ['asset_tag', 'model', 'site'],
        [{ asset_tag: 'A-1', model: 'Spectrum "IQ",\r\nlarge', site: 'Größe; Nord' }, { site: ' North ' }],
      ),
    ).toBe('asset_tag,model,site\r\nA-1,"Spectrum ""IQ"", large","Größe; Nord"\r\n,,North\r\n');
  });

  it('are found again by the line they came from', () => {
    const findings = [{ line: 3, column: 'site', value: null, reason: 'The site is missing.' }];
    const sent = [17, 40, 41].map((line) => ({ line, cells: { model: String(line) } }));
    expect([...outcomesOf(sent, [{ line: 3, values: {}, cells: [], findings }])]).toEqual([
      [17, { landed: true }],
      [40, { landed: false, cells: { model: '40' }, findings }],
      [41, { landed: true }],
    ]);
  });
});
