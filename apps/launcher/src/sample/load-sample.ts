import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditModule, SYSTEM, type Tx, UnitOfWork } from '#domain/audit';
import { FleetModule } from '#domain/fleet';
import { hashPassword } from '#domain/identity';
import { NoticesModule, NoticesService } from '#domain/notices';
import { PlansService, TasksModule } from '#domain/tasks';
import type { Config } from '#platform/config';
import { type Logger, NestLogger } from '#platform/logging';
import { PlatformModule } from '#platform/wiring';
import { sampleFleet } from './fleet.js';
import { sampleCoverage, samplePeople, sampleSites, sampleTeams } from './hospital.js';

/** Of every sample account; they exist nowhere else. */
const SAMPLE_PASSWORD = 'closeout-sample';

/**
 * Loads the sample hospital: three sites, the people, about 600 devices, the three notices and their plans. Plans and
 * notices each come once however often this runs; the hospital itself is one transaction, so that a start that was
 * killed on the way leaves an empty database, and the next one loads it.
 * @returns loaded: false when there is somebody or some device already
 */
export async function loadSampleHospital(config: Config, logger: Logger): Promise<{ loaded: boolean }> {
  if (config.sample === 'none') return { loaded: false };
  @Module({
    imports: [
      PlatformModule.forRoot({ config, logger, entities: [] }),
      AuditModule,
      FleetModule,
      NoticesModule,
      TasksModule,
    ],
  })
  class SampleModule {}
  const context = await NestFactory.createApplicationContext(SampleModule, {
    logger: new NestLogger(logger),
  });
  try {
    await context.get(PlansService).ensureShipped(SYSTEM);
    await context.get(NoticesService).ensureShipped(SYSTEM);
    const passwordHash = await hashPassword(SAMPLE_PASSWORD);
    const loaded = await context.get(UnitOfWork).run(SYSTEM, async (tx) => {
      await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('sample hospital', 0))`);
      const [there] = await tx.sql('SELECT 1 FROM app_user UNION ALL SELECT 1 FROM device LIMIT 1');
      if (there !== undefined) return false;
      await fill(tx, passwordHash);
      return true;
    });
    return { loaded };
  } finally {
    await context.close();
  }
}

type Ids = Map<string, string>;

/** Inserts rows given as JSON in one statement; gives their ids by key. */
async function insert(
  tx: Tx,
  rows: Array<{ key: string }>,
  statement: string,
  more: unknown[] = [],
): Promise<Ids> {
  const made = await tx.sql<{ key: string; id: string }>(statement, [JSON.stringify(rows), ...more]);
  return new Map(made.map((row) => [row.key, row.id]));
}

const idOf = (ids: Ids, key: string): string => {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`the sample names "${key}", which it does not have`);
  return id;
};

async function fill(tx: Tx, passwordHash: string): Promise<void> {
  const sites = await insert(
    tx,
    sampleSites,
    `WITH row AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(key text, name text, "timeZone" text, "accountNumber" text, holidays date[])),
     made AS (INSERT INTO site (name, time_zone, account_number, holidays, created_at)
              SELECT name, "timeZone", "accountNumber", holidays, $2 FROM row RETURNING id, name)
     SELECT row.key, made.id FROM made JOIN row USING (name)`,
    [tx.now],
  );
  const people = await insert(
    tx,
    samplePeople.map(({ email, name, role, sites: own, home }) => ({
      key: email,
      name,
      role,
      email: `${email}@example.org`,
      allSites: own === 'all',
      home: home === null ? null : idOf(sites, home),
    })),
    `WITH row AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(key text, email text, name text, role text, "allSites" boolean, home bigint)),
     made AS (INSERT INTO app_user (email, name, role, password_hash, all_sites, home_site_id, created_at, updated_at)
              SELECT email, name, role, $2, "allSites", home, $3, $3 FROM row RETURNING id, email)
     SELECT row.key, made.id FROM made JOIN row USING (email)`,
    [passwordHash, tx.now],
  );
  for (const { email, lead, sites: own } of samplePeople) {
    const id = idOf(people, email);
    if (lead !== undefined)
      await tx.sql('UPDATE app_user SET lead_id = $2 WHERE id = $1', [id, idOf(people, lead)]);
    if (own !== 'all') {
      await tx.sql('INSERT INTO user_site (user_id, site_id) SELECT $1, unnest($2::bigint[])', [
        id,
        own.map((site) => idOf(sites, site)),
      ]);
    }
  }
  await fillPlaces(tx, sites, people);
  const devices = await fillDevices(tx, sites);
  for (const site of sampleSites) {
    const siteId = idOf(sites, site.key);
    tx.audit({
      action: 'site.create',
      subjectType: 'site',
      subjectId: siteId,
      siteId,
      new: { ...site, source: 'sample' },
    });
  }
  for (const person of samplePeople) {
    tx.audit({
      action: 'user.create',
      subjectType: 'user',
      subjectId: idOf(people, person.email),
      new: { ...person, email: `${person.email}@example.org`, source: 'sample' },
    });
  }
  tx.audit({ action: 'sample.load', subjectType: 'sample', subjectId: null, new: { devices } });
}

async function fillPlaces(tx: Tx, sites: Ids, people: Ids): Promise<void> {
  const teams = await insert(
    tx,
    Object.keys(sampleTeams).map((key) => ({ key })),
    `INSERT INTO team (name) SELECT key FROM jsonb_to_recordset($1::jsonb) AS r(key text) RETURNING id, name AS key`,
  );
  for (const [team, members] of Object.entries(sampleTeams)) {
    await tx.sql('INSERT INTO team_member (team_id, user_id) SELECT $1, unnest($2::bigint[])', [
      idOf(teams, team),
      members.map((member) => idOf(people, member)),
    ]);
  }
  const locations: Ids = new Map();
  for (const site of sampleSites) {
    const siteId = idOf(sites, site.key);
    const made = await tx.sql<{ id: string; name: string }>(
      'INSERT INTO location (site_id, name) SELECT $1, unnest($2::text[]) RETURNING id, name',
      [siteId, site.locations],
    );
    for (const location of made) locations.set(`${site.key}/${location.name}`, location.id);
    await tx.sql('UPDATE site SET team_id = $2, lead_id = $3, nurse_educator_id = $4 WHERE id = $1', [
      siteId,
      idOf(teams, site.team),
      idOf(people, site.lead),
      idOf(people, site.nurseEducator),
    ]);
  }
  for (const entry of sampleCoverage) {
    await tx.sql('INSERT INTO coverage (site_id, location_id, user_id, team_id) VALUES ($1, $2, $3, $4)', [
      idOf(sites, entry.site),
      entry.location === null ? null : idOf(locations, `${entry.site}/${entry.location}`),
      entry.person === undefined ? null : idOf(people, entry.person),
      entry.team === undefined ? null : idOf(teams, entry.team),
    ]);
  }
}

async function fillDevices(tx: Tx, sites: Ids): Promise<number> {
  const fleet = sampleFleet().map((device) => ({ ...device, siteId: idOf(sites, device.site) }));
  await tx.sql(
    `INSERT INTO device (asset_tag, udi_di, product_code, serial_number, manufacturer, model, software_version,
            manufactured_on, received_on, supply_channel, site_id, location_id, status, created_at, updated_at)
     SELECT r."assetTag", r."udiDi", r."productCode", r."serialNumber", r.manufacturer, r.model, r."softwareVersion",
            r."manufacturedOn", r."receivedOn", r."supplyChannel", r."siteId", l.id, r.status, $2, $2
       FROM jsonb_to_recordset($1::jsonb) AS r("assetTag" text, "udiDi" text, "productCode" text, "serialNumber" text,
            manufacturer text, model text, "softwareVersion" text, "manufacturedOn" date, "receivedOn" date,
            "supplyChannel" text, "siteId" bigint, location text, status text)
       LEFT JOIN location l ON l.site_id = r."siteId" AND l.name = r.location
      ORDER BY r."assetTag"`,
    [JSON.stringify(fleet), tx.now],
  );
  return fleet.length;
}
