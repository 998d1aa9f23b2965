import { describe, expect, it } from '@jest/globals';
import { groupGaps } from './gap-groups';

const gap = (more: Record<string, unknown>) => ({
  siteId: '1',
  site: 'North',
  locationId: null,
  location: null,
  stepKey: 'inspect',
  assignTo: 'coverage',
  tasks: 3,
  ...more,
});

describe('gaps that one naming mends', () => {
  it('are one: the steps of a place', () => {
    const groups = groupGaps([
      gap({ locationId: '7', location: 'Ward' }),
      gap({ locationId: '7', location: 'Ward', stepKey: 'verify' }),
      gap({ locationId: '8', location: 'Lab' }),
    ]);
    expect(groups.map(({ location, steps }) => [location, steps.length])).toEqual([
      ['Ward', 2],
      ['Lab', 1],
    ]);
  });

  it('ask for one lead a site, whatever the location', () => {
    const groups = groupGaps([
      gap({ assignTo: 'site-lead', locationId: '7', location: 'Ward' }),
      gap({ assignTo: 'site-lead', locationId: '8', location: 'Lab' }),
    ]);
    expect(groups).toMatchObject([{ locationId: null, steps: [{ stepKey: 'inspect', tasks: 6 }] }]);
  });
});
