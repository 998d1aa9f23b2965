import type { CampaignProgress } from '#contracts/campaigns';
import {
  type App,
  client,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  queueBackends,
  sqlClient,
  startApp,
  untilOpen,
  waitFor,
} from '../support/index.js';

/** Four chunks of the opening, so that a kill finds it in the middle. */
const DEVICES = 35_000;

describe.each(await queueBackends())('a worker killed while it opens a campaign, queue on %s', (_, url) => {
  let app: App;
  afterAll(() => app?.stop());

  test('is followed by one that leaves the same tasks, none lost and none doubled', async () => {
    app = await startApp({ redisUrl: url });
    const sql = sqlClient(app.databaseUrl);
    const ward = await createWard(sql);
    const manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
    // every third has no manufacture date and is possibly affected; every fifth is out of scope
    await sql(
      `INSERT INTO device (asset_tag, product_code, serial_number, manufactured_on, site_id, location_id, created_at, updated_at)
       SELECT 'K' || n, 'KILL100', n::text, CASE WHEN n % 3 = 0 THEN NULL WHEN n % 5 = 0 THEN date '2001-01-01' ELSE date '2015-01-01' END,
              $1, $2, now(), now() FROM generate_series(1, ${DEVICES}) AS n`,
      [ward.siteId, ward.locationId],
    );
    const [expected] = await sql<{ affected: number; possibly: number }>(
      `SELECT count(*) FILTER (WHERE manufactured_on > '2014-01-01')::int AS affected,
              count(*) FILTER (WHERE manufactured_on IS NULL)::int AS possibly FROM device`,
    );
    const { affected, possibly } = expected as { affected: number; possibly: number };

    const id = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({}, { productCodes: ['KILL100'], manufactured: { from: '2014-07-01', to: null } }),
    );
    const progress = async (): Promise<CampaignProgress> =>
      (await manager.get<CampaignProgress>(`campaigns/${id}/progress`)).body;
    expect((await manager.post(`campaigns/${id}/open`)).status).toBe(202);

    for (let kill = 1, before = 0; kill <= 2; kill += 1) {
      const at = await waitFor(
        async () => {
          const { status, opening } = await progress();
          return status === 'open' || opening.done > before ? { status, done: opening.done } : undefined;
        },
        { what: 'the opening to advance', timeoutMs: 30_000 },
      );
      before = at.done;
      expect(at).toMatchObject({ status: 'opening' });
      await app.killWorker('SIGKILL');
      expect((await progress()).status).toBe('opening');
      await app.startWorker();
    }
    await untilOpen(manager, id);

    expect(await progress()).toMatchObject({
      affected,
      possiblyAffected: possibly,
      opening: { done: DEVICES, total: DEVICES },
      // one inspection or verification a device, three tasks of the site
      tasks: { total: affected + possibly + 3, open: affected + possibly + 3 },
    });
    const [tasks] = await sql<{ n: number; devices: number; rollup: number }>(
      `SELECT count(*)::int AS n, count(DISTINCT (device_id, site_id, step_key))::int AS devices,
              (SELECT sum(open)::int FROM task_rollup WHERE campaign_id = $1) AS rollup FROM task WHERE campaign_id = $1`,
      [id],
    );
    expect(tasks).toEqual({
      n: affected + possibly + 3,
      devices: affected + possibly + 3,
      rollup: affected + possibly + 3,
    });
    expect((await manager.get('audit/verify')).body).toMatchObject({ ok: true });
  });
});
