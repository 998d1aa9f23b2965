import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type App,
  type Client,
  client,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  openCampaign,
  sqlClient,
  startApp,
  type Ward,
} from '../support/index.js';

// Two sites of one campaign. Whoever is given the one sees, changes and learns nothing of the other, in every role.

type Item = { id: string } & Record<string, unknown>;
const roles = ['risk-manager', 'site-lead', 'technician', 'auditor', 'administrator'] as const;

let app: App;
let everywhere: Client;
let own: Ward;
let other: Ward;
let campaign: string;
/** what belongs to the other site alone */
let foreign: { device: Item; siteTask: Item; deviceTask: Item; version: number };
const limited = new Map<string, Client>();

beforeAll(async () => {
  app = await startApp();
  const sql = sqlClient(app.databaseUrl);
  everywhere = await client(app, await createUser(sql, { role: 'risk-manager' }));
  [own, other] = [await createWard(sql, { name: 'Own' }), await createWard(sql, { name: 'Foreign' })];
  for (const ward of [own, other]) {
    await createDevices(sql, 3, {
      siteId: ward.siteId,
      locationId: ward.locationId,
      productCode: 'TWOSITES1',
    });
  }
  campaign = await draftCampaign(everywhere, 'corrosion', {
    title: 'Two sites',
    firm: 'Example Pumps',
    class: 'II',
    action: 'correction',
    affectedProducts: [{ name: 'Pump', productCodes: ['TWOSITES1'] }],
  });
  await openCampaign(everywhere, campaign);
  for (const role of roles) {
    limited.set(role, await client(app, await createUser(sql, { role, sites: [own.siteId] })));
  }
  const devices = await everywhere.all<Item>('devices', { site: other.siteId });
  const tasks = await everywhere.all<Item>('tasks', { campaign, site: other.siteId });
  foreign = {
    device: devices[0] as Item,
    deviceTask: tasks.find((task) => task['device'] !== null) as Item,
    siteTask: tasks.find((task) => task['device'] === null) as Item,
    version: 1,
  };
});
afterAll(() => app.stop());

const as = (role: string): Client => limited.get(role) as Client;
const refused = (status: number): boolean => status === 403 || status === 404;

describe.each(roles)('%s of one site', (role) => {
  it('lists the own site and not the other', async () => {
    const who = as(role);
    const lists = {
      sites: await who.all<Item>('sites'),
      locations: await who.all<Item>('locations'),
      devices: await who.all<Item>('devices'),
      coverage: await who.all<Item>('coverage'),
      users: await who.all<Item>('users'),
      tasks: await who.all<Item>('tasks'),
      campaignDevices: await who.all<Item>(`campaigns/${campaign}/devices`),
    };
    expect(lists.sites.map(({ id }) => id)).toEqual([own.siteId]);
    expect(lists.devices).toHaveLength(3);
    expect(lists.campaignDevices).toHaveLength(3);
    expect(lists.tasks.length).toBeGreaterThan(3);
    expect(lists.locations.map(({ id }) => id)).toEqual([own.locationId]);
    expect(lists.users.map(({ id }) => id)).toContain(own.technician.id);
    expect(lists.users.map(({ id }) => id)).not.toContain(other.technician.id);
    const said = JSON.stringify(lists);
    for (const secret of ['Foreign', other.technician.email, foreign.device['serialNumber'] as string]) {
      expect(said).not.toContain(secret);
    }
  });

  it('gets nothing by asking for the other site', async () => {
    for (const list of ['devices', 'tasks', 'locations', 'coverage']) {
      const answer = await as(role).get<{ items?: unknown[] }>(list, { query: { site: other.siteId } });
      expect({ list, found: answer.body.items ?? [] }).toEqual({ list, found: [] });
    }
  });

  it('reads nothing of the other site by its id', async () => {
    const paths = [
      `sites/${other.siteId}`,
      `locations/${other.locationId}`,
      `devices/${foreign.device.id}`,
      `users/${other.technician.id}`,
      `tasks/${foreign.deviceTask.id}`,
      `tasks/${foreign.siteTask.id}`,
      `tasks/${foreign.deviceTask.id}/history`,
      `campaigns/${campaign}/devices/${foreign.device.id}/explanation`,
    ];
    for (const path of paths) {
      const { status } = await as(role).get(path);
      expect({ path, refused: refused(status), status }).toEqual({ path, refused: true, status });
    }
  });

  it('changes nothing of the other site', async () => {
    const { deviceTask, device } = foreign;
    const version = deviceTask['version'];
    const writes: Array<[string, string, object]> = [
      ['POST', `tasks/${deviceTask.id}/complete`, { version, outcome: 'clean' }],
      ['POST', `tasks/${deviceTask.id}/reopen`, { version, reason: 'again' }],
      ['POST', `tasks/${deviceTask.id}/assign`, { version, assigneeId: own.technician.id }],
      ['PATCH', `devices/${device.id}`, { version: device['version'], softwareVersion: '9.9' }],
      ['POST', 'devices', { siteId: other.siteId, serialNumber: 'X-1', productCode: 'TWOSITES1' }],
      ['PATCH', `sites/${other.siteId}`, { version: 1, name: 'Taken' }],
      ['PATCH', `locations/${other.locationId}`, { name: 'Taken' }],
      ['POST', 'locations', { siteId: other.siteId, name: 'Mine' }],
      ['PUT', 'coverage', { siteId: other.siteId, userId: own.technician.id }],
      ['PATCH', `users/${other.technician.id}`, { version: 1, name: 'Taken' }],
    ];
    for (const [method, path, body] of writes) {
      const answer = await as(role).raw(method, path, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
      const said = await answer.text();
      expect({ method, path, refused: refused(answer.status), said }).toEqual({
        method,
        path,
        refused: true,
        said,
      });
    }
    const many = await as(role).post<{ completed?: number }>('tasks/complete', {
      tasks: [{ id: deviceTask.id, version, outcome: 'clean' }],
    });
    expect(many.body.completed ?? 0).toBe(0);
    const { body } = await everywhere.get(`tasks/${deviceTask.id}`);
    expect(body).toMatchObject({ status: 'open', version });
  });

  it('learns nothing of the other site from counts', async () => {
    const progress = await as(role).get<{ devices: number; bySite: Item[] }>(
      `campaigns/${campaign}/progress`,
    );
    expect(progress.body.devices).toBe(3);
    expect(progress.body.bySite.map(({ siteId }) => siteId)).toEqual([own.siteId]);
    const preview = await as(role).get<{ affected: number; bySite: Item[] }>(`campaigns/${campaign}/preview`);
    expect(preview.body.affected).toBe(3);
    expect(preview.body.bySite.map(({ siteId }) => siteId)).toEqual([own.siteId]);
  });

  it('reads of the audit trail, where the role may, the own chain', async () => {
    const answer = await as(role).get<{ items: Array<{ siteId: string | null; subjectType: string }> }>(
      'audit',
      {
        query: { limit: 500 },
      },
    );
    if (answer.status === 403) return;
    const { items } = answer.body;
    expect(items.map(({ siteId }) => siteId)).not.toContain(other.siteId);
    expect(items.filter(({ siteId, subjectType }) => siteId === null && subjectType === 'session')).toEqual(
      [],
    );
  });
});
