import { describe, expect, it } from '@jest/globals';
import { standingOf } from './standing';

const north = { id: '1', name: 'North' };
const pump = { site: north, location: { id: '7', name: 'ICU' } };

describe('where somebody looks for a pump', () => {
  it('is its own place, where that is theirs', () => {
    expect(standingOf(pump, [north], undefined)).toEqual({ own: true, siteId: '1', locationId: '7' });
    expect(standingOf(pump, [north, { id: '2' }], undefined).siteId).toBe('1');
  });
  it('is their own site where the pump is of another, and never a place that they have not been given', () => {
    expect(standingOf(pump, [{ id: '2' }], undefined)).toEqual({
      own: false,
      siteId: '2',
      locationId: null,
    });
    expect(standingOf(pump, [{ id: '2' }, { id: '3' }], undefined).siteId).toBeNull();
  });
  it('is the site of the filter', () => {
    expect(standingOf(pump, [north, { id: '2' }], '2')).toEqual({
      own: true,
      siteId: '2',
      locationId: null,
    });
  });
});
