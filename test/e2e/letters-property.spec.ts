import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import type { PlanDefinition } from '#contracts/plans';
import { AuditModule, type Caller } from '#domain/audit';
import {
  ApplyingService,
  CampaignLettersService,
  CampaignLifecycleService,
  CampaignsModule,
  CampaignsService,
  OpeningService,
  VerifiedRecordsService,
  WatchService,
} from '#domain/campaigns';
import { DevicesService, FleetModule } from '#domain/fleet';
import {
  evaluateScope,
  factsOfDevice,
  LettersService,
  loadScope,
  NoticesModule,
  NoticesService,
} from '#domain/notices';
import { CompletionService, PlansService, shippedPlans, TasksModule, TasksService } from '#domain/tasks';
import { readConfig } from '#platform/config';
import { type Sql, sqlOf } from '#platform/database';
import { createLogger, NestLogger } from '#platform/logging';
import { PlatformModule } from '#platform/wiring';
import {
  createTestDatabase,
  createUser,
  createWard,
  noticeBody,
  sqlClient,
  type TestDatabase,
  type TestSql,
  type Ward,
} from '../support/index.js';

// Any sequence of completions, reopenings, corrections, letters and arrivals, against the real services and a real
// database: the jobs are run here, in the order of their events, as the worker runs them.

let database: TestDatabase;
let rows: TestSql;
let sql: Sql;
let ward: Ward;
let caller: Caller;
let context: Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;
let made = 0;

const shipped = shippedPlans.find(({ key }) => key === 'corrosion') as PlanDefinition;

beforeAll(async () => {
  database = await createTestDatabase();
  rows = sqlClient(database.url);
  const config = readConfig({ DATABASE_URL: database.url, CLOSEOUT_MAIL_SINK_PORT: '1' });
  const logger = createLogger('test', 'silent');
  @Module({
    imports: [
      PlatformModule.forRoot({ config, logger, entities: [] }),
      AuditModule,
      FleetModule,
      NoticesModule,
      TasksModule,
      CampaignsModule,
    ],
  })
  class TestModule {}
  context = await NestFactory.createApplicationContext(TestModule, { logger: new NestLogger(logger) });
  sql = sqlOf(context.get(DataSource));
  ward = await createWard(rows);
  const person = await createUser(rows, { role: 'risk-manager' });
  caller = { userId: person.id, name: person.name, role: 'risk-manager', sites: 'all' };
});
afterAll(async () => {
  await context?.close();
  await database.drop();
});

const LOOKING = ['inspect-contacts', 'isolate', 'contact-service'];
const seconds = 60;

/** The products of a letter: by code, by date, or both; 'B' is another code of the same pumps. */
const products = (code: string, shape: number) =>
  [
    [{ name: 'A', productCodes: [`${code}A`], udiDis: [], manufactured: { from: '2014-01-01', to: null } }],
    [{ name: 'A', productCodes: [`${code}A`], udiDis: [] }],
    [
      { name: 'A', productCodes: [`${code}A`], udiDis: [], manufactured: { from: '2014-01-01', to: null } },
      { name: 'B', productCodes: [`${code}B`], udiDis: [] },
    ],
    [
      {
        name: 'B',
        productCodes: [`${code}B`],
        udiDis: [],
        manufactured: { from: '2010-01-01', to: '2016-01-01' },
      },
    ],
  ][shape] as Array<{ name: string; productCodes: string[]; udiDis: string[] }>;

const days = [null, '2012-05-01', '2015-05-01', '2018-05-01'];
const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('complete' as const), at: fc.nat(50), outcome: fc.nat(3) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('reopen' as const), at: fc.nat(50), outcome: fc.constant(0) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('correct' as const), at: fc.nat(50), outcome: fc.nat(7) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('arrive' as const), at: fc.nat(1), outcome: fc.nat(3) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('letter' as const), at: fc.nat(3), outcome: fc.nat(2) }),
  },
);

async function drain(): Promise<void> {
  for (;;) {
    const [event] = await sql<{ id: string; topic: string; payload: never }>(
      'SELECT id, topic, payload FROM outbox WHERE relayed_at IS NULL ORDER BY id LIMIT 1',
    );
    if (event === undefined) return;
    const { topic, payload } = event as { topic: string; payload: Record<string, string> };
    if (topic === 'campaigns.open')
      await context.get(OpeningService).openCampaign(String(payload['campaignId']));
    if (topic === 'campaigns.apply-letter')
      await context.get(ApplyingService).applyLetter(String(payload['changeId']));
    if (topic === 'campaigns.record-verified')
      await context.get(VerifiedRecordsService).applyVerifiedRecord(String(payload['taskId']));
    if (topic === 'campaigns.devices-changed') await context.get(WatchService).follow(payload as never);
    await sql('UPDATE outbox SET relayed_at = now() WHERE id = $1', [event.id]);
  }
}

interface Done {
  taskId: string;
  outcome: string;
}

async function check(campaign: string, code: string, done: readonly Done[]): Promise<void> {
  // finished work is never lost
  const kept = await sql<{ task_id: string; outcome: string }>(
    'SELECT task_id, outcome FROM task_completion WHERE campaign_id = $1 ORDER BY id',
    [campaign],
  );
  expect(kept.map((row) => [row.task_id, row.outcome])).toEqual(done.map((one) => [one.taskId, one.outcome]));
  const lost = await sql(
    `SELECT t.id FROM task t JOIN LATERAL (SELECT * FROM task_completion h WHERE h.task_id = t.id ORDER BY h.id DESC LIMIT 1) h ON true
      WHERE t.campaign_id = $1 AND (t.status <> 'closed') <> (h.reopened_at IS NOT NULL AND h.reopen_reason <> '')`,
    [campaign],
  );
  expect(lost).toEqual([]);
  // a device is in scope exactly when its latest facts and the letter in force say so
  const [{ notice_id: noticeId, scope_version: version }] = (await sql<{
    notice_id: string;
    scope_version: number;
  }>('SELECT notice_id, scope_version FROM campaign WHERE id = $1', [campaign])) as [
    { notice_id: string; scope_version: number },
  ];
  const [{ looks }] = (await sql<{ looks: boolean }>(
    `SELECT p.definition->'steps' @> '[{"key": "inspect-contacts"}]' AS looks FROM campaign c JOIN plan p ON p.id = c.plan_id WHERE c.id = $1`,
    [campaign],
  )) as [{ looks: boolean }];
  const scope = await loadScope(sql, noticeId, version);
  const devices = await sql<{
    id: string;
    verdict: string | null;
    decided_by: string | null;
    verifying: boolean;
    opening: string | null;
    verification: string | null;
    open: number;
  }>(
    `SELECT d.id, cd.verdict, cd.decided_by,
            EXISTS (SELECT FROM task t JOIN task_completion h ON h.task_id = t.id WHERE t.campaign_id = $1 AND t.device_id = d.id AND t.step_key = 'verify-record' AND t.status = 'open') AS verifying,
            (SELECT status FROM task t WHERE t.campaign_id = $1 AND t.device_id = d.id AND t.step_key = 'inspect-contacts') AS opening,
            (SELECT status FROM task t WHERE t.campaign_id = $1 AND t.device_id = d.id AND t.step_key = 'verify-record') AS verification,
            (SELECT count(*)::int FROM task t WHERE t.campaign_id = $1 AND t.device_id = d.id AND t.status IN ('open', 'waiting')) AS open
       FROM device d LEFT JOIN campaign_device cd ON cd.campaign_id = $1 AND cd.device_id = d.id
      WHERE starts_with(d.asset_tag, $2) ORDER BY d.id`,
    [campaign, code],
  );
  for (const device of devices) {
    const should = evaluateScope(scope, await factsOfDevice(sql, device.id)).verdict;
    const is = device.verdict ?? 'not-affected';
    // where the facts do not decide, a person's word does; while a person verifies it again, it stays in doubt
    const byWord = device.decided_by !== null && should === 'possibly-affected';
    const inDoubt = device.verifying && is === 'possibly-affected';
    if (!byWord && !inDoubt) expect([device.id, is]).toEqual([device.id, should]);
    if (is === 'affected' && looks)
      expect([device.id, device.opening]).not.toEqual([
        device.id,
        device.opening === null ? null : 'withdrawn',
      ]);
    if (is === 'possibly-affected') expect(['open', 'closed']).toContain(device.verification);
    if (is === 'not-affected') expect([device.id, device.open]).toEqual([device.id, 0]);
  }
  // counts reconcile
  const [counts] = await sql(
    `SELECT (SELECT count(*) FROM task WHERE campaign_id = $1 AND status IN ('open', 'waiting')) - (SELECT sum(open) FROM task_rollup WHERE campaign_id = $1) AS open,
            (SELECT count(*) FROM task WHERE campaign_id = $1 AND status = 'closed') - (SELECT sum(closed) FROM task_rollup WHERE campaign_id = $1) AS closed,
            (SELECT sum(affected + possibly_affected + not_affected) FROM campaign_site WHERE campaign_id = $1) - (SELECT count(*) FROM campaign_device WHERE campaign_id = $1) AS devices,
            (SELECT sum(affected) FROM campaign_site WHERE campaign_id = $1) - (SELECT count(*) FROM campaign_device WHERE campaign_id = $1 AND verdict = 'affected') AS affected`,
    [campaign],
  );
  expect(counts).toEqual({ open: '0', closed: '0', devices: '0', affected: '0' });
}

async function play(
  commands: readonly (typeof command extends fc.Arbitrary<infer T> ? T : never)[],
): Promise<void> {
  made += 1;
  const code = `PR${made}X`;
  const get = <T>(service: new (...of: never[]) => T): T => context.get(service);
  const arrive = async (kind: number, day: number): Promise<void> => {
    await get(DevicesService).create(caller, {
      assetTag: `${code}-${Math.floor(performance.now() * 1000)}`,
      productCode: `${code}${kind === 0 ? 'A' : 'B'}`,
      siteId: ward.siteId,
      ...(days[day] === null ? {} : { manufacturedOn: days[day] }),
    } as never);
  };
  for (const [kind, day] of [
    [0, 0],
    [0, 1],
    [0, 3],
    [1, 2],
  ] as const)
    await arrive(kind, day);
  const plan = await get(PlansService).createVersion(caller, { ...shipped, key: `p-${code.toLowerCase()}` });
  const notice = await get(NoticesService).create(caller, {
    ...(noticeBody() as never as Parameters<NoticesService['create']>[1]),
    recallNumbers: [],
    affectedProducts: products(code, 0),
  });
  const { id: campaign } = await get(CampaignsService).create(caller, {
    noticeId: notice.id,
    planKey: plan.key,
  });
  await get(CampaignLifecycleService).open(caller, campaign);
  await drain();
  const done: Done[] = [];
  await check(campaign, code, done);
  const tasks = (status: string) =>
    sql<{ id: string; version: number; step_key: string }>(
      'SELECT id, version, step_key FROM task WHERE campaign_id = $1 AND status = $2 AND device_id IS NOT NULL ORDER BY id',
      [campaign, status],
    );
  for (const { do: what, at, outcome } of commands) {
    if (what === 'complete') {
      const open = await tasks('open');
      const task = open[at % Math.max(1, open.length)];
      if (task === undefined) continue;
      const outcomes: Record<string, string[]> = {
        'verify-record': ['affected', 'not-affected'],
        'inspect-contacts': ['clean', 'residue'],
        isolate: ['isolated'],
        'contact-service': ['service-arranged'],
      };
      const mine = outcomes[task.step_key] ?? ['not-applicable'];
      const chosen = outcome === 3 ? 'cannot-locate' : (mine[outcome % mine.length] as string);
      try {
        await get(CompletionService).completeTask(caller, task.id, {
          version: task.version,
          outcome: chosen,
          reason: 'as seen',
        });
        done.push({ taskId: task.id, outcome: chosen });
      } catch (error) {
        // the facts contradict the person: refused, and nothing happened
        expect(error).toMatchObject({ code: 'task.outcome-contradicts-record' });
      }
    } else if (what === 'reopen') {
      const closed = await tasks('closed');
      const task = closed[at % Math.max(1, closed.length)];
      if (task === undefined) continue;
      try {
        await get(TasksService).reopenTask(caller, task.id, { version: task.version, reason: 'look again' });
      } catch (error) {
        expect(['task.out-of-scope', 'task.step-dropped']).toContain((error as { code?: string }).code);
      }
    } else if (what === 'correct') {
      const devices = await sql<{ id: string; version: number }>(
        'SELECT id, version FROM device WHERE starts_with(asset_tag, $1) ORDER BY id',
        [code],
      );
      const device = devices[at % devices.length] as { id: string; version: number };
      const change =
        outcome < 4
          ? { manufacturedOn: days[outcome] }
          : { productCode: `${code}${['A', 'B', 'C', 'A'][outcome - 4]}` };
      await get(DevicesService).patch(caller, device.id, { version: device.version, ...change } as never);
    } else if (what === 'arrive') await arrive(at, outcome);
    else {
      const versions = await sql<{ n: number }>('SELECT count(*)::int AS n FROM plan WHERE key = $1', [
        plan.key,
      ]);
      let version = versions[0]?.n ?? 1;
      if (outcome > 0) {
        // one that looks otherwise; one that does not look at pumps at all
        const left = shipped.steps.filter(({ key }) => outcome === 1 || !LOOKING.includes(key));
        const steps = left.map((step) =>
          step.key === 'inspect-contacts' ? { ...step, instructions: `Look ${version + 1} times.` } : step,
        );
        version = (await get(PlansService).createVersion(caller, { ...shipped, key: plan.key, steps }))
          .version;
      }
      const view = await get(LettersService).add(caller, notice.id, {
        date: '2020-09-01',
        kind: 'Letter',
        summary: '',
        affectedProducts: products(code, at),
        plan: { key: plan.key, version },
      });
      const newest = view.communications.map(({ id }) => BigInt(id)).reduce((a, b) => (a > b ? a : b));
      await get(CampaignLettersService).apply(caller, campaign, { communicationId: String(newest) });
    }
    await drain();
    await check(campaign, code, done);
  }
  // of other runs' pumps nothing is looked at again
  await sql(`UPDATE campaign SET status = 'cancelled' WHERE id = $1`, [campaign]);
}

it(
  'finished work is never lost, and the scope is what the latest facts and the latest letter say',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 14 }), (commands) => play(commands)),
      {
        numRuns: Number(process.env['CLOSEOUT_PROPERTY_RUNS'] ?? 15),
        interruptAfterTimeLimit: seconds * 1000,
        endOnFailure: true,
      },
    );
  },
  (seconds + 20) * 1000,
);
