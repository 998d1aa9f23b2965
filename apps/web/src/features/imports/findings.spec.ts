import { describe, expect, it } from '@jest/globals';
import { groupFindings } from './findings';

const finding = (line: number, column: string | null, reason: string) => ({
  line,
  column,
  value: null,
  reason,
});

describe('many findings', () => {
  it('are gathered by column and by what they say, most frequent first', () => {
    const groups = groupFindings([
      finding(2, 'status', 'This is none of the known states.'),
      finding(3, 'received_on', 'This is before the day of manufacture, 2019-05-01. One of them is wrong.'),
      finding(4, 'received_on', 'This is before the day of manufacture, 2018-02-03. One of them is wrong.'),
      finding(5, null, 'Line 3 is the same device.'),
    ]);
    expect(groups.map(({ column, reason, findings }) => [column, reason, findings.length])).toEqual([
      ['received_on', 'This is before the day of manufacture, … One of them is wrong.', 2],
      ['status', 'This is none of the known states.', 1],
      [null, 'Line 3 is the same device.', 1],
    ]);
  });

  it('keep their own words where there is one of a kind', () => {
    expect(groupFindings([finding(2, 'udi_di', 'This UDI-DI has 9 digits.')])[0]?.reason).toBe(
      'This UDI-DI has 9 digits.',
    );
  });
});
