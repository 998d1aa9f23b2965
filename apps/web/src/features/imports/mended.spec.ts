import { describe, expect, it } from '@jest/globals';
import { mendedCsv, outcomesOf } from './mended';

describe('mended rows', () => {
  it('become a CSV with one line each, whatever stands in their cells', () => {
    expect(
      mendedCsv(
        ['asset_tag', 'model', 'site'],
        [
          { line: 3, cells: { asset_tag: 'A-1', model: 'Spectrum "IQ",\r\nlarge', site: 'Größe; Nord' } },
          { line: 17, cells: { site: ' North ' } },
        ],
      ),
    ).toBe(
      'refused_line,asset_tag,model,site\r\n3,A-1,"Spectrum ""IQ"", large","Größe; Nord"\r\n17,,,North\r\n',
    );
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
