import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WatchFinding } from '#contracts/campaign-changes';
import type { DeviceDetail } from '#contracts/fleet';
import type { ScanAnswer } from '#contracts/scan';
import type { DeviceSearch, DeviceSearches, NotLocatedItem } from '#contracts/searches';
import type { TaskView } from '#contracts/tasks';
import {
  type App,
  type Client,
  client,
  createDevice,
  createLocation,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  passDays,
  PASSWORD,
  sendReplies,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

let app: App;
let sql: TestSql;
let manager: Client;
let riskManager: { id: string; email: string };
let north: Ward;
let south: Ward;
let tech: Client;
let northLead: Client;
let southTech: Client;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  north = await createWard(sql, { name: 'North' });
  south = await createWard(sql, { name: 'South' });
  // at whatever hour and on whatever day this runs
  await sql(`UPDATE site SET digest_hour = 0, weekly_days_off = '{}'`);
  riskManager = await createUser(sql, { role: 'risk-manager' });
  manager = await client(app, riskManager);
  tech = await client(app, north.technician);
  northLead = await client(app, north.lead);
  southTech = await client(app, south.technician);
});
afterAll(() => app.stop());

let made = 0;
/** A pump at North that a campaign over its own code looks at, searched in vain by the technician. */
async function lost(options: { class?: string; plan?: string } = {}) {
  const code = `LOST${++made}`;
  const device = await createDevice(sql, {
    siteId: north.siteId,
    locationId: north.locationId,
    productCode: code,
    assetTag: `${code}-TAG`,
    serialNumber: `${code}-SN`,
  });
  const campaign = await draftCampaign(
    manager,
    options.plan ?? 'corrosion',
    noticeBody({ class: options.class ?? 'I' }, { productCodes: [code] }),
  );
  await openCampaign(manager, campaign);
  const [task] = await tasksOf(campaign, device.id);
  await giveUp(task as TaskView);
  return { code, device, campaign, task: task as TaskView };
}
async function giveUp(task: TaskView) {
  const answer = await tech.post(`tasks/${task.id}/complete`, {
    version: task.version,
    outcome: 'cannot-locate',
    searched: [{ place: 'Ward 1, store room', at: '2026-01-05T09:00:00Z' }],
  });
  expect([answer.status, answer.body]).toMatchObject([200, { status: 'closed' }]);
}
const tasksOf = (campaign: string, device: string) => manager.all<TaskView>('tasks', { campaign, device });
const openTasks = (campaign: string) => manager.all<TaskView>('tasks', { campaign, status: 'open' });
const searchOf = async (device: string, who: Client = manager) =>
  (await who.get<DeviceSearches>(`devices/${device}/search`)).body.items[0] as DeviceSearch;
const record = (who: Client, device: string, body: Record<string, unknown>) =>
  who.post<DeviceSearch>(`devices/${device}/search`, body);
const reopened = (campaign: string, device: string, reason: string) =>
  waitFor(
    async () => {
      const [task] = await tasksOf(campaign, device);
      const [history] = (
        await manager.get<{ items: Array<{ reopenReason: string | null }> }>(`tasks/${task?.id}/history`)
      ).body.items;
      return task?.status === 'open' && history?.reopenReason === reason ? task : undefined;
    },
    { what: `the task to open again with "${reason}"` },
  );
const mails = (kind: string, personId: string) =>
  sql<{ subject: string; body_text: string; state: string; moment: string }>(
    `SELECT subject, body_text, state, moment FROM reminder WHERE kind = $1 AND person_id = $2 AND state = 'sent' ORDER BY id`,
    [kind, personId],
  );
/** Waits for a sweep at the day that it is now, and for all that it made to be out. */
const swept = async () => {
  const { now } = (await manager.get<{ now: string }>('clock')).body;
  await waitFor(
    async () => {
      const { body } = await manager.get<{ sweptAt: string | null; unsent: number }>('reminders/sweep');
      return body.sweptAt !== null && body.sweptAt >= now && body.unsent === 0 ? true : undefined;
    },
    { what: 'the sweep' },
  );
};
/** What somebody looks for stands in the digest of the day; in an e-mail of its own where none is owed. */
const lookMail = (personId: string, text: string | RegExp) =>
  waitFor(
    async () =>
      [...(await mails('looking-for', personId)), ...(await mails('digest', personId))].find(
        ({ body_text }) => (typeof text === 'string' ? body_text.includes(text) : text.test(body_text)),
      ),
    { what: `an e-mail with "${text}" to look for` },
  );
const mail = (kind: string, personId: string, text: string) =>
  waitFor(async () => (await mails(kind, personId)).find(({ body_text }) => body_text.includes(text)), {
    what: `an e-mail ${kind} with "${text}"`,
  });

describe('a pump that nobody finds', () => {
  it('is searched in circles that widen, each with its people and its last day', async () => {
    const { device, task } = await lost();
    let search = await searchOf(device.id);
    expect(search.attempts).toMatchObject([
      {
        how: 'task',
        found: false,
        place: 'Ward 1, store room',
        taskId: task.id,
        by: { id: north.technician.id },
      },
    ]);
    expect(search.class).toBe('I');
    expect(search.circles.map(({ circle, state }) => `${circle} ${state}`)).toEqual([
      'location done',
      'site begun',
      'all-sites ahead',
    ]);
    expect(search.circles[1]?.seekers).toEqual([
      {
        site: { id: north.siteId, name: 'North' },
        person: expect.objectContaining({ id: north.lead.id }),
        done: false,
      },
    ]);
    const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;
    expect(days(search.circles[1]?.dueOn ?? '', search.circles[2]?.dueOn ?? '')).toBe(3);

    // not seen elsewhere before all sites look for it
    expect((await southTech.get(`devices/${device.id}/search`)).status).toBe(404);
    const ahead = await record(northLead, device.id, { found: false, place: 'x', circle: 'all-sites' });
    expect([ahead.status, ahead.body]).toMatchObject([422, { code: 'search.circle-ahead' }]);
    const one = await record(northLead, device.id, { found: false, place: 'Basement' });
    expect([one.status, one.body]).toMatchObject([
      201,
      { attempts: [{}, { circle: 'site', circleDone: false }] },
    ]);
    await record(northLead, device.id, { found: false, place: 'Whole house', circleDone: true });
    search = await searchOf(device.id, southTech);
    expect(search.circles.find(({ circle }) => circle === 'all-sites')).toMatchObject({
      state: 'begun',
      seekers: [{ site: { name: 'South' }, person: { id: south.lead.id }, done: false }],
    });
    const last = await record(southTech, device.id, { found: false, siteId: south.siteId, circleDone: true });
    expect(last.body.circles.at(-1)).toMatchObject({
      circle: 'all-sites',
      state: 'done',
      seekers: [{ done: true }],
    });
  });

  it('stands in one list for rounds, by site and location, and as CSV', async () => {
    const store = await createLocation(sql, { siteId: north.siteId, name: 'A store' });
    const first = await lost();
    const second = await lost({ class: 'II' });
    await sql('UPDATE device SET location_id = $2 WHERE id = $1', [second.device.id, store.id]);
    const ids = [first.device.id, second.device.id];
    const list = async (who: Client, query: Record<string, string> = {}) =>
      (await who.all<NotLocatedItem>('devices/not-located', { limit: '1', ...query })).filter(({ device }) =>
        ids.includes(device.id),
      );
    expect((await list(manager)).map(({ device }) => device.id)).toEqual([second.device.id, first.device.id]);
    expect(await list(northLead, { seeker: 'me' })).toHaveLength(2);
    expect(await list(northLead, { campaign: first.campaign })).toMatchObject([
      {
        circle: 'site',
        attempts: 1,
        lastAttempt: { place: 'Ward 1, store room' },
        campaigns: [{ id: first.campaign, class: 'I' }],
      },
    ]);
    expect(await list(southTech)).toEqual([]);
    await record(northLead, first.device.id, { found: false, place: 'everywhere', circleDone: true });
    expect(await list(southTech, { site: south.siteId })).toMatchObject([
      { circle: 'all-sites', site: { name: 'North' } },
    ]);
    expect(await list(manager, { circle: 'site' })).toMatchObject([{ device: { id: second.device.id } }]);
    const csv = await manager.raw('GET', 'devices/not-located.csv?circle=all-sites', {});
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(await csv.text()).toContain(`${first.code}-TAG`);
  });

  it('asks its seekers until it is found, and goes further when nobody answers', async () => {
    const { device } = await lost();
    await passDays(app, manager, 1);
    const asked = await lookMail(north.lead.id, `${device.assetTag}`);
    expect(asked.subject).toMatch(/pumps? to look for/);
    expect(asked.body_text).toMatch(/Look on the whole site: until \w{3} \d+ \w{3} \d{4}/);
    expect(asked.body_text).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    expect(asked.body_text).toContain(`/devices/${device.id}\n`);
    expect(asked.body_text).toContain('Open Not located: http');
    await passDays(app, manager, 3);
    await waitFor(
      async () =>
        (await searchOf(device.id)).circles.find(
          ({ circle, state }) => circle === 'all-sites' && state === 'begun',
        ),
      { what: 'all sites to look for it' },
    );
    expect((await searchOf(device.id)).circles[1]).toMatchObject({
      circle: 'site',
      state: 'begun',
      late: true,
    });
    const there = await lookMail(south.lead.id, `${device.assetTag}`);
    expect(there.body_text).toContain(`/not-located?site=${south.siteId}\n`);
    // the late circle says since when, and that others look elsewhere by now
    await passDays(app, manager, 1);
    const again = await lookMail(north.lead.id, 'by now it is looked for at every site too');
    // nobody has two of these e-mails in a day
    await swept();
    expect(
      await sql(
        `SELECT person_id, left(moment, 10) AS day FROM reminder WHERE kind IN ('looking-for', 'digest') AND state = 'sent'
          GROUP BY 1, 2 HAVING count(*) > 1`,
      ),
    ).toEqual([]);
    expect(again.body_text).toMatch(/days late, was to be done by \w{3} \d+ \w{3} \d{4}/);
  });
});

describe('a pump that was looked for is found', () => {
  it('by a scan at another site: record, place, tasks and people are put right', async () => {
    const { device, campaign, code } = await lost();
    const scan = await southTech.post<ScanAnswer>('scan', {
      code: `${code}-SN`,
      siteId: south.siteId,
      locationId: south.locationId,
    });
    const [place] = await sql<{ name: string }>('SELECT name FROM location WHERE id = $1', [
      south.locationId,
    ]);
    const at = `found at ${place?.name}, South`;
    expect([scan.status, scan.body.found]).toMatchObject([
      200,
      { deviceId: device.id, site: { name: 'South' }, at },
    ]);
    expect(scan.body.devices).toMatchObject([
      { id: device.id, status: 'in-service', location: { id: south.locationId } },
    ]);
    const task = await reopened(campaign, device.id, `Found at ${place?.name}, South.`);
    expect(task.site?.id).toBe(south.siteId);
    expect(await searchOf(device.id)).toMatchObject({
      ending: 'found',
      foundAt: at,
      foundBy: { id: south.technician.id },
    });
    // the seeker at once (Class I), and once
    const told = await mail('pump-found', north.technician.id, `${code}-TAG: ${at}`);
    expect(told.subject).toContain('is found');
    await mail('scope-changed', south.technician.id, `Found at ${place?.name}, South.`);
    const again = await southTech.post<ScanAnswer>('scan', { code: `${code}-SN` });
    expect(again.body.found).toBeNull();
    expect(
      (await mails('pump-found', north.technician.id)).filter(({ body_text }) =>
        body_text.includes(`${code}-TAG`),
      ),
    ).toHaveLength(1);
  });

  it('not by a look-up, not by an auditor, and not by a code that fits several', async () => {
    const { device, code } = await lost();
    const auditor = await client(app, await createUser(sql, { role: 'auditor' }));
    expect((await auditor.post<ScanAnswer>('scan', { code: `${code}-SN` })).body.found).toBeNull();
    expect((await tech.post<ScanAnswer>('scan', { code: `${code}-SN`, lookUp: true })).body.found).toBeNull();
    await createDevice(sql, { siteId: south.siteId, productCode: 'ANY', serialNumber: `${code}-SN` });
    expect((await tech.post<ScanAnswer>('scan', { code: `${code}-SN` })).body.found).toBeNull();
    expect((await tech.get<DeviceDetail>(`devices/${device.id}`)).body.status).toBe('not-located');
    expect((await tech.post<ScanAnswer>('scan', { code: `${code}-TAG` })).body.found).toMatchObject({
      deviceId: device.id,
    });
  });

  it('by a word, by a correction of the record, by the work of another campaign, and by an import that knows its place', async () => {
    const byWord = await lost();
    await record(northLead, byWord.device.id, {
      found: true,
      place: 'behind the desk',
      siteId: north.siteId,
    });
    await reopened(byWord.campaign, byWord.device.id, 'Found at North (behind the desk).');

    const byHand = await lost();
    const { version } = (await tech.get<DeviceDetail>(`devices/${byHand.device.id}`)).body;
    await tech.patch(`devices/${byHand.device.id}`, { version, status: 'in-service' });
    const [ward] = await sql<{ name: string }>('SELECT name FROM location WHERE id = $1', [north.locationId]);
    await reopened(byHand.campaign, byHand.device.id, `Found at ${ward?.name}, North.`);

    const byWork = await lost();
    const other = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: [byWork.code] }));
    await openCampaign(manager, other);
    const [task] = await tasksOf(other, byWork.device.id);
    await tech.post(`tasks/${task?.id}/complete`, { version: task?.version, outcome: 'clean' });
    await reopened(byWork.campaign, byWork.device.id, `Found at ${ward?.name}, North.`);

    const byFile = await lost();
    const line = (site: string, location: string) =>
      `${byFile.code}-TAG,${byFile.code}-SN,${byFile.code},${site},${location},in-service`;
    const bring = async (row: string) => {
      const started = await manager.raw('POST', 'devices/import', {
        headers: { 'content-type': 'text/csv' },
        body: `asset_tag,serial_number,product_code,site,location,status\n${row}`,
      });
      const { importId } = (await started.json()) as { importId: string };
      await waitFor(
        async () => (await manager.get<{ status: string }>(`imports/${importId}`)).body.status === 'done',
        { what: 'the import' },
      );
    };
    // what the file says of before is no news
    await bring(line('North', ward?.name ?? ''));
    expect((await tech.get<DeviceDetail>(`devices/${byFile.device.id}`)).body.status).toBe('not-located');
    await bring(line('South', 'Loading dock'));
    await reopened(byFile.campaign, byFile.device.id, 'Found at Loading dock, South.');
  });

  it('stays isolated where it was', async () => {
    const { device } = await lost();
    await sql('INSERT INTO device_isolation (device_id, since) VALUES ($1, now())', [device.id]);
    await record(northLead, device.id, { found: true, place: 'x' });
    expect((await tech.get<DeviceDetail>(`devices/${device.id}`)).body.status).toBe('isolated');
  });

  it('in a campaign of Class II its seeker hears of it at the hour of the digest', async () => {
    const { device, campaign, code } = await lost({ class: 'II' });
    await sql('UPDATE site SET digest_hour = 23 WHERE id = $1', [north.siteId]);
    await record(northLead, device.id, { found: true, place: 'store' });
    await reopened(campaign, device.id, 'Found at store.');
    const [change] = await sql(
      'SELECT told_at IS NOT NULL AS quiet FROM campaign_change WHERE campaign_id = $1',
      [campaign],
    );
    expect(change).toEqual({ quiet: true });
    await sql('UPDATE site SET digest_hour = 0 WHERE id = $1', [north.siteId]);
    await passDays(app, manager, 0.001);
    await mail('pump-found', north.technician.id, `${code}-TAG: found at store`);
  });

  it('once, however many find it at the same moment', async () => {
    const { device, campaign } = await lost();
    const answers = await Promise.all([
      record(northLead, device.id, { found: true, place: 'one' }),
      record(tech, device.id, { found: true, place: 'two' }),
      tech.post('scan', { code: device.assetTag }),
      manager.post('scan', { code: device.assetTag }),
    ]);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    await waitFor(async () => (await tasksOf(campaign, device.id))[0]?.status === 'open', {
      what: 'the task',
    });
    const [n] = await sql(
      `SELECT (SELECT count(*)::int FROM device_search WHERE device_id = $1) AS searches, (SELECT count(*)::int FROM search_attempt a JOIN device_search q ON q.id = a.search_id WHERE q.device_id = $1 AND a.found) AS finds,
              (SELECT count(*)::int FROM campaign_change WHERE campaign_id = $2) AS changes`,
      [device.id, campaign],
    );
    expect(n).toEqual({ searches: 1, finds: 1, changes: 1 });
    const refused = await record(tech, device.id, { found: true, place: 'x' });
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'search.not-missing' }]);
  });

  it('and missing again: it is another search, and nobody is told that it is found', async () => {
    const { device, campaign, task } = await lost();
    await record(tech, device.id, { found: true, place: 'here' });
    const open = await reopened(campaign, device.id, 'Found at here.');
    expect(open.id).toBe(task.id);
    await giveUp(open);
    const { items } = (await tech.get<DeviceSearches>(`devices/${device.id}/search`)).body;
    expect(items.map(({ ending }) => ending)).toEqual([null, 'found']);
    expect((await manager.get('audit/verify')).body).toMatchObject({ ok: true });
  });

  it('after a campaign was closed without it: the risk manager is told, and the campaign stays closed', async () => {
    const { device, campaign, code } = await lost();
    // what waits for another step opens when that is done
    for (let open = await openTasks(campaign); open.length > 0; open = await openTasks(campaign)) {
      for (const { id, version, outcomes } of open)
        await manager.post(`tasks/${id}/complete`, { version, outcome: outcomes[0] });
    }
    await sendReplies(manager, campaign);
    const decided = await manager.post(`campaigns/${campaign}/not-located-decision`, {
      deviceIds: [device.id],
      reason: 'Looked for everywhere.',
      password: PASSWORD,
    });
    expect([decided.status, decided.body]).toMatchObject([200, {}]);
    // nobody is asked to look for it any more
    expect(await manager.all<NotLocatedItem>('devices/not-located', { campaign })).toEqual([]);
    const closed = await manager.post(`campaigns/${campaign}/close`, { password: PASSWORD });
    expect([closed.status, closed.body]).toMatchObject([200, { status: 'closed' }]);
    await tech.post('scan', { code: `${code}-TAG` });
    const told = await waitFor(
      async () =>
        (
          await sql<{ body_text: string }>(
            `SELECT body_text FROM reminder WHERE kind = 'scope-changed' AND person_id = $1 AND campaign_id = $2 AND state = 'sent'`,
            [riskManager.id, campaign],
          )
        )[0],
      { what: 'the e-mail to the risk manager' },
    );
    expect(told.body_text).toContain(`${code}-TAG (North)`);
    expect(await manager.all<WatchFinding>(`campaigns/${campaign}/findings`)).toMatchObject([
      { device: { id: device.id }, reopenedAt: null },
    ]);
    const [task] = await tasksOf(campaign, device.id);
    expect(task).toMatchObject({ status: 'closed', outcome: 'cannot-locate' });
  });

  it('nobody is told to look for it for a campaign that decided on it or has closed its last task', async () => {
    const { device, campaign, code } = await lost();
    const tag = `${code}-TAG`;
    const other = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({ class: 'II', title: `Other of ${code}` }, { productCodes: [code] }),
    );
    await openCampaign(manager, other);
    const decided = await manager.post(`campaigns/${campaign}/not-located-decision`, {
      deviceIds: [device.id],
      reason: 'Looked for everywhere.',
      password: PASSWORD,
    });
    expect([decided.status, decided.body]).toMatchObject([200, {}]);
    // looking in vain for the other one, with its task and on a round, does not undo what was signed
    await giveUp((await tasksOf(other, device.id))[0] as TaskView);
    await record(northLead, device.id, { found: false, place: 'Basement' });
    expect(await manager.all<NotLocatedItem>('devices/not-located', { campaign })).toEqual([]);
    expect(await manager.all<NotLocatedItem>('devices/not-located', { campaign: other })).toMatchObject([
      { campaigns: [{ id: other }] },
    ]);
    const asked = () =>
      sql<{ body_text: string }>(
        `SELECT body_text FROM reminder WHERE kind IN ('looking-for', 'digest') AND state = 'sent' AND body_text LIKE '%' || $1 || '%' ORDER BY sent_at, id`,
        [tag],
      );
    await swept();
    const before = (await asked()).length;
    await passDays(app, manager, 2);
    await swept();
    const since = (await asked()).slice(before);
    expect(since.length).toBeGreaterThan(0);
    for (const { body_text: text } of since)
      expect(text.slice(text.indexOf(tag))).toMatch(new RegExp(`^.*\\n +- Look .*\\n +Other of ${code}\\n`));

    for (let open = await openTasks(other); open.length > 0; open = await openTasks(other)) {
      for (const { id, version, outcomes } of open)
        await manager.post(`tasks/${id}/complete`, { version, outcome: outcomes[0] });
    }
    await sendReplies(manager, other);
    expect(await openTasks(other)).toEqual([]);
    await swept();
    const then = (await asked()).length;
    for (let day = 0; day < 4; day += 1) {
      await passDays(app, manager, 1);
      await swept();
    }
    expect(await asked()).toHaveLength(then);
    // who answers for it is told what is left to decide, and the list still has it
    const closed = await mail('all-tasks-closed', riskManager.id, `Other of ${code}`);
    expect(closed.body_text).toContain('1 pump is not located, and no signed decision names it.');
    expect(await manager.all<NotLocatedItem>('devices/not-located', { campaign: other })).toHaveLength(1);
  });
});
