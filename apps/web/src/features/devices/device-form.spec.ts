import { describe, expect, it } from '@jest/globals';
import { changesOf, type DeviceValues, emptyDevice, faultsOf, mergeStale, newDevice } from './device-form';

const seen: DeviceValues = { ...emptyDevice('1'), assetTag: 'A-1', softwareVersion: '8.00.01', model: 'IQ' };

describe('what is sent', () => {
  it('of a new pump is what was filled in', () => {
    expect(newDevice({ ...emptyDevice('1'), assetTag: ' A-1 ', model: '  ' })).toEqual({
      assetTag: 'A-1',
      siteId: '1',
      status: 'in-service',
    });
  });

  it('of a change is what differs, a blank as nothing', () => {
    expect(changesOf(seen, { ...seen, model: ' ', serialNumber: '7' })).toEqual({
      model: null,
      serialNumber: '7',
    });
    expect(changesOf(seen, { ...seen, assetTag: 'A-1 ' })).toBeNull();
  });

  it('is checked by the contract first', () => {
    expect(faultsOf({ ...seen, manufacturedOn: '2019-02-30' }, seen)).toHaveProperty('manufacturedOn');
    expect(faultsOf({ ...seen, siteId: '' }, null)).toHaveProperty('siteId');
    expect(faultsOf(seen, null)).toEqual({});
  });
});

describe('two people and one record', () => {
  it('asks only about the fields that both changed otherwise', () => {
    const mine = { ...seen, softwareVersion: '9.02.01', serialNumber: '7', status: 'isolated' as const };
    const now = { ...seen, softwareVersion: '9.00.00', model: 'IQ 2', status: 'isolated' as const };
    const { clashes, taken, merged } = mergeStale(seen, mine, now);
    expect(clashes).toEqual([{ field: 'softwareVersion', seen: '8.00.01', now: '9.00.00', mine: '9.02.01' }]);
    expect(taken).toEqual(['model']);
    expect(merged).toMatchObject({ softwareVersion: '9.02.01', serialNumber: '7', model: 'IQ 2' });
    expect(changesOf(now, merged)).toEqual({ softwareVersion: '9.02.01', serialNumber: '7' });
  });
});
