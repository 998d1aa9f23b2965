import { afterAll, describe, expect, test } from '@jest/globals';
import type { CampaignChange, Difference } from '#contracts/campaign-changes';
import type { NoticeView } from '#contracts/notices';
import {
  type App,
  client,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  queueBackends,
  sqlClient,
  startApp,
  waitFor,
} from '../support/index.js';

/** Four chunks of a letter, so that a kill finds it in the middle. */
const DEVICES = 35_000;

describe.each(await queueBackends())('a worker killed while it applies a letter, queue on %s', (_, url) => {
  let app: App;
  afterAll(() => app?.stop());

  test('is followed by one that leaves what was shown before, nothing lost and nothing doubled', async () => {
    app = await startApp({ redisUrl: url });
    const sql = sqlClient(app.databaseUrl);
    const ward = await createWard(sql);
    const manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
    // every other one is of 2001 and leaves with the letter; every seventh comes with it
    await sql(
      `INSERT INTO device (asset_tag, product_code, serial_number, manufactured_on, site_id, location_id, created_at, updated_at)
       SELECT 'K' || n, CASE WHEN n % 7 = 0 THEN 'KILL201' ELSE 'KILL200' END, n::text, CASE WHEN n % 2 = 0 THEN date '2001-01-01' ELSE date '2015-01-01' END,
              $1, $2, now() - interval '1 day', now() - interval '1 day' FROM generate_series(1, ${DEVICES}) AS n`,
      [ward.siteId, ward.locationId],
    );
    const id = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['KILL200'] }));
    await openCampaign(manager, id);
    // a third of the work is done, some of it on pumps that leave
    await sql(
      `WITH closed AS (
         UPDATE task SET status = 'closed', outcome = 'clean', version = version + 1, completed_at = clock_timestamp(), completed_by = assignee_id
          WHERE campaign_id = $1 AND device_id % 3 = 0 RETURNING id, campaign_id, assignee_id)
       INSERT INTO task_completion (task_id, campaign_id, outcome, fields, completed_by, completed_at)
       SELECT id, campaign_id, 'clean', '{}', assignee_id, clock_timestamp() FROM closed`,
      [id],
    );
    const [{ done }] = (await sql<{ done: number }>('SELECT count(*)::int AS done FROM task_completion')) as [
      { done: number },
    ];
    const { noticeId } = (await manager.get<{ noticeId: string }>(`campaigns/${id}`)).body;
    const letter = await manager.post<NoticeView>(`notices/${noticeId}/communications`, {
      date: '2020-10-01',
      kind: 'Update',
      affectedProducts: [
        {
          name: 'Pump',
          productCodes: ['KILL200', 'KILL201'],
          manufactured: { from: '2014-01-01', to: null },
        },
      ],
    });
    const difference = (await manager.get<Difference>(`campaigns/${id}/difference`)).body;
    expect(difference.devices).toEqual({ added: 2500, removed: 15_000, verdictChanged: 0, undecided: 0 });
    const communicationId = letter.body.communications.find(({ date }) => date === '2020-10-01')?.id;
    expect((await manager.post(`campaigns/${id}/apply`, { communicationId })).status).toBe(202);
    const change = async (): Promise<CampaignChange> =>
      (await manager.get<{ items: CampaignChange[] }>(`campaigns/${id}/changes`)).body
        .items[0] as CampaignChange;

    for (let kill = 1, before = 0; kill <= 2; kill += 1) {
      const at = await waitFor(
        async () => {
          const now = await change();
          return now.finishedAt !== null || now.done > before ? now : undefined;
        },
        { what: 'the letter to advance', timeoutMs: 30_000 },
      );
      before = at.done;
      expect(at.finishedAt).toBeNull();
      await app.killWorker('SIGKILL');
      expect((await change()).finishedAt).toBeNull();
      await app.startWorker();
    }
    const finished = await waitFor(
      async () => {
        const now = await change();
        return now.finishedAt === null ? undefined : now;
      },
      { what: 'the letter to be applied', timeoutMs: 60_000 },
    );
    expect(finished).toMatchObject({
      done: DEVICES,
      total: DEVICES,
      devices: difference.devices,
      tasks: { ...difference.tasks, kept: 0, 'goes-on': 0 },
    });
    const [tasks] = await sql(
      `SELECT count(*) FILTER (WHERE status = 'closed')::int AS closed, count(*) FILTER (WHERE status = 'withdrawn')::int AS withdrawn,
              count(DISTINCT (device_id, site_id, step_key))::int - count(*)::int AS doubled FROM task WHERE campaign_id = $1`,
      [id],
    );
    expect(tasks).toEqual({ closed: done, withdrawn: difference.tasks.withdrawn, doubled: 0 });
    expect(difference.tasks.kept).toBe(done);
    await waitFor(
      async () =>
        (await sql(`SELECT 1 FROM reminder WHERE kind = 'scope-changed' AND state = 'sent'`)).length === 2
          ? true
          : undefined,
      { what: 'one e-mail to the technician and one to the owner' },
    );
    expect((await manager.get('audit/verify')).body).toMatchObject({ ok: true });
  });
});
