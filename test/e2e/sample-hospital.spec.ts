import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYSTEM } from '#domain/audit';
import { MatchingService } from '#domain/notices';
import { readConfig } from '#platform/config';
import { createDataSource } from '#platform/database';
import { createLogger } from '#platform/logging';
import { loadSampleHospital } from '../../apps/launcher/src/sample/load-sample.js';
import { createTestDatabase, sqlClient, type TestDatabase, type TestSql } from '../support/index.js';

let database: TestDatabase;
let sql: TestSql;
let folder: string;
const load = () =>
  loadSampleHospital(
    readConfig({ DATABASE_URL: database.url, CLOSEOUT_MAIL_SINK_PORT: '1', CLOSEOUT_DATA_DIR: folder }),
    createLogger('test', 'silent'),
  );
const count = async (statement: string): Promise<number> =>
  Number((await sql<{ n: string }>(`SELECT count(*) AS n FROM ${statement}`))[0]?.n);

beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url);
  folder = mkdtempSync(join(tmpdir(), 'closeout-sample-'));
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the sample hospital', () => {
  it('comes whole or not at all, and once', async () => {
    // a load that fails on its way leaves nobody behind, so that the next start tries again
    await sql('ALTER TABLE device ADD CONSTRAINT broken CHECK (asset_tag <> $$CE-10400$$)');
    await expect(load()).rejects.toThrow(/broken/);
    expect(await count('app_user')).toBe(0);
    expect(await count('site')).toBe(0);
    await sql('ALTER TABLE device DROP CONSTRAINT broken');
    expect(await load()).toEqual({ loaded: true });
    expect(await load()).toEqual({ loaded: false });
    expect(await count('notice')).toBe(3);
    expect(await count('plan')).toBe(3);
    expect(await count('device')).toBe(600);
  });

  it('has exactly 137 Spectrum IQ, under the code that the notice misprints', async () => {
    expect(await count(`device WHERE product_code = '3570009' AND udi_di = '00085412610900'`)).toBe(137);
    expect(await count(`device WHERE model = 'Spectrum IQ'`)).toBe(137);
  });

  // the table of the README; change both
  it.each([
    [
      'unplanned-shutdown-2020',
      304,
      48,
      { productCode: 10, manufacturedOn: 10, receivedOn: 3, distributedOn: 27 },
    ],
    ['mismatched-software-2025', 26, 5, { serialNumber: 5 }],
    ['upstream-occlusion-2021', 297, 6, { productCode: 6, udiDi: 6 }],
  ])('%s: %i affected, %i possibly', async (key, affected, possiblyAffected, missing) => {
    const source = await createDataSource({ url: database.url, entities: [] }).initialize();
    try {
      const [notice] = await sql<{ id: string }>('SELECT id FROM notice WHERE key = $1', [key]);
      const preview = await new MatchingService(source).preview(SYSTEM, {
        noticeId: notice?.id ?? '',
        siteIds: null,
      });
      expect(preview).toMatchObject({ affected, possiblyAffected });
      const facts = preview.missingFacts.map(({ fact, devices }) => [fact, devices]);
      expect(Object.fromEntries(facts)).toEqual(missing);
    } finally {
      await source.destroy();
    }
  });

  it('has records with holes, listed serial numbers on both platforms, and software that does not belong', async () => {
    for (const fact of ['manufactured_on', 'serial_number', 'product_code', 'received_on']) {
      expect([fact, await count(`device WHERE manufacturer = 'Baxter' AND ${fact} IS NULL`)]).not.toEqual([
        fact,
        0,
      ]);
    }
    expect(
      await count(`device WHERE product_code = '35700BAX' AND serial_number IN ('765100', '772744')`),
    ).toBe(2);
    expect(
      await count(`device WHERE product_code = '35700BAX2' AND serial_number IN ('2006307', '2052091')`),
    ).toBe(2);
    expect(
      await count(`device WHERE product_code = '35700BAX' AND software_version LIKE '8%'`),
    ).toBeGreaterThan(0);
    expect(
      await count(`device WHERE product_code = '35700BAX2' AND software_version LIKE '6%'`),
    ).toBeGreaterThan(0);
    expect(await count(`device WHERE manufacturer <> 'Baxter'`)).toBeGreaterThan(50);
  });

  it('has somebody for every device and every duty, and that person has been given the site', async () => {
    const nobody = await sql(
      `SELECT d.asset_tag FROM device d
        WHERE assignee_for('coverage', d.site_id, d.location_id, NULL) IS NULL
           OR assignee_for('site-lead', d.site_id, NULL, NULL) IS NULL OR assignee_for('nurse-educator', d.site_id, NULL, NULL) IS NULL`,
    );
    expect(nobody).toEqual([]);
    const strangers = await sql(
      `SELECT d.asset_tag FROM device d
        WHERE NOT EXISTS (SELECT 1 FROM user_site x WHERE x.site_id = d.site_id
                            AND x.user_id = assignee_for('coverage', d.site_id, d.location_id, NULL))`,
    );
    expect(strangers).toEqual([]);
    const [tech] = await sql<{ n: string }>(
      `SELECT count(*) AS n FROM device d JOIN app_user u ON u.email = 'tech@example.org'
        WHERE d.manufacturer = 'Baxter' AND assignee_for('coverage', d.site_id, d.location_id, NULL) = u.id`,
    );
    expect(Number(tech?.n)).toBeGreaterThan(80);
  });
});
