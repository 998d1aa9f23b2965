import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { CoverageView, DeviceDetail, DeviceView, SiteView } from '#contracts/fleet';
import type { ScanAnswer } from '#contracts/scan';
import {
  type App,
  client,
  type Client,
  createCampaignRow,
  createDevice,
  createDevices,
  createLocation,
  createSite,
  createTaskRow,
  createTeam,
  createUser,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
} from '../support/index.js';

type Problem = { code: string; errors: Array<{ path: string }>; device?: DeviceDetail; site?: SiteView };

let app: App;
let sql: TestSql;
let admin: Client;
let lead: Client;
let technician: Client;
let auditor: Client;
let technicianId: string;
let north: string;
let south: string;

beforeAll(async () => {
  app = await startApp({ worker: false });
  sql = sqlClient(app.databaseUrl);
  north = (await createSite(sql, { name: 'North' })).id;
  south = (await createSite(sql, { name: 'South' })).id;
  const signIn = async (
    role: 'administrator' | 'site-lead' | 'technician' | 'auditor',
    sites: string[] | 'all',
  ) => {
    const user = await createUser(sql, { role, sites });
    return { id: user.id, client: await client(app, { email: user.email }) };
  };
  admin = (await signIn('administrator', 'all')).client;
  lead = (await signIn('site-lead', [north])).client;
  auditor = (await signIn('auditor', 'all')).client;
  ({ id: technicianId, client: technician } = await signIn('technician', [north]));
});
afterAll(() => app.stop());

const audited = (subjectType: string, id: string) =>
  sql<{ action: string; chain: string; payload: string }>(
    'SELECT action, chain, payload FROM audit_entry WHERE subject_type = $1 AND subject_id = $2 ORDER BY chain, seq',
    [subjectType, id],
  );

describe('sites', () => {
  it('are made and changed by an administrator, with a version and an audit entry', async () => {
    const made = await admin.post<SiteView>('sites', {
      name: ' East ',
      timeZone: 'America/Denver',
      holidays: ['2026-12-25'],
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'East',
      timeZone: 'America/Denver',
      weeklyDaysOff: [6, 7],
      version: 1,
    });
    const patched = await admin.patch<SiteView>(`sites/${made.body.id}`, {
      version: 1,
      weeklyDaysOff: [5],
      leadId: null,
    });
    expect(patched.body).toMatchObject({ version: 2, weeklyDaysOff: [5], timeZone: 'America/Denver' });
    const stale = await admin.patch<Problem>(`sites/${made.body.id}`, { version: 1, name: 'Other' });
    expect([stale.status, stale.body.code, stale.body.site?.version]).toEqual([409, 'site.stale', 2]);
    expect((await admin.post<Problem>('sites', { name: 'EAST', timeZone: 'UTC' })).body.code).toBe(
      'site.name-taken',
    );
    const entries = await audited('site', made.body.id);
    expect(entries.map((entry) => [entry.action, entry.chain])).toEqual([
      ['site.create', made.body.id],
      ['site.patch', made.body.id],
    ]);
  });

  it.each([
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ timeZone: '+05:00' }, 'timeZone'],
    [{ timeZone: 'Canada/East-Saskatchewan' }, 'timeZone'],
    [{ timeZone: 'SystemV/PST8PDT' }, 'timeZone'],
    [{ weeklyDaysOff: [0] }, 'weeklyDaysOff.0'],
    [{ weeklyDaysOff: [6, 6] }, 'weeklyDaysOff'],
    [{ holidays: ['2026-02-30'] }, 'holidays.0'],
    [{ digestHour: 24 }, 'digestHour'],
  ])('refuse %j', async (change, path) => {
    const answer = await admin.patch<Problem>(`sites/${north}`, { version: 1, ...change });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, path]);
  });

  it('are shown as far as one has been given them', async () => {
    expect((await lead.all<SiteView>('sites')).map((site) => site.id)).toEqual([north]);
    expect((await lead.get(`sites/${south}`)).status).toBe(404);
    const names = (await admin.all<SiteView>('sites', { limit: 1 })).map((site) => site.name);
    expect(names).toEqual(['East', 'North', 'South']);
    expect((await lead.patch(`sites/${north}`, { version: 1, name: 'x' })).status).toBe(403);
  });

  it('take as lead only somebody who could do the work there', async () => {
    const outsider = await createUser(sql, { sites: [south] });
    const answer = await admin.patch<Problem>(`sites/${north}`, { version: 1, leadId: outsider.id });
    expect([answer.status, answer.body.code, answer.body.errors[0]?.path]).toEqual([
      422,
      'fleet.person-cannot',
      'leadId',
    ]);
  });

  it('made by a slip are deleted once nothing refers to them, and the audit trail keeps what went with them', async () => {
    const slip = (await createSite(sql, { name: 'Nroth' })).id;
    const icu = await createLocation(sql, { siteId: slip, name: 'ICU' });
    const pump = await createDevice(sql, { siteId: slip, assetTag: 'SLIP-1' });
    const there = await createUser(sql, { role: 'technician', sites: [slip] });
    const team = await createTeam(sql, { name: 'Slip team', memberIds: [there.id] });
    await sql('INSERT INTO coverage (site_id, location_id, user_id) VALUES ($1, $2, $3)', [
      slip,
      icu.id,
      there.id,
    ]);
    await sql('INSERT INTO coverage (site_id, team_id) VALUES ($1, $2)', [slip, team.id]);
    await sql(`UPDATE site SET holidays = '{2026-12-25}', lead_id = $2 WHERE id = $1`, [slip, there.id]);
    const remove = (who = admin) => who.delete<Problem & { detail: string }>(`sites/${slip}`);
    for (const who of [lead, technician, auditor]) expect((await remove(who)).status).toBe(403);
    const some = await client(app, await createUser(sql, { role: 'administrator', sites: [slip] }));
    expect((await remove(some)).body.code).toBe('access.other-site');
    const stays = async (why: string) => {
      const { status, body } = await remove();
      expect([status, body.code, body.detail]).toEqual([409, 'site.in-use', expect.stringContaining(why)]);
    };
    await stays('Nroth has 1 pump and is given to 2 people.');
    await sql('UPDATE device SET site_id = $2 WHERE id = $1', [pump.id, north]);
    await sql('DELETE FROM user_site WHERE site_id = $1', [slip]);
    await sql('UPDATE app_user SET home_site_id = NULL WHERE home_site_id = $1', [slip]);
    const owner = await createUser(sql, { role: 'risk-manager' });
    const { id } = await createCampaignRow(sql, { ownerId: owner.id, title: 'Pumps', siteIds: [slip] });
    await stays('Nroth stays: Pumps was opened over it');
    const is = (status: string) => sql('UPDATE campaign SET status = $2 WHERE id = $1', [id, status]);
    await is('draft');
    await stays('it is among the sites of the draft Pumps. Take it out there, or cancel the draft');
    // cancelled before anybody worked for it: nothing names the site
    await is('cancelled');
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    const [entry] = await audited('site', slip);
    expect(entry?.action).toBe('site.delete');
    expect(JSON.parse(entry?.payload ?? '').old).toMatchObject({
      name: 'Nroth',
      timeZone: expect.any(String),
      holidays: ['2026-12-25'],
      lead: there.name,
      team: null,
      locations: ['ICU'],
      coverage: [
        { location: 'ICU', person: there.name, team: null },
        { location: null, person: null, team: 'Slip team' },
      ],
    });
  });

  it('that are deleted while somebody writes one into a record are gone for them too, with words', async () => {
    const person = { name: 'P', role: 'technician', password: 'a long enough word 1' };
    const writes = [
      (siteId: string) => admin.post<Problem>('devices', { siteId, serialNumber: `GONE-${siteId}` }),
      (siteId: string) => admin.post<Problem>('locations', { siteId, name: 'Ward 1' }),
      (siteId: string) =>
        admin.post<Problem>('users', { ...person, email: `gone-${siteId}@example.org`, siteIds: [siteId] }),
      (siteId: string) =>
        admin.put<Problem>('coverage', { siteId, locationId: null, userId: technicianId, teamId: null }),
    ];
    const deleter = new pg.Client({ connectionString: app.databaseUrl });
    await deleter.connect();
    for (const write of writes) {
      const { id } = await createSite(sql, { name: `Going ${writes.indexOf(write)}` });
      await deleter.query('BEGIN');
      await deleter.query('DELETE FROM site WHERE id = $1', [id]);
      const answer = write(id);
      await waitFor(
        async () =>
          (
            await sql(
              `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
            )
          )[0],
        { what: 'the write to wait for the deletion' },
      );
      await deleter.query('COMMIT');
      const { status, body } = await answer;
      expect([404, 422]).toContain(status);
      expect(JSON.stringify(body)).toMatch(/site/);
    }
    await deleter.end();
  });
});

describe('locations, teams and coverage', () => {
  it('a lead names who looks after a location and after the whole site; the newest counts', async () => {
    const ward = await lead.post<{ id: string }>('locations', { siteId: north, name: 'Ward 9' });
    expect(ward.status).toBe(201);
    expect((await lead.post('locations', { siteId: north, name: ' ward 9' })).status).toBe(409);
    const team = await lead.post<{ id: string }>('teams', { name: 'North team', memberIds: [technicianId] });
    expect(team.status).toBe(201);

    const first = await lead.put<CoverageView>('coverage', { siteId: north, teamId: team.body.id });
    expect(first.body).toMatchObject({ location: null, person: null, team: { name: 'North team' } });
    const person = { siteId: north, locationId: ward.body.id, userId: technicianId };
    const second = await lead.post<CoverageView>('coverage', person);
    expect([second.status, second.body.person?.id]).toEqual([201, technicianId]);
    const again = await lead.put<CoverageView>('coverage', { ...person, userId: null, teamId: team.body.id });
    expect([again.body.id, again.body.person, again.body.team?.id]).toEqual([
      second.body.id,
      null,
      team.body.id,
    ]);
    expect(await lead.all<CoverageView>('coverage', { site: north })).toHaveLength(2);
    expect((await lead.delete(`coverage/${second.body.id}`)).status).toBe(204);
    expect((await lead.delete(`coverage/${second.body.id}`)).status).toBe(404);
    expect((await audited('coverage', second.body.id)).map((entry) => entry.action)).toEqual([
      'coverage.set',
      'coverage.set',
      'coverage.remove',
    ]);
    // the team works here now: it may not lose its last member
    const emptied = await lead.patch<Problem>(`teams/${team.body.id}`, { memberIds: [] });
    expect([emptied.status, emptied.body.code]).toEqual([422, 'fleet.person-cannot']);
  });

  it('refuses people, teams, locations and sites that do not belong there', async () => {
    const elsewhere = await createLocation(sql, { siteId: south });
    const mixed = await createTeam(sql, {
      memberIds: [technicianId, (await createUser(sql, { sites: [south] })).id],
    });
    const refusals: Array<[Record<string, unknown>, number, string]> = [
      [{ siteId: south, userId: technicianId }, 403, 'access.other-site'],
      [{ siteId: north, locationId: elsewhere.id, userId: technicianId }, 422, 'location.other-site'],
      [{ siteId: north, teamId: mixed.id }, 422, 'fleet.person-cannot'],
      [{ siteId: north }, 422, 'request.invalid'],
      [{ siteId: north, userId: technicianId, teamId: mixed.id }, 422, 'request.invalid'],
    ];
    for (const [body, status, code] of refusals) {
      const answer = await lead.put<Problem>('coverage', body);
      expect([body, answer.status, answer.body.code]).toEqual([body, status, code]);
    }
    expect((await technician.put('coverage', { siteId: north, userId: technicianId })).status).toBe(403);
  });
});

describe('devices', () => {
  it('are created and patched with old and new values in the audit trail; a stale version gets the current state', async () => {
    const made = await technician.post<DeviceDetail>('devices', {
      siteId: north,
      assetTag: ' T-1 ',
      serialNumber: '77001',
      productCode: '35700BAX',
      udiDi: '00208851107345',
    });
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        assetTag: 'T-1',
        status: 'in-service',
        version: 1,
        openTasks: [],
        warnings: [expect.stringContaining('check digit')],
      },
    ]);
    const { id } = made.body;
    const patched = await technician.patch<DeviceDetail>(`devices/${id}`, {
      version: 1,
      softwareVersion: '6.05',
      udiDi: null,
      assetTag: 'T-1',
      status: 'isolated',
    });
    expect(patched.body).toMatchObject({
      version: 2,
      softwareVersion: '6.05',
      udiDi: null,
      status: 'isolated',
      warnings: [],
    });
    expect(patched.body.isolatedAt).not.toBeNull();
    const stale = await technician.patch<Problem>(`devices/${id}`, { version: 1, model: 'x' });
    expect([stale.status, stale.body.code, stale.body.device?.version]).toEqual([409, 'device.stale', 2]);
    const same = await technician.patch<DeviceDetail>(`devices/${id}`, {
      version: 2,
      softwareVersion: '6.05',
    });
    expect(same.body.version).toBe(2);
    const entries = await audited('device', id);
    expect(entries.map((entry) => [entry.action, entry.chain])).toEqual([
      ['device.create', north],
      ['device.patch', north],
    ]);
    expect(JSON.parse(entries[1]?.payload ?? '')).toMatchObject({
      old: { softwareVersion: null, udiDi: '00208851107345', status: 'in-service' },
      new: { softwareVersion: '6.05', udiDi: null, status: 'isolated' },
    });
  });

  it('of which a whole UDI is scanned keep its identifier, and what it says besides', async () => {
    const whole = '(01)00085412498683(11)190531(21)2906301';
    const made = await technician.post<DeviceDetail>('devices', { siteId: north, udiDi: whole });
    expect([made.status, made.body]).toMatchObject([
      201,
      { udiDi: '00085412498683', serialNumber: '2906301', manufacturedOn: '2019-05-31', warnings: [] },
    ]);
    const again = await technician.post<Problem>('devices', { siteId: north, udiDi: whole });
    expect([again.status, again.body.code]).toEqual([409, 'device.known-already']);
    const plain = await technician.post<DeviceDetail>('devices', { siteId: north, serialNumber: '2906302' });
    const patch = <T>(udiDi: string) =>
      technician.patch<T>(`devices/${plain.body.id}`, { version: 1, udiDi });
    const other = await patch<Problem>(']d20100085412498683212906303');
    expect([other.status, other.body.code, other.body.errors]).toEqual([
      422,
      'device.udi-contradicts',
      [{ path: 'serialNumber', message: 'is 2906303 by the UDI' }],
    ]);
    expect((await patch<DeviceDetail>(']d20100085412498683' + '11190600212906302')).body).toMatchObject({
      udiDi: '00085412498683',
      serialNumber: '2906302',
      manufacturedOn: '2019-06-30',
    });
  });

  it('keep their identity to themselves', async () => {
    const other = await createDevice(sql, {
      siteId: south,
      assetTag: 'S-9',
      serialNumber: '99',
      productCode: 'X1',
    });
    const own = await createDevice(sql, {
      siteId: north,
      assetTag: 'N-9',
      serialNumber: '98',
      productCode: 'X1',
    });
    const refusals: Array<[Record<string, unknown>, string]> = [
      [{ assetTag: 's 9' }, 'device.known-already'],
      [{ serialNumber: '99', productCode: 'x-1' }, 'device.known-already'],
      [{ model: 'Nameless' }, 'device.no-identity'],
    ];
    for (const [body, code] of refusals) {
      const answer = await technician.post<Problem>('devices', { siteId: north, ...body });
      expect([body, answer.body.code]).toEqual([body, code]);
      // it stands at a site that the technician does not see
      expect(JSON.stringify(answer.body)).not.toContain(`"id":"${other.id}"`);
    }
    const patched = await technician.patch<Problem>(`devices/${own.id}`, { version: 1, serialNumber: '99' });
    expect([patched.status, patched.body.code]).toEqual([409, 'device.known-already']);
  });

  it('of other sites are invisible and out of reach, and an auditor only reads', async () => {
    const foreign = await createDevice(sql, { siteId: south, serialNumber: '555000' });
    const own = await createDevice(sql, { siteId: north });
    expect((await technician.get(`devices/${foreign.id}`)).status).toBe(404);
    expect((await technician.patch(`devices/${foreign.id}`, { version: 1, model: 'x' })).status).toBe(404);
    expect((await technician.post('devices', { siteId: south, assetTag: 'Z' })).status).toBe(403);
    expect((await technician.patch(`devices/${own.id}`, { version: 1, siteId: south })).status).toBe(403);
    expect(
      (await technician.get<{ items: unknown[] }>('devices', { query: { site: south } })).body.items,
    ).toEqual([]);
    const scanned = await technician.post<ScanAnswer>('scan', { code: '555000' });
    expect([scanned.status, scanned.body.devices]).toEqual([200, []]);
    expect((await auditor.get(`devices/${foreign.id}`)).status).toBe(200);
    expect((await auditor.patch(`devices/${foreign.id}`, { version: 1, model: 'x' })).status).toBe(403);
  });

  it('that go to another site leave their location behind', async () => {
    const ward = await createLocation(sql, { siteId: north });
    const device = await createDevice(sql, { siteId: north, locationId: ward.id });
    const moved = await admin.patch<DeviceDetail>(`devices/${device.id}`, { version: 1, siteId: south });
    expect(moved.body).toMatchObject({ site: { id: south }, location: null });
    const back = await admin.patch<Problem>(`devices/${device.id}`, { version: 2, locationId: ward.id });
    expect([back.status, back.body.code]).toEqual([422, 'location.other-site']);
  });

  it('are listed page by page and found by what stands on them', async () => {
    const site = (await createSite(sql, { name: 'Paging' })).id;
    await createDevices(sql, 7, { siteId: site }, (n) => ({
      assetTag: `PG-${n}`,
      serialNumber: `810${n}`,
      udiDi: n === 3 ? '85412610900' : null,
      productCode: n === 4 ? 'ODD-1' : '35700BAX2',
      ...(n === 5 ? { status: 'retired' } : {}),
    }));
    const tags = async (query: Record<string, string | number>) =>
      (await admin.all<DeviceView>('devices', { site, ...query })).map((device) => device.assetTag);
    expect(await tags({ limit: 2 })).toEqual(['PG-0', 'PG-1', 'PG-2', 'PG-3', 'PG-4', 'PG-5', 'PG-6']);
    expect(await tags({ q: 'pg 6' })).toEqual(['PG-6']);
    expect(await tags({ q: '8102' })).toEqual(['PG-2']);
    expect(await tags({ q: '00085412610900' })).toEqual(['PG-3']);
    expect(await tags({ q: 'odd1' })).toEqual(['PG-4']);
    expect(await tags({ q: '%' })).toEqual([]);
    // where nothing begins so: the tags that end so, if what is typed is long enough to say something
    await createDevice(sql, { siteId: site, assetTag: 'CE-90210', serialNumber: '9021' });
    expect(await tags({ q: '90210' })).toEqual(['CE-90210']);
    expect(await tags({ q: '9021' })).toEqual(['CE-90210']);
    expect(await tags({ q: '10' })).toEqual([]);
    expect(await tags({ status: 'retired' })).toEqual(['PG-5']);
    expect((await admin.get('devices', { query: { cursor: 'nonsense' } })).status).toBe(422);
  });

  it('show their open tasks of all campaigns in one list', async () => {
    const owner = await createUser(sql, { role: 'risk-manager' });
    const device = await createDevice(sql, { siteId: north, assetTag: 'TWO', serialNumber: '424242' });
    const task = { siteId: north, deviceId: device.id, assigneeId: technicianId };
    const one = await createCampaignRow(sql, { ownerId: owner.id, title: 'One' });
    const two = await createCampaignRow(sql, { ownerId: owner.id, title: 'Two' });
    const closed = await createCampaignRow(sql, { ownerId: owner.id, status: 'closed' });
    await createTaskRow(sql, { ...task, campaignId: one.id, stepKey: 'inspect', dueOn: '2031-01-02' });
    await createTaskRow(sql, {
      ...task,
      campaignId: two.id,
      stepKey: 'verify-software',
      dueOn: '2020-01-01',
    });
    await createTaskRow(sql, {
      ...task,
      campaignId: two.id,
      stepKey: 'inspect',
      dueOn: '2031-01-01',
      status: 'waiting',
    });
    await createTaskRow(sql, { ...task, campaignId: closed.id, stepKey: 'inspect', dueOn: '2020-01-01' });
    const shown = (tasks: DeviceDetail['openTasks']) =>
      tasks.map(({ campaignTitle, title, status, late }) => [campaignTitle, title, status, late]);
    const wanted = [
      ['Two', 'Verify the software version', 'open', true],
      ['One', 'Inspect the contacts', 'open', false],
      ['Two', 'Inspect the contacts', 'waiting', false],
    ];
    const { body } = await technician.get<DeviceDetail>(`devices/${device.id}`);
    expect(shown(body.openTasks)).toEqual(wanted);
    const scanned = await technician.post<ScanAnswer>('scan', { code: ' two' });
    expect(scanned.body.matchedBy).toBe('asset-tag');
    expect(shown(scanned.body.devices[0]?.openTasks ?? [])).toEqual(wanted);
  });
});

describe('scanning', () => {
  const scan = async (code: string) => (await technician.post<ScanAnswer>('scan', { code })).body;
  const found = async (code: string) => {
    const { matchedBy, devices } = await scan(code);
    return [matchedBy, ...devices.map((device) => device.assetTag)];
  };

  it('finds by barcode, serial number, asset tag and UDI-DI, exactly', async () => {
    const base = { siteId: north, udiDi: '00085412091570', productCode: '35700BAX' };
    await createDevice(sql, { ...base, assetTag: 'SC-1', serialNumber: '765100' });
    await createDevice(sql, { ...base, assetTag: 'SC-2', serialNumber: '765101' });
    await createDevice(sql, {
      siteId: north,
      assetTag: 'SC-3',
      serialNumber: '765101',
      productCode: 'OTHER',
    });
    await createDevice(sql, { siteId: north, assetTag: 'SC-4', serialNumber: 'SN-88' });
    expect(await found('(01)00085412091570(21)765100')).toEqual(['udi-and-serial', 'SC-1']);
    expect(await found('0100085412091570112001012176510\u001d')).toEqual([null]);
    expect(await found(']d2010008541209157011200101' + '21765101\u001d10X')).toEqual([
      'udi-and-serial',
      'SC-2',
    ]);
    expect(await found('765101')).toEqual(['serial-number', 'SC-2', 'SC-3']);
    expect(await found('sc1')).toEqual(['asset-tag', 'SC-1']);
    expect(await found('(01)00085412091570')).toEqual(['udi', 'SC-1', 'SC-2']);
    expect(await found('85412091570')).toEqual(['udi', 'SC-1', 'SC-2']);
    // a record without a UDI-DI, found by the serial number of its barcode
    expect(await found('(01)00085412498683(21)SN88')).toEqual(['serial-number', 'SC-4']);
    expect(await found('76510')).toEqual([null]);
    expect((await scan('(01)00085412091570(21)765100')).udi).toMatchObject({
      agency: 'GS1',
      serialNumber: '765100',
    });
    expect((await technician.post('scan', { code: ' ' })).status).toBe(422);
  });
});
