import { codeKey, rangeProblem, serialOrderKey, serialParts, serialShape, udiKey } from '#contracts/codes';
import type { CriterionName, DeviceFact, MissingFact, ProductCriteria } from '#contracts/notices';
import { readVersions, type VersionPatterns } from '#contracts/software-version';

/** An affected product as matching sees it. `criteria` is what the notice says, as #contracts/notices describes it. */
export interface ScopeProduct {
  id: string;
  position: number;
  name: string;
  criteria: ProductCriteria;
}

/** What the record of one device says; null where it says nothing. Days as YYYY-MM-DD. */
export type DeviceFacts = Record<DeviceFact, string | null>;

/** true, false, or null where the record (or the notice) does not say enough. */
export type Truth = boolean | null;

/**
 * One test of one device, as data. The two readers, criteria.sql.ts and criteria.evaluate.ts, give it the same answer;
 * a property test over random fleets holds them to it.
 */
export type Test =
  /** the notice itself cannot be read: unknown for every device */
  | { kind: 'unreadable' }
  | { kind: 'code'; fact: 'productCode' | 'udiDi'; keys: ReadonlySet<string> }
  /** decided by the first of them whose fact is recorded; unknown when none is */
  | { kind: 'first-recorded'; of: ReadonlyArray<Extract<Test, { kind: 'code' }>> }
  /** on the list: true; there but for leading zeros: unknown */
  | { kind: 'serial-list'; keys: ReadonlySet<string>; withoutZeros: ReadonlySet<string> }
  | { kind: 'serial-ranges'; ranges: SerialRanges }
  | { kind: 'manufactured'; from: string | null; to: string | null }
  /** by the day received; `arrivedBy` is the last one on which a device shipped by `to` is still expected */
  | { kind: 'distributed'; from: string | null; to: string | null; arrivedBy: string | null }
  | { kind: 'version'; patterns: VersionPatterns }
  | { kind: 'not'; of: Test }
  | { kind: 'all'; of: readonly Test[] }
  | { kind: 'any'; of: readonly Test[] };

/** Ranges merged and sorted by serialOrderKey(); first[i] to last[i], both inclusive. */
export interface SerialRanges {
  first: readonly string[];
  last: readonly string[];
  /** the forms in which the notice writes serials; one written in none of them cannot be placed: unknown */
  shapes: ReadonlySet<string>;
}

/** A fact that a clause asks for: listed as missing when all of `absent` are, and all of `recorded` are not. */
export interface Need {
  fact: MissingFact;
  absent: readonly DeviceFact[];
  recorded?: readonly DeviceFact[];
}

/** One criterion of a product. Clauses are joined by AND, in three-valued logic. */
export interface Clause {
  criterion: CriterionName;
  expected: string;
  needs: readonly Need[];
  test: Test;
}

/** Leading zeros of a whole serial key: scanners and spreadsheets drop them. */
export const stripZeros = (key: string): string => key.replace(/^0+/, '');

const described = new WeakMap<ProductCriteria, readonly Clause[]>();

/**
 * The clauses of an affected product, identity first: it is the cheapest and rules out most of a fleet.
 * Kept per object, because a list of 200,000 serials takes a tenth of a second to prepare.
 */
export function clausesOf(criteria: ProductCriteria): readonly Clause[] {
  let clauses = described.get(criteria);
  if (clauses === undefined) {
    clauses = [
      identity(criteria),
      serial(criteria),
      manufactured(criteria.manufactured),
      distributed(criteria.distributed),
      software(criteria.softwareVersions),
    ].filter((clause) => clause !== null);
    described.set(criteria, clauses);
  }
  return clauses;
}

const keysOf = (printed: readonly string[], key: (code: string) => string | null): Set<string> =>
  new Set(printed.map(key).filter((one) => one !== null));

const absentAll = (...facts: DeviceFact[]): Need[] => facts.map((fact) => ({ fact, absent: facts }));

function identity({ udiDis, productCodes }: ProductCriteria): Clause {
  const udis = { kind: 'code', fact: 'udiDi', keys: keysOf(udiDis, udiKey) } as const;
  const codes = { kind: 'code', fact: 'productCode', keys: keysOf(productCodes, codeKey) } as const;
  const named = [udis, codes].filter(({ keys }) => keys.size > 0);
  const expected = [listed('UDI-DI', udiDis), listed('product code', productCodes)].filter(
    (part) => part !== '',
  );
  if (named.length === 0) {
    return {
      criterion: 'identity',
      expected: 'no code that could be read',
      needs: [],
      test: { kind: 'unreadable' },
    };
  }
  return {
    criterion: 'identity',
    expected: expected.join(', or where the record has none '),
    needs: absentAll(...named.map(({ fact }) => fact).toReversed()),
    test: { kind: 'first-recorded', of: named },
  };
}

function serial({ serialNumbers, unread }: ProductCriteria): Clause | null {
  const tests: Test[] = [];
  const expected: string[] = [];
  const list = serialNumbers?.list ?? [];
  const ranges = serialNumbers?.ranges ?? [];
  if (list.length > 0) {
    const keys = keysOf(list, codeKey);
    tests.push({ kind: 'serial-list', keys, withoutZeros: new Set([...keys].map(stripZeros)) });
    expected.push(listed('serial number', list));
  }
  if (ranges.length > 0) {
    tests.push({ kind: 'serial-ranges', ranges: readRanges(ranges, keysOf(list, codeKey)) });
    expected.push(
      listed(
        'serial number',
        ranges.map(([from, to]) => `${from} to ${to}`),
        'range',
      ),
    );
  }
  if (unread) {
    tests.push({ kind: 'unreadable' });
    expected.push(`what a person has to read: ${shortened(unread.text)}`);
  }
  if (tests.length === 0) return null;
  return {
    criterion: 'serial',
    expected: expected.join(', or '),
    needs: absentAll('serialNumber'),
    test: { kind: 'any', of: tests },
  };
}

/** Ranges that were stored must be sound: whoever stores them has asked rangeProblem() first. */
function readRanges(
  printed: ReadonlyArray<readonly [string, string]>,
  listed: ReadonlySet<string>,
): SerialRanges {
  const pairs: Array<{ first: string; last: string; shape: string }> = [];
  for (const [from, to] of printed) {
    const problem = rangeProblem(from, to);
    const [first, last] = [from, to].map((end) => serialParts(codeKey(end) ?? ''));
    if (problem !== null || !first || !last)
      throw new Error(`${from} to ${to} is no range of serials: ${problem}`);
    pairs.push({ first: serialOrderKey(first), last: serialOrderKey(last), shape: serialShape(first) });
  }
  pairs.sort((a, b) => (a.first < b.first ? -1 : Number(a.first > b.first)));
  const merged: Array<{ first: string; last: string }> = [];
  for (const { first, last } of pairs) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before.last) {
      if (last > before.last) before.last = last;
    } else merged.push({ first, last });
  }
  return {
    first: merged.map((range) => range.first),
    last: merged.map((range) => range.last),
    shapes: new Set([...pairs.map((pair) => pair.shape), ...[...listed].flatMap(shapeOf)]),
  };
}

const shapeOf = (key: string): string[] => {
  const parts = serialParts(key);
  return parts === null ? [] : [serialShape(parts)];
};

type Days = ProductCriteria['manufactured'];

const ends = (range: Days): [from: string | null, to: string | null] => [
  range?.from ?? null,
  range?.to ?? null,
];

const between = (word: string, [from, to]: ReturnType<typeof ends>): string =>
  `${word} ${[from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(' ')}`;

function manufactured(range: Days): Clause | null {
  const [from, to] = ends(range);
  if (from === null && to === null) return null;
  return {
    criterion: 'manufactured',
    expected: between('manufactured', [from, to]),
    needs: absentAll('manufacturedOn'),
    test: { kind: 'manufactured', from, to },
  };
}

/**
 * How long a device may have been on its way, at a distributor or a lender, before the hospital received it: 180 days,
 * about two quarters of stock. What came later than that after the last day of distribution was shipped later, too.
 */
export const TRANSIT_DAYS = 180;

/** A hospital knows when a pump came, not when the firm shipped it: received on a day means shipped on it or before. */
function distributed(range: Days): Clause | null {
  const [from, to] = ends(range);
  if (from === null && to === null) return null;
  return {
    criterion: 'distributed',
    expected: between('distributed', [from, to]),
    needs: [...absentAll('receivedOn'), { fact: 'distributedOn', absent: [], recorded: ['receivedOn'] }],
    test: { kind: 'distributed', from, to, arrivedBy: to === null ? null : daysAfter(to, TRANSIT_DAYS) },
  };
}

/** A day so many days later; beyond the year 9999 without the sign that ISO 8601 asks for and PostgreSQL does not know. */
function daysAfter(day: string, days: number): string {
  const moment = new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000);
  return (moment.toISOString().split('T')[0] as string).replace(/^\+0*/, '');
}

function software(versions: ProductCriteria['softwareVersions']): Clause | null {
  const [include, exclude] = [versions?.include ?? [], versions?.exclude ?? []];
  const tests: Test[] = [];
  if (include.length > 0) tests.push({ kind: 'version', patterns: readVersions(include) });
  if (exclude.length > 0)
    tests.push({ kind: 'not', of: { kind: 'version', patterns: readVersions(exclude) } });
  if (tests.length === 0) return null;
  const expected = [
    listed('software', include),
    exclude.length > 0 ? `not ${listed('software', exclude)}` : '',
  ];
  return {
    criterion: 'software',
    expected: expected.filter((part) => part !== '').join(' and '),
    needs: absentAll('softwareVersion'),
    test: { kind: 'all', of: tests },
  };
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);

function listed(what: string, values: readonly string[], noun = ''): string {
  if (values.length === 0) return '';
  if (values.length === 1) return `${what} ${values[0]}`;
  if (values.length <= 5) return `${what} ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return `one of ${values.length.toLocaleString('en')} ${what}${noun === '' ? '' : ` ${noun}`}s (${values.slice(0, 3).join(', ')}, …)`;
}
