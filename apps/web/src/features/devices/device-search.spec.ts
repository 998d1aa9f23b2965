import { describe, expect, it } from '@jest/globals';
import { readSearch } from '../../routes/search';
import { looksScanned, readDevicesSearch } from './device-search';
import { readDeviceSearch } from './history-search';

describe('what an address says of the fleet', () => {
  it('is kept, and what is no filter is left out', () => {
    expect(
      readDevicesSearch({ q: ' A-1 ', site: '3', location: '7', status: 'isolated', reported: true }),
    ).toEqual({ q: 'A-1', site: '3', location: '7', status: 'isolated', reported: true });
    expect(readDevicesSearch({ q: '', site: 'x', status: '<gone>', reported: 'no', other: 1 })).toEqual({});
  });

  it('may look like a number', () => {
    expect(readDevicesSearch(readSearch('?q=2000001&site=3'))).toEqual({ q: '2000001', site: '3' });
    expect(readDeviceSearch(readSearch('?campaign=5'))).toEqual({ campaign: '5' });
  });
});

describe('what a scanner gave', () => {
  it.each([
    ']d20100085412610900212000001',
    '(01)00085412610900(21)2000001',
    '0100085412610900212000001',
    '+A123BJC5D6E71G',
    '=/A9999XYZ100T0944',
    '21A\u001d10B',
  ])('is told by its form: %s', (code) => expect(looksScanned(code)).toBe(true));

  it.each(['A-1', '2000001', '00085412610900', '35700BAX2', '0100085412610900', '(B) 12'])(
    'is not what a person types: %s',
    (typed) => expect(looksScanned(typed)).toBe(false),
  );
});
