import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignView } from '#contracts/campaigns';
import type { SiteView } from '#contracts/fleet';
import type { HarmView } from '#contracts/harms';
import type { NoticeSummary } from '#contracts/notices';
import type { Page } from '#contracts/common';
import type { TaskView } from '#contracts/tasks';
import { readConfig } from '#platform/config';
import { createLogger } from '#platform/logging';
import { Visitor } from '../../apps/launcher/src/demo/hospital.js';
import { look } from '../../apps/launcher/src/demo/look.js';
import { decideHarm } from '../../apps/launcher/src/demo/outside.js';
import { loadSampleHospital } from '../../apps/launcher/src/sample/load-sample.js';
import { createCampaignRow } from '../support/campaign-rows.js';
import {
  type App,
  createDevice,
  createUser,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
} from '../support/index.js';

// npm run demo over a hospital that somebody has used: what it copes with, and what it says before it changes anything.

let app: App;
let sql: TestSql;
let manager: Visitor;
let admin: Visitor;
let ownSites: string[];

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  await loadSampleHospital(
    readConfig({
      DATABASE_URL: app.databaseUrl,
      CLOSEOUT_MAIL_SINK_PORT: '1',
      CLOSEOUT_DATA_DIR: app.dataDir,
    }),
    createLogger('test', 'silent'),
  );
  manager = await Visitor.signIn(app.baseUrl, 'risk@example.org');
  admin = await Visitor.signIn(app.baseUrl, 'admin@example.org');
  ownSites = (await manager.all<SiteView>('sites')).map(({ id }) => id);
});
afterAll(() => app?.stop());

const noticeOf = async (key: string): Promise<string> =>
  (await manager.all<NoticeSummary>('notices')).find((notice) => notice.key === key)?.id ?? '';

describe('a sample hospital', () => {
  it('that is fresh is played over as it is', async () => {
    const { responses, siteIds, remarks, signedIn } = await look(manager);
    expect(responses.map(({ running, draft }) => running ?? draft)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([siteIds, remarks, signedIn.size]).toEqual([undefined, [], 15]);
  });

  it('with a site that has nobody, and people with passwords of their own, is played over without them', async () => {
    await admin.post('sites', { name: 'Larkfeild', timeZone: 'America/Chicago' });
    await admin.post('users', {
      email: 'nadia@example.org',
      name: 'Nadia New',
      role: 'technician',
      siteIds: ownSites,
    });
    await createUser(sql, { email: 'own@example.org', name: 'Own Password', sites: ownSites });
    const { siteIds, remarks, signedIn } = await look(manager);
    expect(siteIds?.toSorted()).toEqual(ownSites.toSorted());
    expect(remarks).toEqual([
      expect.stringContaining('nadia@example.org'),
      expect.stringContaining('own@example.org'),
      expect.stringContaining('Larkfeild is left out'),
    ]);
    expect([signedIn.size, signedIn.has('nadia@example.org')]).toEqual([15, false]);
  });

  it('where a person decided that harm is reportable has it reported', async () => {
    const { id } = await manager.post<CampaignView>('campaigns', {
      noticeId: await noticeOf('mismatched-software-2025'),
      planKey: 'mismatched-software',
      siteIds: ownSites,
    });
    await manager.post(`campaigns/${id}/open`);
    const task = await waitFor(
      async () =>
        (await manager.get<Page<TaskView>>(`tasks?campaign=${id}&step=isolate&status=open`)).items[0],
      { what: 'a task' },
    );
    const { now } = await manager.get<{ now: string }>('clock');
    const harm = { awareAt: now, what: 'A dose ran on.' };
    const body = { id: task.id, version: task.version, outcome: task.outcomes[0], harm };
    await manager.post('tasks/complete', { tasks: [body] });
    const found = await waitFor(async () => (await manager.all<HarmView>('harms'))[0], { what: 'the harm' });
    await manager.post(`harms/${found.id}/decision`, {
      version: found.version,
      event: 'death',
      reason: 'It was found at the pump.',
    });
    expect(await decideHarm(manager)).toEqual([expect.stringContaining('reported to fda and manufacturer')]);
    expect((await manager.get<HarmView>(`harms/${found.id}`)).state).toBe('reported');
    expect(await decideHarm(manager)).toEqual([]);
  });

  it('that cannot be played over is left alone, and everything in the way is named at once', async () => {
    const [larkfeild] = await sql<{ id: string }>(`SELECT id FROM site WHERE name = 'Larkfeild'`);
    await createDevice(sql, {
      siteId: larkfeild?.id ?? '',
      productCode: '35700BAX2',
      manufacturer: 'Baxter',
    });
    await manager.post('campaigns', {
      noticeId: await noticeOf('upstream-occlusion-2021'),
      planKey: 'corrosion',
    });
    const [owner] = await sql<{ id: string }>(`SELECT id FROM app_user WHERE email = 'risk@example.org'`);
    await createCampaignRow(sql, { ownerId: owner?.id ?? '', title: 'Something else' });
    await sql(`UPDATE app_user SET password_hash = NULL WHERE email = 'lead@example.org'`);
    const state = () =>
      sql(
        `SELECT (SELECT count(*) FROM campaign) AS campaigns, (SELECT count(*) FROM plan) AS plans, (SELECT count(*) FROM task) AS tasks,
                (SELECT count(*) FROM forwarding) AS forwardings, (SELECT count(*) FROM audit_entry WHERE subject_type <> 'session') AS audited`,
      );
    const before = await state();
    const words = await look(manager).then(
      () => 'nothing',
      (error: unknown) => (error as Error).message,
    );
    expect(words).toMatch(/Nothing was changed/);
    expect(words).toMatch(
      /The draft ".*" cannot be opened, since nobody is there for all its work at Larkfeild/,
    );
    expect(words).toMatch(/"Something else" is open .* close it, or cancel it/);
    expect(words).toMatch(/lead@example.org cannot sign in/);
    expect(words).toMatch(/begin afresh: stop Closeout, delete its data folder/);
    expect(words.match(/^ {2}- /gm)).toHaveLength(3);
    expect(await state()).toEqual(before);
  });
});
