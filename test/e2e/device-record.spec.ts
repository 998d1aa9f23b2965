import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SYSTEM, UnitOfWork } from '#domain/audit';
import { applyTaskEffects, type TaskEffect } from '#domain/fleet';
import { SystemClock } from '#platform/clock';
import { createDataSource } from '#platform/database';
import { Outbox } from '#platform/outbox';
import {
  createCampaignRow,
  createDevice,
  createSite,
  createTestDatabase,
  createUser,
  sqlClient,
  type TestDatabase,
  type TestSql,
} from '../support/index.js';

let database: TestDatabase;
let source: DataSource;
let sql: TestSql;
let unitOfWork: UnitOfWork;
let siteId: string;
let campaignId: string;
let otherCampaignId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url);
  source = await createDataSource({ url: database.url, entities: [] }).initialize();
  unitOfWork = new UnitOfWork(source, new SystemClock(), new Outbox());
  siteId = (await createSite(sql)).id;
  const { id: ownerId } = await createUser(sql, { role: 'risk-manager' });
  campaignId = (await createCampaignRow(sql, { ownerId })).id;
  otherCampaignId = (await createCampaignRow(sql, { ownerId, title: 'Corroded contacts' })).id;
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const apply = (...changes: Array<Omit<TaskEffect, 'campaignId'> & { campaignId?: string }>) =>
  unitOfWork.run(SYSTEM, (tx) =>
    applyTaskEffects(
      tx,
      changes.map((change) => ({ campaignId, ...change })),
    ),
  );
const device = async (id: string) =>
  (
    await sql<Record<string, unknown>>(
      `SELECT status, isolated_at IS NOT NULL AS isolated, software_version, serial_number, manufactured_on,
              last_seen_at IS NOT NULL AS seen, version FROM device WHERE id = $1`,
      [id],
    )
  )[0];
const entries = async (id: string) =>
  (
    await sql<{ chain: string; payload: string }>(
      `SELECT chain, payload FROM audit_entry WHERE action = 'device.record' AND subject_id = $1 ORDER BY seq`,
      [id],
    )
  ).map((entry) => {
    const { old, new: fresh } = JSON.parse(entry.payload) as { old: unknown; new: unknown };
    return { chain: entry.chain, old, new: fresh };
  });

it('isolates, releases and returns, and writes what changed with old and new', async () => {
  const { id } = await createDevice(sql, { siteId, softwareVersion: '8.00.01' });
  await apply({ deviceId: id, effect: 'isolate', located: true });
  expect(await device(id)).toMatchObject({ status: 'isolated', isolated: true, seen: true, version: 2 });
  await apply({ deviceId: id, softwareVersion: '6.05', located: true });
  expect(await device(id)).toMatchObject({ status: 'isolated', isolated: true, software_version: '6.05' });
  await apply({ deviceId: id, effect: 'release', located: true });
  expect(await device(id)).toMatchObject({ status: 'in-service', isolated: false });
  await apply({ deviceId: id, effect: 'return-to-firm', located: true });
  await apply({ deviceId: id, located: false });
  expect(await device(id)).toMatchObject({ status: 'returned', isolated: false });
  expect(await entries(id)).toEqual([
    { chain: siteId, old: { status: 'in-service' }, new: { status: 'isolated' } },
    { chain: siteId, old: { softwareVersion: '8.00.01' }, new: { softwareVersion: '6.05' } },
    { chain: siteId, old: { status: 'isolated' }, new: { status: 'in-service' } },
    { chain: siteId, old: { status: 'in-service' }, new: { status: 'returned' } },
  ]);
});

it('stays isolated while another campaign that is not over holds it, and says for whom', async () => {
  const { id } = await createDevice(sql, { siteId });
  const other = { deviceId: id, campaignId: otherCampaignId };
  await apply({ deviceId: id, effect: 'isolate', located: true });
  await apply({ ...other, effect: 'isolate', located: true });
  const held = [{ campaignId: otherCampaignId, campaignTitle: 'Corroded contacts' }];
  expect(await apply({ deviceId: id, effect: 'release', located: true })).toEqual(new Map([[id, held]]));
  expect(await device(id)).toMatchObject({ status: 'isolated', isolated: true });
  expect((await entries(id)).at(-1)).toEqual({ chain: siteId, old: {}, new: { staysIsolated: held } });
  // what is not found and found again is still held
  await apply({ deviceId: id, located: false });
  await apply({ deviceId: id, located: true });
  expect(await device(id)).toMatchObject({ status: 'isolated' });
  expect(await apply({ ...other, effect: 'release', located: true })).toEqual(new Map());
  expect(await device(id)).toMatchObject({ status: 'in-service', isolated: false });

  // both in one request: each campaign has its own say
  await apply(
    { ...other, effect: 'isolate', located: true },
    { deviceId: id, effect: 'release', located: true },
  );
  expect(await device(id)).toMatchObject({ status: 'isolated' });
  await sql(`UPDATE campaign SET status = 'closed' WHERE id = $1`, [otherCampaignId]);
  await apply({ deviceId: id, effect: 'release', located: true });
  expect(await device(id)).toMatchObject({ status: 'in-service' });
  await sql(`UPDATE campaign SET status = 'open' WHERE id = $1`, [otherCampaignId]);
});

it('what was reopened is taken back: an isolation holds no more, a release and a return hold again', async () => {
  const { id } = await createDevice(sql, { siteId });
  const reopen = (effect: 'isolate' | 'release' | 'return-to-firm', held: boolean) =>
    apply({ deviceId: id, reopened: { effect, held }, located: undefined });
  await apply({ deviceId: id, effect: 'isolate', located: true });
  await apply({ deviceId: id, effect: 'release', located: true });
  await reopen('release', true);
  expect(await device(id)).toMatchObject({ status: 'isolated', isolated: true });
  await apply({ deviceId: id, effect: 'return-to-firm', located: true });
  await reopen('return-to-firm', true);
  expect(await device(id)).toMatchObject({ status: 'isolated', isolated: true });
  // nobody has said that it is back in service
  await reopen('isolate', false);
  expect(await device(id)).toMatchObject({ status: 'isolated' });
  await apply({ deviceId: id, campaignId: otherCampaignId, effect: 'release', located: true });
  expect(await device(id)).toMatchObject({ status: 'in-service' });
});

it('a device that is not found is not located until somebody stands before it again', async () => {
  const { id } = await createDevice(sql, { siteId });
  const isolated = await createDevice(sql, { siteId });
  await apply({ deviceId: isolated.id, effect: 'isolate', located: true });
  await apply({ deviceId: id, located: false }, { deviceId: isolated.id, located: false });
  expect(await device(id)).toMatchObject({ status: 'not-located', seen: false });
  await apply({ deviceId: id, located: true }, { deviceId: isolated.id, located: true });
  expect(await device(id)).toMatchObject({ status: 'in-service', seen: true });
  expect(await device(isolated.id)).toMatchObject({ status: 'isolated', isolated: true });
  // "not applicable" says nothing about where it is
  await apply({ deviceId: id, located: undefined });
  expect(await device(id)).toMatchObject({ status: 'in-service', seen: true });
});

it('takes verified facts, leaves blanks alone, and changes many devices at once', async () => {
  const one = await createDevice(sql, { siteId, serialNumber: null, manufacturedOn: null });
  const two = await createDevice(sql, { siteId, serialNumber: 'S-2', manufacturedOn: '2019-01-01' });
  await apply(
    { deviceId: two.id, facts: { serialNumber: ' ', manufacturedOn: '2019-01-01' }, located: true },
    { deviceId: one.id, facts: { serialNumber: '765100' }, located: true },
    { deviceId: one.id, facts: { manufacturedOn: '2015-03-04' }, effect: 'isolate', located: true },
  );
  expect(await device(one.id)).toMatchObject({
    serial_number: '765100',
    manufactured_on: '2015-03-04',
    status: 'isolated',
    version: 2,
  });
  expect(await device(two.id)).toMatchObject({ serial_number: 'S-2', manufactured_on: '2019-01-01' });
  expect(await entries(two.id)).toEqual([]);
  expect(await entries(one.id)).toEqual([
    {
      chain: siteId,
      old: { serialNumber: null, manufacturedOn: null, status: 'in-service' },
      new: { serialNumber: '765100', manufacturedOn: '2015-03-04', status: 'isolated' },
    },
  ]);
});

it('does nothing for nothing', async () => {
  await expect(apply()).resolves.toEqual(new Map());
});
