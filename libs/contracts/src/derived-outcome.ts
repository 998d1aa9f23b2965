import { codeKey, udiKey } from './codes.js';
import type { SoftwareMatchesPlatform } from './plans.js';
import { softwareMatches } from './software-version.js';

/** The platform of a device among those of a step's rule; undefined: it is none of them. */
export function platformOf(
  rule: SoftwareMatchesPlatform,
  device: { productCode: string | null; udiDi: string | null },
): SoftwareMatchesPlatform['platforms'][number] | undefined {
  const [udi, code] = [udiKey(device.udiDi), codeKey(device.productCode)];
  return rule.platforms.find(
    (candidate) =>
      candidate.udiDis.some((known) => udi !== null && udiKey(known) === udi) ||
      candidate.productCodes.some((known) => code !== null && codeKey(known) === code),
  );
}

/**
 * The outcome that follows from a software version on one device, by the rule of a step: on the screen while somebody
 * types, and on the server, which decides.
 * @returns the key of the outcome; null: no rule, the device's platform is not among the rule's, or the version is none
 *   that could be compared. Then a person says how it ended.
 */
export function derivedOutcome(
  rule: SoftwareMatchesPlatform | null | undefined,
  device: { productCode: string | null; udiDi: string | null },
  version: string,
): string | null {
  if (!rule) return null;
  const platform = platformOf(rule, device);
  const matches = platform === undefined ? null : softwareMatches(version, platform.versions);
  return matches === null ? null : matches ? rule.matches : rule.mismatch;
}
