import { distance } from 'fastest-levenshtein';
import { codeKey, udiKey } from '#contracts/codes';
import type { NearMiss } from '#contracts/matching';
import type { ScopeProduct } from './criteria.js';
import { knownKey } from '#contracts/software-version';

/** One pair of codes as the fleet has it, by keys; the first print of each; how many devices carry the pair. */
export interface FleetCodes {
  productKey: string | null;
  productCode: string | null;
  udiKey: string | null;
  udiDi: string | null;
  devices: number;
}

export interface NearMissReport {
  nearMisses: NearMiss[];
  /** codes of the notice that neither the fleet has nor anything close to them */
  codesWithoutDevices: string[];
}

type CodeType = NearMiss['codeType'];
/** Codes by key: how they are printed first, and on how many devices. */
type Codes = Map<string, { printed: string; devices: number }>;

/** More than these would bury the ones that matter. */
const MOST_ALTERNATIVES = 5;
const MOST_NEAR_MISSES = 200;

/**
 * How far apart two codes may be to be taken for slips of one: a character in four, so 357009 and 3570009 are close
 * and 35700 and 35800 are too. In a number of 14 digits the check digit makes two real neighbours differ twice at least.
 */
const limitFor = (type: CodeType, key: string): number =>
  type === 'udi-di' ? 1 : Math.max(1, Math.floor(key.length / 4));

/** The same item in another packaging: only the indicator digit (and with it the check digit) of the GTIN differs. */
const samePackagedItem = (a: string, b: string): boolean =>
  /^[0-9]{14}$/.test(a) && /^[0-9]{14}$/.test(b) && a.slice(1, 13) === b.slice(1, 13);

/** The distance of two keys when they are close, else null. */
function closeness(type: CodeType, a: string, b: string): number | null {
  const limit = limitFor(type, a.length < b.length ? a : b);
  if (type === 'udi-di' && samePackagedItem(a, b)) return distance(a, b);
  if (Math.abs(a.length - b.length) > limit) return null;
  const apart = distance(a, b);
  return apart > 0 && apart <= limit ? apart : null;
}

/**
 * What a person should look at before a campaign opens, because a code was misprinted, mistyped or mistaken
 * (DESIGN rule 1; FDA's page on the recall of 2020 prints 357009 for 3570009). Nothing is decided here.
 *  - printed-code-unnamed: a code that the notice prints without naming it as affected, and that devices have
 *  - notice-code-unmatched: a code of the notice that no device has, with the closest codes of the fleet
 *  - fleet-code-close: a code of the fleet that the notice does not name, close to one it names
 *  - udi-contradicts-code: devices whose product code is named and whose UDI-DI is not; the UDI-DI decides
 * Closest first, then by number of devices.
 */
export function findNearMisses(
  products: readonly ScopeProduct[],
  fleet: readonly FleetCodes[],
): NearMissReport {
  const udis = fleetCodes(fleet, 'udi-di');
  const codes = fleetCodes(fleet, 'product-code');
  const criteria = products.map((product) => product.criteria);
  const namedUdis = new Map<string, string>();
  const namedCodes = new Map<string, string>();
  const printedOnly = new Map<string, string>();
  for (const { udiDis, productCodes, printedCodes = [] } of criteria) {
    for (const udi of udiDis) remember(namedUdis, udiKey(udi), udi);
    for (const code of productCodes) remember(namedCodes, codeKey(code), code);
    for (const code of printedCodes) remember(printedOnly, codeKey(code), code);
  }
  for (const key of namedCodes.keys()) printedOnly.delete(key);

  const without: string[] = [];
  const misses: NearMiss[] = [];
  const unmatched = (
    type: CodeType,
    asked: ReadonlyMap<string, string>,
    named: ReadonlyMap<string, string>,
    held: Codes,
  ) => {
    for (const [key, printed] of asked) {
      const same = held.get(key);
      if (same !== undefined && named.has(key)) continue;
      const near = same === undefined ? closest(type, key, held) : [{ key, ...same, distance: 0 }];
      const first = near[0];
      if (first === undefined) without.push(printed);
      else {
        misses.push({
          code: printed,
          closest: first.printed,
          devices: first.devices,
          kind: same === undefined ? 'notice-code-unmatched' : 'printed-code-unnamed',
          codeType: type,
          distance: first.distance,
          alsoNamed: named.has(first.key),
          alternatives: near.slice(1, MOST_ALTERNATIVES + 1).map(shown),
        });
      }
    }
  };
  unmatched('product-code', new Map([...namedCodes, ...printedOnly]), namedCodes, codes);
  unmatched('udi-di', namedUdis, namedUdis, udis);
  // a code of the fleet already shown beside one of the notice is not shown again
  const shownAlready = new Set(
    misses.flatMap((miss) => [miss.closest, ...miss.alternatives.map(({ code }) => code)]),
  );
  misses.push(
    ...fleetCodesClose('product-code', namedCodes, codes, shownAlready),
    ...fleetCodesClose('udi-di', namedUdis, udis, shownAlready),
    ...contradictions(fleet, criteria),
  );
  const byCloseness = (a: NearMiss, b: NearMiss) =>
    a.distance - b.distance || b.devices - a.devices || (a.code < b.code ? -1 : 1);
  return {
    nearMisses: misses.toSorted(byCloseness).slice(0, MOST_NEAR_MISSES),
    codesWithoutDevices: without,
  };
}

function remember(codes: Map<string, string>, key: string | null, printed: string): void {
  if (key !== null && !codes.has(key)) codes.set(key, printed);
}

function fleetCodes(fleet: readonly FleetCodes[], type: CodeType): Codes {
  const codes: Codes = new Map();
  for (const pair of fleet) {
    const [key, printed] =
      type === 'udi-di' ? [pair.udiKey, pair.udiDi] : [pair.productKey, pair.productCode];
    if (knownKey(key) === null || key === null || printed === null) continue;
    const held = codes.get(key);
    codes.set(key, { printed: held?.printed ?? printed, devices: (held?.devices ?? 0) + pair.devices });
  }
  return codes;
}

type Near = { key: string; printed: string; devices: number; distance: number };
const shown = (near: Near) => ({ code: near.printed, devices: near.devices, distance: near.distance });

function closest(type: CodeType, key: string, held: Codes): Near[] {
  const near: Near[] = [];
  for (const [other, { printed, devices }] of held) {
    const apart = closeness(type, key, other);
    if (apart !== null) near.push({ key: other, printed, devices, distance: apart });
  }
  return near.toSorted(
    (a, b) => a.distance - b.distance || b.devices - a.devices || (a.key < b.key ? -1 : 1),
  );
}

function fleetCodesClose(
  type: CodeType,
  named: ReadonlyMap<string, string>,
  held: Codes,
  shownAlready: ReadonlySet<string>,
): NearMiss[] {
  const misses: NearMiss[] = [];
  for (const [key, { printed, devices }] of held) {
    if (named.has(key) || shownAlready.has(printed)) continue;
    let best: { code: string; distance: number } | null = null;
    for (const [other, code] of named) {
      const apart = closeness(type, other, key);
      if (apart !== null && (best === null || apart < best.distance)) best = { code, distance: apart };
    }
    if (best === null) continue;
    misses.push({
      code: best.code,
      closest: printed,
      devices,
      kind: 'fleet-code-close',
      codeType: type,
      distance: best.distance,
      alsoNamed: false,
      alternatives: [],
    });
  }
  return misses;
}

/** Per product code and UDI-DI of the fleet: every product that names the code also names UDI-DIs, and not this one. */
function contradictions(
  fleet: readonly FleetCodes[],
  criteria: ReadonlyArray<ScopeProduct['criteria']>,
): NearMiss[] {
  const keyed = criteria.map(({ udiDis, productCodes }) => ({
    udis: new Map(udiDis.map((udi) => [udiKey(udi), udi])),
    codes: new Set(productCodes.map(codeKey)),
  }));
  const misses: NearMiss[] = [];
  for (const pair of fleet) {
    if (knownKey(pair.udiKey) === null || knownKey(pair.productKey) === null || pair.udiDi === null) continue;
    if (keyed.some(({ udis }) => udis.has(pair.udiKey))) continue;
    const naming = keyed.filter(({ codes }) => codes.has(pair.productKey));
    if (naming.length === 0 || naming.some(({ udis }) => udis.size === 0)) continue;
    const [key, printed] = [...(naming[0]?.udis ?? [])][0] ?? [];
    if (!key || printed === undefined) continue;
    misses.push({
      code: printed,
      closest: pair.udiDi,
      devices: pair.devices,
      kind: 'udi-contradicts-code',
      codeType: 'udi-di',
      distance: distance(key, pair.udiKey ?? ''),
      alsoNamed: false,
      alternatives: [],
    });
  }
  return misses;
}
