import { describe, expect, it } from '@jest/globals';
import { codeKey, udiKey } from '#contracts/codes';
import type { ScopeProduct } from './criteria.js';
import { findNearMisses, type FleetCodes } from './near-misses.js';
import { shippedNotices } from './shipped/index.js';

const held = (productCode: string | null, devices: number, udiDi: string | null = null): FleetCodes => ({
  productCode,
  productKey: codeKey(productCode),
  udiDi,
  udiKey: udiKey(udiDi),
  devices,
});
const naming = (
  productCodes: string[],
  udiDis: string[] = [],
  printedCodes: string[] = [],
): ScopeProduct[] => [
  { id: '1', position: 1, name: 'a pump', criteria: { name: 'a pump', productCodes, udiDis, printedCodes } },
];
const shipped = (key: string): ScopeProduct[] =>
  (shippedNotices.find((one) => one.key === key)?.notice.affectedProducts ?? []).map((criteria, n) => ({
    id: String(n + 1),
    position: n + 1,
    name: criteria.name,
    criteria,
  }));

describe('near misses', () => {
  it('a code of the notice that no device has, with what the fleet has: 357009 for 3570009, 137 devices', () => {
    const { nearMisses } = findNearMisses(naming(['357009']), [held('3570009', 137), held('35700BAX', 9)]);
    expect(nearMisses).toEqual([
      {
        code: '357009',
        closest: '3570009',
        devices: 137,
        kind: 'notice-code-unmatched',
        codeType: 'product-code',
        distance: 1,
        alsoNamed: false,
        alternatives: [],
      },
    ]);
  });

  it('the shipped notice of 2020 shows its own misprint, and that the code meant is named too', () => {
    const fleet = [held('3570009', 137), held('35700BAX', 10), held('35700ABB', 3), held('35700BAX2', 20)];
    const { nearMisses, codesWithoutDevices } = findNearMisses(shipped('unplanned-shutdown-2020'), fleet);
    expect(nearMisses).toMatchObject([{ code: '357009', closest: '3570009', devices: 137, alsoNamed: true }]);
    expect(codesWithoutDevices).toEqual([]);
  });

  it('counts a code over all its spellings and UDI-DIs', () => {
    const fleet = [held('3570009', 100), held('3570009-', 30, '00085412610900'), held('357 0009', 7)];
    expect(findNearMisses(naming(['357009']), fleet).nearMisses).toMatchObject([{ devices: 137 }]);
  });

  it('a code of the fleet that the notice does not name, close to one it names', () => {
    const fleet = [held('35700BAX2', 20), held('35700BAX', 5), held('8015', 50)];
    expect(findNearMisses(naming(['35700BAX2']), fleet).nearMisses).toMatchObject([
      { code: '35700BAX2', closest: '35700BAX', devices: 5, kind: 'fleet-code-close', alsoNamed: false },
    ]);
  });

  it('a code printed without being named as affected, when devices have it', () => {
    expect(
      findNearMisses(naming(['8015'], [], ['8100']), [held('8015', 1), held('8100', 4)]).nearMisses,
    ).toMatchObject([
      { code: '8100', closest: '8100', devices: 4, kind: 'printed-code-unnamed', distance: 0 },
    ]);
  });

  it('a mistyped UDI-DI, and the same item in another packaging, but not its neighbours in the catalogue', () => {
    const slip = findNearMisses(naming([], ['00085412498683']), [held(null, 3, '00085412498684')]);
    expect(slip.nearMisses).toMatchObject([{ codeType: 'udi-di', distance: 1, devices: 3 }]);
    const packaging = findNearMisses(naming([], ['10887787007401']), [held(null, 2, '20887787007408')]);
    expect(packaging.nearMisses).toMatchObject([{ closest: '20887787007408', distance: 2 }]);
    const neighbour = findNearMisses(naming([], ['00884838009639']), [held(null, 2, '00884838009646')]);
    expect(neighbour).toEqual({ nearMisses: [], codesWithoutDevices: ['00884838009639'] });
  });

  it('devices whose product code is named and whose UDI-DI is not', () => {
    const fleet = [held('35700BAX2', 6, '00085412091570'), held('35700BAX2', 90, '00085412498683')];
    expect(findNearMisses(naming(['35700BAX2'], ['00085412498683']), fleet).nearMisses).toMatchObject([
      { code: '00085412498683', closest: '00085412091570', devices: 6, kind: 'udi-contradicts-code' },
    ]);
  });

  it('closest first, then by devices; short codes need to be closer than long ones', () => {
    const { nearMisses } = findNearMisses(naming(['M3535A', '8015']), [
      held('M3536A', 1),
      held('M3535', 8),
      held('M35A', 99),
      held('8100', 50),
      held('8016', 2),
    ]);
    expect(nearMisses.map(({ code, closest }) => [code, closest])).toEqual([
      ['M3535A', 'M3535'],
      ['8015', '8016'],
    ]);
    expect(nearMisses[0]?.alternatives).toEqual([{ code: 'M3536A', devices: 1, distance: 1 }]);
  });

  it('"N/A" in the fleet is nothing close to anything', () => {
    expect(findNearMisses(naming(['NAX']), [held('N/A', 500)])).toEqual({
      nearMisses: [],
      codesWithoutDevices: ['NAX'],
    });
  });
});
