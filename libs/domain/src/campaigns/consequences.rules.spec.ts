import type { ProductCriteria } from '#contracts/notices';
import type { DeviceFacts } from '#domain/notices';
import { consequencesOf, type OtherCampaign } from './consequences.rules.js';

const pump: DeviceFacts = {
  productCode: '35700BAX',
  udiDi: null,
  serialNumber: '2006307',
  manufacturedOn: '2018-05-01',
  receivedOn: '2018-06-01',
  softwareVersion: '8.01.01',
};
const other = (criteria: Partial<ProductCriteria>): OtherCampaign => ({
  campaign: { id: '7', title: 'Other recall', class: 'II' },
  products: [
    {
      id: '10',
      position: 1,
      name: 'Pump',
      criteria: { name: 'Pump', productCodes: ['35700BAX'], udiDis: [], ...criteria },
    },
  ],
});
const six = other({ softwareVersions: { include: ['6.x'] } });
const eight = other({ softwareVersions: { include: ['8.x'] } });
const codes = (...parameters: Parameters<typeof consequencesOf>) =>
  consequencesOf(...parameters).map(({ code }) => code);

describe('what a remedy means for other campaigns', () => {
  test('a version that is put back brings the pump into another recall', () => {
    expect(consequencesOf(pump, { softwareVersion: '6.02' }, [six])).toEqual([
      {
        code: 'remedy-in-scope-of',
        campaign: six.campaign,
        facts: { softwareVersion: '6.02' },
        detail: 'With 6.02 the recall "Other recall" is about this pump too.',
      },
    ]);
  });
  test('or takes it out of one', () => {
    expect(codes(pump, { softwareVersion: '6.02' }, [eight, six])).toEqual([
      'remedy-ends-scope-of',
      'remedy-in-scope-of',
    ]);
  });
  test('a version that nobody can compare makes it possible', () => {
    expect(codes(pump, { softwareVersion: 'Hospira MedNet' }, [six])).toEqual(['remedy-maybe-in-scope-of']);
  });
  test('what changes nothing says nothing', () => {
    expect(codes(pump, { softwareVersion: '8.01.01' }, [six, eight])).toEqual([]);
    expect(codes(pump, { softwareVersion: ' ' }, [six, eight])).toEqual([]);
    expect(codes(pump, { softwareVersion: '8.01.02' }, [six, eight])).toEqual([]);
    expect(codes({ ...pump, productCode: 'OTHER' }, { softwareVersion: '6.02' }, [six])).toEqual([]);
  });
});
