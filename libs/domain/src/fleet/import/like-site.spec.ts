import { describe, expect, it } from '@jest/globals';
import { likeName } from './like-site.js';

const SITES = ['North', 'Larkfield Specialty Hospital', 'Larkfield General Hospital'];

describe('a name like that of a site', () => {
  it.each([
    ['larkfeild general hospital', 'Larkfield General Hospital'],
    ['LARKFIELD GENERAL HOSPITALS', 'Larkfield General Hospital'],
    ['Larkfield General Hospital 12', null],
    ['Noth', 'North'],
    ['South', null],
    ['N', null],
    ['', null],
  ])('%s: %s', (name, like) => expect(likeName(name, SITES)).toBe(like));

  it('is the nearest of several', () => {
    expect(likeName('Lakeside 1', ['Lakeside 22', 'Lakeside 2', 'Lakeside'])).toBe('Lakeside 2');
  });
});
