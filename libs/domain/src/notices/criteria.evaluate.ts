import { codeKey, serialOrderKey, serialParts, serialShape, udiKey } from '#contracts/codes';
import {
  type DeviceFact,
  deviceFacts,
  type MissingFact,
  missingFacts,
  type Verdict,
} from '#contracts/notices';
import { type ExplainedClause, type ExplanationView } from '#contracts/matching';
import {
  type Clause,
  clausesOf,
  type DeviceFacts,
  type Need,
  type ScopeProduct,
  type SerialRanges,
  stripZeros,
  type Test,
  TRANSIT_DAYS,
  type Truth,
} from './criteria.js';
import { compareVersion, knownKey } from '#contracts/software-version';

interface Answer {
  result: Truth;
  reason: string;
}

/** A record prepared for comparing: keys instead of print, null where a fact is absent. */
type Recorded = { keys: DeviceFacts; printed: DeviceFacts };

function recorded(printed: DeviceFacts): Recorded {
  const software = knownKey(codeKey(printed.softwareVersion)) === null ? null : printed.softwareVersion;
  return {
    printed,
    keys: {
      productCode: knownKey(codeKey(printed.productCode)),
      udiDi: knownKey(udiKey(printed.udiDi)),
      serialNumber: knownKey(codeKey(printed.serialNumber)),
      manufacturedOn: printed.manufacturedOn,
      receivedOn: printed.receivedOn,
      softwareVersion: software,
    },
  };
}

const names: Record<DeviceFact, string> = {
  productCode: 'product code',
  udiDi: 'UDI-DI',
  serialNumber: 'serial number',
  manufacturedOn: 'manufacture date',
  receivedOn: 'date of receipt',
  softwareVersion: 'software version',
};
const lacks = (...facts: DeviceFact[]): Answer => ({
  result: null,
  reason: `The record has no ${facts.map((fact) => names[fact]).join(' and no ')}.`,
});

/** The TypeScript reader of a test; criteria.sql.ts is the other. */
function ask(test: Test, { keys, printed }: Recorded): Answer {
  switch (test.kind) {
    case 'unreadable':
      return { result: null, reason: 'The notice says this in words that a person has to read.' };
    case 'code': {
      const key = keys[test.fact];
      if (key === null) return lacks(test.fact);
      return test.keys.has(key)
        ? { result: true, reason: `The ${names[test.fact]} is named.` }
        : { result: false, reason: `The ${names[test.fact]} is not named.` };
    }
    case 'first-recorded': {
      const decisive = test.of.find(({ fact }) => keys[fact] !== null);
      return decisive === undefined
        ? lacks(...test.of.map(({ fact }) => fact))
        : ask(decisive, { keys, printed });
    }
    case 'serial-list': {
      const key = keys.serialNumber;
      if (key === null) return lacks('serialNumber');
      if (test.keys.has(key)) return { result: true, reason: 'The serial number is on the list.' };
      return test.withoutZeros.has(stripZeros(key))
        ? { result: null, reason: 'The serial number differs only in leading zeros from one on the list.' }
        : { result: false, reason: 'The serial number is not on the list.' };
    }
    case 'serial-ranges':
      return keys.serialNumber === null ? lacks('serialNumber') : inRanges(keys.serialNumber, test.ranges);
    case 'manufactured': {
      const day = keys.manufacturedOn;
      if (day === null) return lacks('manufacturedOn');
      if (isBefore(day, test.from)) return { result: false, reason: `${day} is before ${test.from}.` };
      if (isAfter(day, test.to)) return { result: false, reason: `${day} is after ${test.to}.` };
      return { result: true, reason: `${day} is within the dates.` };
    }
    case 'distributed':
      return keys.receivedOn === null ? lacks('receivedOn') : received(keys.receivedOn, test);
    case 'version':
      return ofVersion(test, printed.softwareVersion);
    case 'not': {
      const { result, reason } = ask(test.of, { keys, printed });
      return { result: result === null ? null : !result, reason };
    }
    case 'all':
      return joined(
        test.of.map((one) => ask(one, { keys, printed })),
        false,
      );
    case 'any':
      return joined(
        test.of.map((one) => ask(one, { keys, printed })),
        true,
      );
  }
}

/** OR (decisive: true) and AND (decisive: false): one decisive answer decides, else one unknown makes it unknown. */
function joined(answers: readonly Answer[], decisive: boolean): Answer {
  const decided =
    answers.find(({ result }) => result === decisive) ?? answers.find(({ result }) => result === null);
  if (decided !== undefined) return decided;
  return { result: !decisive, reason: answers.map(({ reason }) => reason).join(' ') };
}

/** Days sort as text as long as the year has four digits; PostgreSQL goes on to five. */
const dayKey = (day: string): string => day.padStart(12, '0');
const isBefore = (day: string, limit: string | null): boolean =>
  limit !== null && dayKey(day) < dayKey(limit);
const isAfter = (day: string, limit: string | null): boolean => limit !== null && dayKey(day) > dayKey(limit);

/** Received on a day is shipped on it or before (decision 0004); where that does not decide, nothing is excluded. */
function received(day: string, { from, to, arrivedBy }: Extract<Test, { kind: 'distributed' }>): Answer {
  if (isBefore(day, from)) {
    return { result: false, reason: `It came on ${day}, so it was shipped before ${from}.` };
  }
  if (!isAfter(day, to)) return { result: true, reason: `It came on ${day}, within the dates.` };
  return isAfter(day, arrivedBy)
    ? { result: false, reason: `It came on ${day}, more than ${TRANSIT_DAYS} days after ${to}.` }
    : {
        result: null,
        reason: `It came no more than ${TRANSIT_DAYS} days after ${to} and may have been shipped by then: the record has no ship date.`,
      };
}

function inRanges(key: string, ranges: SerialRanges): Answer {
  const parts = serialParts(key);
  const place = parts === null ? '' : serialOrderKey(parts);
  let [low, high] = [0, ranges.first.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges.first[middle] as string) <= place) low = middle + 1;
    else high = middle;
  }
  const last = ranges.last[low - 1];
  if (parts !== null && last !== undefined && place <= last) {
    return { result: true, reason: 'The serial number is within a range.' };
  }
  return parts !== null && ranges.shapes.has(serialShape(parts))
    ? { result: false, reason: 'The serial number is outside the ranges.' }
    : { result: null, reason: 'The serial number is written otherwise than the ends of the ranges.' };
}

function ofVersion({ patterns }: Extract<Test, { kind: 'version' }>, version: string | null): Answer {
  const match = compareVersion(version, patterns);
  if (match.result !== null) {
    return {
      result: match.result,
      reason: `Version ${version} is ${match.result ? '' : 'not '}among those named.`,
    };
  }
  switch (match.why) {
    case 'missing':
      return lacks('softwareVersion');
    case 'not-a-version':
      return { result: null, reason: `"${version}" is not a version that can be compared.` };
    case 'free-text':
      return {
        result: null,
        reason: `The notice also names ${patterns.freeText.join(', ')}, which is no version.`,
      };
    case 'numbers-alone':
      return { result: null, reason: `Version ${version} equals one that is named only as a number.` };
  }
}

/** What the record says to a criterion, as it is shown beside what the notice asks for. */
function actual(clause: Clause, { keys, printed }: Recorded): string | null {
  if (clause.criterion === 'identity') {
    const said = [
      keys.udiDi === null ? '' : `UDI-DI ${printed.udiDi}`,
      keys.productCode === null ? '' : `product code ${printed.productCode}`,
    ].filter((part) => part !== '');
    return said.length === 0 ? null : said.join(', ');
  }
  const fact = clause.needs[0]?.fact;
  return fact === undefined || fact === 'distributedOn' ? null : printed[fact];
}

const verdictOf = (result: Truth): Verdict =>
  result === null ? 'possibly-affected' : result ? 'affected' : 'not-affected';

/** The facts a clause is about that the record has: where the clause is unknown nevertheless, they are in doubt. */
const inDoubt = (clause: Clause, { keys }: Recorded): DeviceFact[] =>
  doubtable(clause).filter((fact) => keys[fact] !== null);

/** The facts that can be in doubt, and for identity the only case in which they are: a product without any code. */
export function doubtable(clause: Clause): readonly DeviceFact[] {
  if (clause.criterion === 'identity') return clause.needs.length === 0 ? ['productCode', 'udiDi'] : [];
  // the day received is not in doubt: it is the ship date that is missing
  if (clause.criterion === 'distributed') return [];
  return clause.needs.flatMap(({ fact }) => (fact === 'distributedOn' ? [] : [fact]));
}

const inOrder = <F extends MissingFact>(all: readonly F[], facts: ReadonlySet<F>): F[] =>
  all.filter((fact) => facts.has(fact));

const isMissing = ({ absent, recorded = [] }: Need, { keys }: Recorded): boolean =>
  absent.every((fact) => keys[fact] === null) && recorded.every((fact) => keys[fact] !== null);

/**
 * The verdict of one device against the products of a notice, clause by clause (DESIGN 3): affected beats
 * possibly-affected beats not-affected, and among equals the lowest position gives it. `missing` are the facts whose
 * absence makes clauses unknown, of every product that is possible; `doubtful` those recorded but not comparable.
 */
export function evaluateScope(products: readonly ScopeProduct[], facts: DeviceFacts): ExplanationView {
  const record = recorded(facts);
  const missing = new Set<MissingFact>();
  const doubtful = new Set<DeviceFact>();
  const ordered = products.toSorted((a, b) => a.position - b.position);
  const judged = ordered.map((product) => {
    const described = clausesOf(product.criteria);
    const answers = described.map((clause) => ask(clause.test, record));
    const verdict = verdictOf(joined(answers, false).result);
    if (verdict === 'possibly-affected') {
      for (const [index, clause] of described.entries()) {
        if (answers[index]?.result !== null) continue;
        for (const need of clause.needs) {
          if (isMissing(need, record)) missing.add(need.fact);
        }
        for (const fact of inDoubt(clause, record)) doubtful.add(fact);
      }
    }
    const clauses = described.map((clause, index): ExplainedClause => {
      const { result, reason } = answers[index] as Answer;
      return {
        criterion: clause.criterion,
        expected: clause.expected,
        actual: actual(clause, record),
        result,
        reason,
      };
    });
    return { productId: product.id, position: product.position, name: product.name, verdict, clauses };
  });
  const of = (verdict: Verdict) => judged.find((one) => one.verdict === verdict);
  const giving = of('affected') ?? of('possibly-affected');
  const closest = giving ?? judged.find(({ clauses }) => clauses[0]?.result !== false) ?? judged[0];
  const undecided = giving?.verdict === 'possibly-affected';
  return {
    verdict: giving?.verdict ?? 'not-affected',
    productId: closest?.productId ?? null,
    productName: closest?.name ?? null,
    clauses: closest?.clauses ?? [],
    missing: undecided ? inOrder(missingFacts, missing) : [],
    doubtful: undecided ? inOrder(deviceFacts, doubtful) : [],
    products: judged,
  };
}
