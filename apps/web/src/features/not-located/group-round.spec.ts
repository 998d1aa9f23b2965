import { describe, expect, it } from '@jest/globals';
import type { NotLocatedItem } from '#contracts/searches';
import { groupRound } from './group-round';

const item = (id: string, site: string, location: string | null) =>
  ({
    device: { id },
    site: { id: site, name: site },
    location: location === null ? null : { id: location, name: location },
  }) as unknown as NotLocatedItem;

describe('a round', () => {
  it('goes site by site and location by location, and leaves no pump out', () => {
    const items = [item('1', 'N', 'ICU'), item('2', 'N', null), item('3', 'S', 'ER'), item('4', 'N', 'ICU')];
    expect(
      groupRound(items).map(({ site, places }) => [
        site.name,
        places.map(({ key, items: here }) => [key, here.map(({ device }) => device.id)]),
      ]),
    ).toEqual([
      [
        'N',
        [
          ['ICU', ['1', '4']],
          ['none', ['2']],
        ],
      ],
      ['S', [['ER', ['3']]]],
    ]);
  });
});
