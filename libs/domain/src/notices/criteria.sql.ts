import { type DeviceFact, deviceFacts, type MissingFact, missingFacts } from '#contracts/notices';
import { type Clause, clausesOf, type ScopeProduct, type Test } from './criteria.js';
import { doubtable } from './criteria.evaluate.js';
import { BLANKS, placeholders } from '#contracts/software-version';

/** A table expression over the alias `d` (device), and the values of its `$n`. */
export interface CompiledScope {
  sql: string;
  parameters: unknown[];
}

// quoted, for an unquoted NULL would be a null
const NOTHING = `'{${placeholders.map((word) => `"${word}"`).join(',')}}'::text[]`;
const blanks = `E'${Array.from(BLANKS, (blank) => `\\u${blank.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}'`;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

/** Whether a fact is absent, or a word that stands for nothing ("N/A"). Never unknown itself. */
const absent: Record<DeviceFact, string> = {
  productCode: `(d.product_key IS NULL OR d.product_key = ANY(${NOTHING}))`,
  udiDi: `(d.udi_key IS NULL OR d.udi_key = ANY(${NOTHING}))`,
  serialNumber: `(d.serial_key IS NULL OR d.serial_key = ANY(${NOTHING}))`,
  manufacturedOn: '(d.manufactured_on IS NULL)',
  receivedOn: '(d.received_on IS NULL)',
  softwareVersion: `(code_key(d.software_version) IS NULL OR code_key(d.software_version) = ANY(${NOTHING}))`,
};
const column = {
  productCode: 'd.product_key',
  udiDi: 'd.udi_key',
};

const classes = (part: string): string =>
  `translate(${part}, '${LETTERS}${DIGITS}', '${'A'.repeat(26)}${'9'.repeat(10)}')`;

/**
 * Compiles the products of a notice to one table expression. For a device that is not not-affected it gives one row:
 * product_id, verdict ('affected' or 'possibly-affected'), missing text[], doubtful text[]; for any other device none:
 *
 *     SELECT d.id, m.product_id, m.verdict, m.missing FROM device d CROSS JOIN LATERAL (<sql>) m
 *
 * Each product is one boolean expression: TRUE affected, NULL possibly affected, FALSE not affected, evaluated once a
 * device, identity first; a device that no product names stops at two hash look-ups. Lists are array parameters.
 * @param options.firstParameter the number of the first `$n` that is free in the caller's statement
 */
export function compileScope(
  products: readonly ScopeProduct[],
  options: { firstParameter: number },
): CompiledScope {
  const ordered = products.toSorted((a, b) => a.position - b.position);
  if (ordered.length === 0) {
    return {
      sql: `SELECT NULL::bigint AS product_id, NULL::text AS verdict, '{}'::text[] AS missing, '{}'::text[] AS doubtful WHERE false`,
      parameters: [],
    };
  }
  const compiler = new Compiler(options.firstParameter);
  const scopes = ordered.map((product) => clausesOf(product.criteria));
  const ids = compiler.parameter(
    ordered.map(({ id }) => id),
    'bigint[]',
  );
  const truths = scopes.map(
    (clauses, i) => `${clauses.map(({ test }) => compiler.compile(test)).join(' AND ')} AS t${i}`,
  );
  const any = scopes.map((_, i) => `e.t${i}`).join(' OR ');
  const sure = scopes.map((_, i) => `WHEN e.t${i} THEN ${i + 1}`).join(' ');
  const possible = scopes.map((_, i) => `WHEN e.t${i} IS NULL THEN ${i + 1}`).join(' ');
  // OFFSET 0 keeps the planner from merging the levels, which would evaluate every expression several times. The outermost
  // is there for a LEFT JOIN: with expressions over d above it, the planner caches by wrong keys, at 40 µs a device.
  return {
    sql: `SELECT a.product_id, a.verdict, a.missing, a.doubtful FROM (
  SELECT (${ids})[r.pick] AS product_id,
         CASE WHEN r.sure THEN 'affected' ELSE 'possibly-affected' END AS verdict,
         CASE WHEN r.sure THEN '{}'::text[] ELSE ${compiler.factArray(missingFacts, scopes, missingWhen)} END AS missing,
         CASE WHEN r.sure THEN '{}'::text[] ELSE ${compiler.factArray(deviceFacts, scopes, doubtfulWhen)} END AS doubtful
    FROM (SELECT e.*, (${any}) IS TRUE AS sure, CASE ${sure} ${possible} END AS pick
            FROM (SELECT ${truths.join(',\n                         ')}
                   WHERE ${compiler.guard(scopes)} OFFSET 0) AS e
           WHERE (${any}) IS NOT FALSE OFFSET 0) AS r OFFSET 0) AS a`,
    parameters: compiler.values,
  };
}

type FactCondition<F extends MissingFact> = (clause: Clause, fact: F, compiler: Compiler) => string | null;

const missingWhen: FactCondition<MissingFact> = (clause, fact, compiler) => {
  const need = clause.needs.find((one) => one.fact === fact);
  if (need === undefined) return null;
  const conditions = need.absent.map((one) => absent[one]);
  // an absent fact makes its clause unknown; what a recorded one leaves open has to be looked at
  if (need.recorded !== undefined) {
    conditions.push(...need.recorded.map((one) => `NOT ${absent[one]}`));
    conditions.push(`(${compiler.compile(clause.test)}) IS NULL`);
  }
  return conditions.join(' AND ');
};

const doubtfulWhen: FactCondition<DeviceFact> = (clause, fact, compiler) =>
  doubtable(clause).includes(fact)
    ? `NOT ${absent[fact]} AND (${compiler.compile(clause.test)}) IS NULL`
    : null;

/** The SQL reader of a test; criteria.evaluate.ts is the other. */
class Compiler {
  readonly values: unknown[] = [];
  private readonly compiled = new Map<Test, string>();

  constructor(private readonly firstParameter: number) {}

  parameter(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.firstParameter + this.values.length - 1}::${type}`;
  }

  texts(values: Iterable<string>): string {
    return this.parameter([...values], 'text[]');
  }

  compile(test: Test): string {
    let sql = this.compiled.get(test);
    if (sql === undefined) {
      sql = this.sqlOf(test);
      this.compiled.set(test, sql);
    }
    return sql;
  }

  private sqlOf(test: Test): string {
    switch (test.kind) {
      case 'unreadable':
        return 'NULL::boolean';
      case 'code':
        return `(CASE WHEN NOT ${absent[test.fact]} THEN ${column[test.fact]} = ANY(${this.texts(test.keys)}) END)`;
      case 'first-recorded':
        return `(CASE ${test.of
          .map(({ fact, keys }) => `WHEN NOT ${absent[fact]} THEN ${column[fact]} = ANY(${this.texts(keys)})`)
          .join(' ')} END)`;
      case 'serial-list':
        return `(CASE WHEN ${absent.serialNumber} THEN NULL
          WHEN d.serial_key = ANY(${this.texts(test.keys)}) THEN true
          WHEN ltrim(d.serial_key, '0') = ANY(${this.texts(test.withoutZeros)}) THEN NULL ELSE false END)`;
      case 'serial-ranges':
        return this.serialRanges(test);
      case 'manufactured':
        return this.manufactured(test);
      case 'distributed':
        return this.distributed(test);
      case 'version':
        return this.version(test);
      case 'not':
        return `(NOT ${this.compile(test.of)})`;
      case 'all':
        return `(${test.of.map((one) => this.compile(one)).join(' AND ')})`;
      case 'any':
        return `(${test.of.map((one) => this.compile(one)).join(' OR ')})`;
    }
  }

  private manufactured({ from, to }: Extract<Test, { kind: 'manufactured' }>): string {
    const bounds = [
      from === null ? null : `d.manufactured_on >= ${this.parameter(from, 'date')}`,
      to === null ? null : `d.manufactured_on <= ${this.parameter(to, 'date')}`,
    ];
    return `(${bounds.filter((bound) => bound !== null).join(' AND ')})`;
  }

  /** received() of criteria.evaluate.ts in SQL. */
  private distributed({ from, to, arrivedBy }: Extract<Test, { kind: 'distributed' }>): string {
    const before = from === null ? '' : `WHEN d.received_on < ${this.parameter(from, 'date')} THEN false`;
    const after =
      to === null
        ? ''
        : `WHEN d.received_on > ${this.parameter(arrivedBy, 'date')} THEN false
           WHEN d.received_on > ${this.parameter(to, 'date')} THEN NULL`;
    return `(CASE WHEN ${absent.receivedOn} THEN NULL ${before} ${after} ELSE true END)`;
  }

  /** serialParts(), serialShape() and serialOrderKey() of #contracts/codes in SQL, then a binary search. */
  private serialRanges({ ranges }: Extract<Test, { kind: 'serial-ranges' }>): string {
    const first = this.texts(ranges.first);
    const last = this.texts(ranges.last);
    return `(SELECT CASE WHEN ${absent.serialNumber} OR p.digits = '' THEN NULL
          WHEN o.place <= coalesce((${last})[width_bucket(o.place, ${first})], '') COLLATE "C" THEN true
          WHEN ${classes('p.prefix')} || '#' || ${classes('p.suffix')} = ANY(${this.texts(ranges.shapes)}) THEN false END
        FROM (SELECT rtrim(d.serial_key, '${LETTERS}') AS body OFFSET 0) b,
             LATERAL (SELECT rtrim(b.body, '${DIGITS}') AS head OFFSET 0) h,
             LATERAL (SELECT h.head AS prefix, substr(b.body, length(h.head) + 1) AS digits,
                             substr(d.serial_key, length(b.body) + 1) AS suffix OFFSET 0) p,
             LATERAL (SELECT (p.prefix || ' ' || p.suffix || ' ' || lpad(length(ltrim(p.digits, '0'))::text, 10, '0')
                             || ltrim(p.digits, '0')) COLLATE "C" AS place OFFSET 0) o)`;
  }

  /** compareVersion() of software-version.ts in SQL. */
  private version({ patterns }: Extract<Test, { kind: 'version' }>): string {
    return `(SELECT CASE WHEN ${absent.softwareVersion} THEN NULL
          WHEN v.normal = ANY(${this.texts(patterns.exact)}) THEN true
          WHEN NOT (v.normal ~ '^[0-9A-Z]+([._-][0-9A-Z]+)*$' AND v.normal ~ '[0-9]') THEN NULL
          WHEN v.normal || '.' ^@ ANY(${this.texts(patterns.branches)}) THEN true
          WHEN ${patterns.freeText.length > 0} THEN NULL
          WHEN regexp_replace(z.stripped, '(\\.0)+$', '') = ANY(${this.texts(patterns.exactNumbers)})
            OR z.stripped || '.' ^@ ANY(${this.texts(patterns.branchNumbers)}) THEN NULL
          ELSE false END
        FROM (SELECT regexp_replace(upper(btrim(d.software_version, ${blanks}) COLLATE "C"), '^V[ .]*(?=[0-9])', '') AS normal OFFSET 0) v,
             LATERAL (SELECT regexp_replace(v.normal, '(^|\\.)0+(?=[0-9])', '\\1', 'g') AS stripped OFFSET 0) z)`;
  }

  /**
   * False only where the identity of every product is: the device has a UDI-DI or product code that no product names.
   * It costs the same for one product and for five hundred.
   */
  guard(scopes: ReadonlyArray<readonly Clause[]>): string {
    const udis = new Set<string>();
    const codes = new Set<string>();
    const unsure = new Set<string>();
    for (const [identity] of scopes) {
      if (identity?.test.kind !== 'first-recorded') return 'true';
      const named = identity.test.of;
      for (const { fact, keys } of named) for (const key of keys) (fact === 'udiDi' ? udis : codes).add(key);
      unsure.add(named.map(({ fact }) => absent[fact]).join(' AND '));
    }
    const hits = [
      udis.size > 0 ? `coalesce(d.udi_key = ANY(${this.texts(udis)}), false)` : null,
      codes.size > 0 ? `coalesce(d.product_key = ANY(${this.texts(codes)}), false)` : null,
    ].filter((hit) => hit !== null);
    return `(${[...hits, ...[...unsure].map((one) => `(${one})`)].join(' OR ')})`;
  }

  /** Those of the facts for which the condition holds in a product that is still possible, in their order. */
  factArray<F extends MissingFact>(
    facts: readonly F[],
    scopes: ReadonlyArray<readonly Clause[]>,
    condition: FactCondition<F>,
  ): string {
    const items = facts.flatMap((fact) => {
      const cases = scopes.flatMap((clauses, i) =>
        clauses
          .map((clause) => condition(clause, fact, this))
          .filter((sql) => sql !== null)
          .map((sql) => `(r.t${i} IS NULL AND ${sql})`),
      );
      return cases.length === 0 ? [] : [`CASE WHEN ${cases.join(' OR ')} THEN '${fact}' END`];
    });
    return items.length === 0 ? `'{}'::text[]` : `array_remove(ARRAY[${items.join(', ')}]::text[], NULL)`;
  }
}
