import { derivedOutcome } from './derived-outcome.js';
import type { SoftwareMatchesPlatform } from './plans.js';

const rule: SoftwareMatchesPlatform = {
  rule: 'software-matches-platform',
  field: 'softwareVersion',
  matches: 'matches',
  mismatch: 'mismatch',
  platforms: [
    { name: 'V6', productCodes: ['35700BAX'], udiDis: [], versions: ['6.x'] },
    { name: 'V8', productCodes: ['35700BAX2'], udiDis: ['00085412498683'], versions: ['8.x'] },
  ],
};
const v6 = { productCode: '35700-bax', udiDi: null };
const v8 = { productCode: null, udiDi: '85412498683' };

describe('the outcome that follows from a software version', () => {
  test.each([
    [v6, '6.02', 'matches'],
    [v6, '8.00.01', 'mismatch'],
    [v8, 'v8.01', 'matches'],
    [v8, '6.02', 'mismatch'],
  ])('by the platform of %o, %s: %s', (device, version, outcome) => {
    expect(derivedOutcome(rule, device, version)).toBe(outcome);
  });
  test('is not said without a rule, a platform or a version', () => {
    expect(derivedOutcome(null, v6, '6.02')).toBeNull();
    expect(derivedOutcome(rule, { productCode: 'OTHER', udiDi: null }, '6.02')).toBeNull();
    expect(derivedOutcome(rule, { productCode: null, udiDi: null }, '6.02')).toBeNull();
    expect(derivedOutcome(rule, v6, 'Hospira MedNet')).toBeNull();
  });
});
