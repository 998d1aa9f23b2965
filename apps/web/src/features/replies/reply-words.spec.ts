import { describe, expect, it } from '@jest/globals';
import { readReceivers, routeOf } from './reply-words';

describe('receivers that were pasted', () => {
  it('are read by line, whatever divides their parts', () => {
    const { receivers, faults } = readReceivers(
      [
        'Lakeside Clinic, Lena Lake, lena@example.org',
        'Home Care; Hans Home; HANS@example.org',
        'Rental Pumps\tRita Rent\trita@example.org',
        '',
        'Mercy, Hill and Sons, Mia Hill, mia@example.org',
        'mail@example.org, Ward 5, Walt Ward',
        'Clinic X, Xenia <xenia@example.org>, Xenia X',
      ].join('\n'),
    );
    expect(faults).toEqual([]);
    expect(receivers).toEqual([
      { organisation: 'Lakeside Clinic', name: 'Lena Lake', email: 'lena@example.org' },
      { organisation: 'Home Care', name: 'Hans Home', email: 'hans@example.org' },
      { organisation: 'Rental Pumps', name: 'Rita Rent', email: 'rita@example.org' },
      { organisation: 'Mercy, Hill and Sons', name: 'Mia Hill', email: 'mia@example.org' },
      { organisation: 'Ward 5', name: 'Walt Ward', email: 'mail@example.org' },
      { organisation: 'Clinic X', name: 'Xenia X', email: 'xenia@example.org' },
    ]);
  });
  it('that cannot be read are named by line, and none is dropped in silence', () => {
    expect(
      readReceivers('Only a name\nA, B, not@anaddress\nA, B, a@example.org\nC, D, A@example.org').faults,
    ).toEqual([
      { line: 1, why: 'parts' },
      { line: 2, why: 'email' },
      { line: 4, why: 'twice' },
    ]);
  });
});

it('the route of a notice is one of ours', () => {
  expect(['email', 'portal', 'distributor', undefined].map(routeOf)).toEqual([
    'email',
    'portal',
    'form',
    'email',
  ]);
});
