import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { rangeProblem } from '#contracts/codes';
import type { ProductCriteria } from '#contracts/notices';
import {
  codeKey,
  compileScope,
  type DeviceFacts,
  evaluateScope,
  type ScopeProduct,
  udiKey,
} from '#domain/notices';
import { createDataSource, type Sql, sqlOf } from '#platform/database';
import { createSite, createTestDatabase, sqlClient, type TestDatabase } from '../support/index.js';

// One description of a criterion, two readers: the SQL compiler and the evaluator that explains. They have to give
// every device of a random fleet with holes the same verdict, by the same product, for want of the same facts.

let database: TestDatabase;
let source: DataSource;
let sql: Sql;
let siteId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource({ url: database.url, entities: [] }).initialize();
  sql = sqlOf(source);
  siteId = (await createSite(sqlClient(database.url))).id;
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const anyText = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0'));
const hole = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 6 });

const codes = [
  '35700BAX',
  '35700bax',
  '35700-BAX2',
  '3570009',
  '3570009-',
  '357009',
  '66 40 440',
  'NA1',
  'K',
];
const oddCodes = [
  'N/A',
  'unknown',
  '',
  '  ',
  'é35700BAX',
  '３５７０００９',
  'ı35700bax',
  'ſ1',
  'ß',
  '\t3570009\n',
  '---',
];
const udis = [
  '00085412091570',
  '85412091570',
  '(01)00085412498683',
  '0085412498683',
  'M572TPS3011113011',
  '85412498683',
];
const oddUdis = ['n/a', '', '1', '12345678', '1234567', '+M572TPS3011113011', '000854120915700'];
// what a capital letter or a digit could be made of, and is not
const foldedByUnicode = [
  'Ａ１',
  'ﬁ1',
  'ŉ',
  'ǰ1',
  'Ⅷ',
  '𝟙2',
  'a\u0301',
  '\u212a9',
  'İ',
  'i̇',
  'ΐ1',
  'ª1',
  '²3',
];
const serials = [
  '706497',
  '0706497',
  '724065',
  '0013120799',
  'US00100100',
  'US00541372',
  'AHV03020',
  'A021-00038',
  'A12E-03490',
];
const nearSerials = [
  '706496',
  '706498',
  '724066',
  '13120799',
  'US00100099',
  'US00541373',
  'DE00200000',
  'USO00100100',
  'us100100',
];
const oddSerials = [
  '000',
  '0',
  'ABC',
  'N/A',
  '',
  '—',
  'É706497',
  '706497A',
  'A706497',
  '7064970000000000000000000001',
  '12-34/5',
];
const versions = ['6.02.06', '8.01.01', '8.01', '6.2', 'C.0', '10B', '1.05.06.00', '8A', '0', '0.0'];
const nearVersions = [
  'v6.02.06',
  'V 6.02.06',
  '6.2.6',
  '06.02.06',
  '8.1.1',
  '8.01.01.00',
  '8.1',
  '6',
  'c.0',
  '10b',
  '1.5.6',
  'V.8A',
];
const oddVersions = [
  'Hospira MedNet Software',
  '6.02.06 rev B',
  'N/A',
  ' 6.02.06\t',
  '6..02',
  '.',
  'x',
  '6.x',
  'Driver',
  '00.00',
  '6.',
];
const days = [
  '2004-12-31',
  '2005-01-01',
  '2014-06-30',
  '2014-07-01',
  '2018-04-12',
  '2020-05-13',
  '2020-05-14',
  // the last day in transit after 2020-05-13, and the day after it
  '2020-11-09',
  '2020-11-10',
  '1999-02-28',
];

const facts: fc.Arbitrary<DeviceFacts> = fc.record({
  productCode: hole(fc.oneof(fc.constantFrom(...codes), fc.constantFrom(...oddCodes), anyText)),
  udiDi: fc.option(fc.oneof(fc.constantFrom(...udis), fc.constantFrom(...oddUdis), anyText), {
    nil: null,
    freq: 2,
  }),
  serialNumber: hole(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...serials, ...nearSerials) },
      { weight: 2, arbitrary: fc.constantFrom(...oddSerials) },
      { weight: 1, arbitrary: fc.stringMatching(/^[A-C]{0,2}[0-9]{1,7}[A-B]?$/) },
      { weight: 1, arbitrary: anyText },
    ),
  ),
  manufacturedOn: hole(fc.constantFrom(...days)),
  receivedOn: hole(fc.constantFrom(...days)),
  softwareVersion: hole(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...versions, ...nearVersions) },
      { weight: 2, arbitrary: fc.constantFrom(...oddVersions) },
      { weight: 1, arbitrary: fc.stringMatching(/^v?[0-9]{1,2}(\.[0-9]{1,2}){0,3}$/) },
      { weight: 1, arbitrary: anyText },
    ),
  ),
});

const some = <T>(values: readonly T[], max = 4) => fc.subarray([...values], { maxLength: max });
const written = (text: string) => codeKey(text) !== null;
const ranges = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(...serials, ...nearSerials),
        fc.stringMatching(/^[A-C]{0,2}[0-9]{1,7}[A-B]?$/),
      ),
      fc.oneof(
        fc.constantFrom(...serials, ...nearSerials),
        fc.stringMatching(/^[A-C]{0,2}[0-9]{1,7}[A-B]?$/),
      ),
    ),
    { maxLength: 8 },
  )
  .map((pairs) => pairs.filter(([from, to]) => rangeProblem(from, to) === null));
const dayRange = fc.record({ from: hole(fc.constantFrom(...days)), to: hole(fc.constantFrom(...days)) });

const criteria: fc.Arbitrary<ProductCriteria> = fc
  .record({
    name: fc.constant('a pump'),
    productCodes: some([...codes, 'N/A']),
    udiDis: some(udis, 2),
    serialNumbers: fc.option(
      fc.record({ list: some([...serials, ...nearSerials, 'ABC', '000'].filter(written)), ranges }),
      { freq: 2, nil: null },
    ),
    manufactured: fc.option(dayRange, { nil: null, freq: 2 }),
    distributed: fc.option(dayRange, { nil: null, freq: 2 }),
    softwareVersions: fc.option(
      fc.record({
        include: some([
          ...versions,
          ...nearVersions,
          '6.x',
          'v8.01.X',
          '08.1.*',
          'Hospira MedNet Software',
          'x',
          '.x',
        ]),
        exclude: some([...versions, '8.x', '1.05.06.x', 'Driver'], 2),
      }),
      { nil: null, freq: 2 },
    ),
    unread: fc.option(fc.constant({ text: 'lot 12', reason: 'lots' }), { nil: null, freq: 2 }),
  })
  .map(({ unread, ...rest }) => ({
    ...rest,
    ...(unread !== null && Math.abs(rest.udiDis.length - 1) === 1 && { unread }),
  }));

const scope: fc.Arbitrary<ScopeProduct[]> = fc
  .array(criteria, { maxLength: 4 })
  .map((all) =>
    all.map((one, n) => ({ id: String(900 + n), position: n + 1, name: one.name, criteria: one })),
  );

interface Verdict {
  product: string | null;
  verdict: string;
  missing: string[];
  doubtful: string[];
}

const NOT_AFFECTED: Verdict = { product: null, verdict: 'not-affected', missing: [], doubtful: [] };

/** The fleet as rows of the database; gives the facts by device id, as the database has them. */
async function insertFleet(fleet: readonly DeviceFacts[]): Promise<Map<string, DeviceFacts>> {
  await sql('DELETE FROM device');
  const column = (fact: keyof DeviceFacts) => fleet.map((device) => device[fact]);
  await sql(
    `INSERT INTO device (product_code, udi_di, serial_number, manufactured_on, received_on, software_version, site_id, created_at, updated_at)
     SELECT f.*, $7, clock_timestamp(), clock_timestamp()
       FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::date[], $6::text[]) AS f`,
    [
      column('productCode'),
      column('udiDi'),
      column('serialNumber'),
      column('manufacturedOn'),
      column('receivedOn'),
      column('softwareVersion'),
      siteId,
    ],
  );
  const rows = await sql<{ id: string; facts: DeviceFacts }>(
    `SELECT id, jsonb_build_object('productCode', product_code, 'udiDi', udi_di, 'serialNumber', serial_number,
              'manufacturedOn', manufactured_on, 'receivedOn', received_on, 'softwareVersion', software_version) AS facts
       FROM device ORDER BY id`,
  );
  return new Map(rows.map((row) => [row.id, row.facts]));
}

async function matchedInSql(products: readonly ScopeProduct[]): Promise<Map<string, Verdict>> {
  // a parameter of the caller's own comes first, as in every real statement
  const compiled = compileScope(products, { firstParameter: 2 });
  const rows = await sql<Verdict & { id: string }>(
    `SELECT d.id, m.product_id AS product, m.verdict, m.missing, m.doubtful
       FROM device d CROSS JOIN LATERAL (${compiled.sql}) m WHERE d.site_id = $1`,
    [siteId, ...compiled.parameters],
  );
  return new Map(rows.map(({ id, ...verdict }) => [id, verdict]));
}

function evaluated(products: readonly ScopeProduct[], device: DeviceFacts): Verdict {
  const { verdict, productId, missing, doubtful } = evaluateScope(products, device);
  return verdict === 'not-affected' ? NOT_AFFECTED : { product: productId, verdict, missing, doubtful };
}

async function expectAgreement(
  products: readonly ScopeProduct[],
  fleet: Map<string, DeviceFacts>,
): Promise<Map<string, number>> {
  const inSql = await matchedInSql(products);
  const counts = new Map<string, number>();
  const disagreements: unknown[] = [];
  for (const [id, device] of fleet) {
    const verdict = inSql.get(id) ?? NOT_AFFECTED;
    const explained = evaluated(products, device);
    // the test framework's own comparison is slow, and this runs a quarter of a million times
    if (!isDeepStrictEqual({ ...verdict }, explained)) disagreements.push({ device, verdict, explained });
    counts.set(verdict.verdict, (counts.get(verdict.verdict) ?? 0) + 1);
  }
  expect(disagreements.slice(0, 3)).toEqual([]);
  return counts;
}

describe('the two readers of a criterion', () => {
  it('agree on every device of random fleets with holes, for random products', async () => {
    const random = fc.sample(facts, { numRuns: 1200, seed: 20_200_401 });
    const fleet = await insertFleet(random);
    const seen = new Map<string, number>();
    const answers = new Set<string>();
    await fc.assert(
      fc.asyncProperty(scope, async (products) => {
        for (const [verdict, devices] of await expectAgreement(products, fleet)) {
          seen.set(verdict, (seen.get(verdict) ?? 0) + devices);
        }
        for (const device of random.slice(0, 100)) {
          for (const { clauses } of evaluateScope(products, device).products) {
            for (const { criterion, result } of clauses) answers.add(`${criterion} ${result}`);
          }
        }
      }),
      { numRuns: 100 },
    );
    // the fleets and products are such that everything there is to agree on comes up
    for (const verdict of ['affected', 'possibly-affected', 'not-affected']) {
      expect(seen.get(verdict)).toBeGreaterThan(500);
    }
    const criterionNames = ['identity', 'serial', 'manufactured', 'distributed', 'software'];
    expect([...answers].toSorted()).toEqual(
      criterionNames
        .flatMap((name) => ['true', 'false', 'null'].map((result) => `${name} ${result}`))
        .toSorted(),
    );
    expect(
      random.filter(({ udiDi }) => udiDi !== null && udiKey(udiDi) === '00085412091570').length,
    ).toBeGreaterThan(20);
  });

  it('agree on devices made for the products: each fact at, beside and beyond its limit', async () => {
    const product = (n: number, more: Partial<ProductCriteria>): ScopeProduct => ({
      id: String(n),
      position: n,
      name: `product ${n}`,
      criteria: { name: `product ${n}`, productCodes: ['35700BAX'], udiDis: [], ...more },
    });
    const products = [
      product(1, {
        serialNumbers: {
          list: ['0706497', 'AHV03020'],
          ranges: [
            ['US00100100', 'US00541372'],
            ['9', '0013120799'],
          ],
        },
      }),
      product(2, {
        softwareVersions: { include: ['6.x', '8.01.01'], exclude: ['6.02.06'] },
        distributed: { from: '2005-01-01', to: '2020-05-13' },
      }),
      product(3, {
        udiDis: ['85412091570'],
        productCodes: ['3570009'],
        manufactured: { from: '2014-07-01', to: '2020-05-13' },
      }),
    ];
    const each = <K extends keyof DeviceFacts>(fact: K, values: ReadonlyArray<string | null>) =>
      values.flatMap((value) =>
        ['35700BAX', '3570009', null].map((productCode) => ({
          productCode,
          udiDi: null,
          serialNumber: '1',
          manufacturedOn: '2016-01-01',
          receivedOn: '2016-01-01',
          softwareVersion: '6.05',
          [fact]: value,
        })),
      );
    const fleet = await insertFleet([
      ...each('serialNumber', [...serials, ...nearSerials, ...oddSerials, null]),
      ...each('softwareVersion', [...versions, ...nearVersions, ...oddVersions, null]),
      ...each('manufacturedOn', [...days, null]),
      ...each('receivedOn', [...days, null]),
      ...each('udiDi', [...udis, ...oddUdis, null]),
    ] as DeviceFacts[]);
    await expectAgreement(products, fleet);
    for (const one of products) await expectAgreement([one], fleet);
  });

  it('take a list of 200,000 serial numbers and 10,000 ranges', async () => {
    const list = Array.from({ length: 200_000 }, (_, n) => `SN${String(n * 3).padStart(7, '0')}`);
    const ranges = Array.from({ length: 10_000 }, (_, n): [string, string] => [
      `X${n * 10}`,
      `X${n * 10 + 4}`,
    ]);
    const products: ScopeProduct[] = [
      {
        id: '1',
        position: 1,
        name: 'many',
        criteria: { name: 'many', productCodes: ['35700BAX'], udiDis: [], serialNumbers: { list, ranges } },
      },
    ];
    const blank = { udiDi: null, manufacturedOn: null, receivedOn: null, softwareVersion: null };
    const fleet = await insertFleet(
      Array.from({ length: 3000 }, (_, n) => ({
        ...blank,
        productCode: '35700BAX',
        serialNumber: n % 2 === 0 ? `sn-${String(n * 97).padStart(7, '0')}` : `X${n * 31}`,
      })),
    );
    const counts = await expectAgreement(products, fleet);
    expect([...counts.keys()].toSorted()).toEqual(['affected', 'not-affected']);
  });
});

describe('code_key and udi_key of the database', () => {
  it('give the same keys as codeKey and udiKey, whatever is printed', async () => {
    const printed = [
      ...codes,
      ...oddCodes,
      ...udis,
      ...oddUdis,
      ...serials,
      ...oddSerials,
      ...oddVersions,
      ...foldedByUnicode,
      ...fc.sample(anyText, { numRuns: 2000, seed: 1 }),
      ...fc.sample(fc.stringMatching(/^[ -]?[0-9]{6,15}[ A-z]?$/), { numRuns: 500, seed: 2 }),
    ];
    const rows = await sql<{ code: string | null; udi: string | null }>(
      'SELECT code_key(p) AS code, udi_key(p) AS udi FROM unnest($1::text[]) WITH ORDINALITY AS u(p, n) ORDER BY n',
      [printed],
    );
    expect(rows.map((row, n) => ({ printed: printed[n], ...row }))).toEqual(
      printed.map((one) => ({ printed: one, code: codeKey(one), udi: udiKey(one) })),
    );
  });
});
