import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type App,
  type Client,
  client,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  sqlClient,
  startApp,
  waitFor,
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
/** of the other site alone, still a draft */
let foreignCampaign: string;
let foreignImport: string;
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
  foreignCampaign = await draftCampaign(
    everywhere,
    'corrosion',
    { ...noticeBody(), title: 'Secret of the other site' },
    { siteIds: [other.siteId] },
  );
  foreignImport = await importFile(
    everywhere,
    'secret-fleet.csv',
    'asset_tag,site,product_code\nA-77,Foreign,NONE1\n',
  );
  for (const role of roles) {
    const who = await client(app, await createUser(sql, { role, sites: [own.siteId] }));
    limited.set(role, who);
    if (role === 'administrator' || role === 'risk-manager') {
      await importFile(who, 'own.csv', 'asset_tag,site,product_code\nA-1,Own,NONE1\n');
      await sql('TRUNCATE import_change'); // the fleet as before: three devices a site
      await sql(`DELETE FROM device WHERE asset_tag = 'A-1'`);
    }
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

  it('reads of the audit trail, where the role may, the own chain, and of the common one what concerns it', async () => {
    type Entry = { siteId: string | null; subjectType: string; subjectId: string | null; action: string };
    const answer = await as(role).get<{ items: Entry[] }>('audit', { query: { limit: 500 } });
    if (answer.status === 403) return;
    const { items } = answer.body;
    expect(items.map(({ siteId }) => siteId)).not.toContain(other.siteId);
    const common = items.filter(({ siteId }) => siteId === null);
    expect([...new Set(common.map(({ subjectType }) => subjectType))].toSorted()).toEqual(
      role === 'administrator' || role === 'risk-manager'
        ? ['campaign', 'import', 'notice', 'plan']
        : ['campaign', 'notice', 'plan'],
    );
    const about = (subjectType: string) =>
      new Set(items.filter((entry) => entry.subjectType === subjectType).map(({ subjectId }) => subjectId));
    expect(about('campaign')).toEqual(new Set([campaign]));
    expect(about('import')).not.toContain(foreignImport);
    // how many devices the campaign found in all its sites is no business of one of them
    expect(items.map(({ action }) => action)).not.toContain('campaign.open-chunk');
    expect(items.map(({ action }) => action)).toContain('campaign.open');
    for (const query of [
      { subjectType: 'campaign', subjectId: foreignCampaign },
      { subjectType: 'import', subjectId: foreignImport },
      { subjectType: 'user' },
      { subjectType: 'session' },
    ]) {
      expect((await as(role).get('audit', { query })).body['items']).toEqual([]);
    }
    const verified = await as(role).get('audit/verify');
    expect(verified.body).toMatchObject({ ok: true });
    expect(JSON.stringify(verified.body)).not.toMatch(/campaign|Foreign|secret/i);
  });
});

describe('an auditor of every site', () => {
  it('reads all of it', async () => {
    const all = await everywhere.all<Item>('audit', { limit: 500 });
    const subjects = new Set(
      all.map((entry) => `${String(entry['subjectType'])} ${String(entry['subjectId'])}`),
    );
    for (const one of [`campaign ${foreignCampaign}`, `import ${foreignImport}`])
      expect(subjects).toContain(one);
  });
});

/** Brings in a file, and waits until it is done; gives the import's id. */
async function importFile(who: Client, name: string, text: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([text]), name);
  const answer = await who.raw('POST', 'devices/import', { body: form });
  const { importId } = (await answer.json()) as { importId: string };
  await waitFor(
    async () => (await who.get<{ status: string }>(`imports/${importId}`)).body.status !== 'running',
    { what: `import ${importId}` },
  );
  return importId;
}
