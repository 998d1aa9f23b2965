import { describe, expect, it } from '@jest/globals';
import { likeLocation, likeName } from './like-place.js';

const SITES = ['North', 'Larkfield Specialty Hospital', 'Larkfield General Hospital'];

describe('a name like that of a site', () => {
  it.each([
    ['larkfeild general hospital', 'Larkfield General Hospital'],
    ['LARKFIELD GENERAL HOSPITALS', 'Larkfield General Hospital'],
    ['Larkfield General Hospital 12', null],
    ['Noth', 'North'],
    ['Nroth', 'North'],
    ['South', null],
    ['N', null],
    ['', null],
  ])('%s: %s', (name, like) => expect(likeName(name, SITES)).toBe(like));

  it('is the nearest of several', () => {
    expect(likeName('Lakeside 1', ['Lakeside 22', 'Lakeside 2', 'Lakeside'])).toBe('Lakeside 2');
  });
});

describe('a name like that of a location', () => {
  const LOCATIONS = ['Radiology', 'Ward 1', 'Ward A', '4 East', 'Emergency Department', 'ICU'];
  it.each([
    ['Radiolgy', 'Radiology'],
    ['emergncy departmnt', 'Emergency Department'],
    ['Wrad 12', null],
    ['Ward 2', null],
    ['Ward B', null],
    ['4 West', null],
    ['ICV', null],
  ])('%s: %s', (name, like) => expect(likeLocation(name, LOCATIONS)).toBe(like));
});
