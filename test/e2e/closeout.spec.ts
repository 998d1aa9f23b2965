import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CampaignView } from '#contracts/campaigns';
import type { CampaignGates, CheckPump, CheckView, NotLocatedList, SignatureList } from '#contracts/closeout';
import type { ReplyPage } from '#contracts/replies';
import type { TaskView } from '#contracts/tasks';
import {
  type App,
  type Client,
  client,
  createDevice,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  PASSWORD,
  sendReplies,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

/** What was asked for, or a problem document. */
interface TaskAnswer extends TaskView {
  code: string;
}
interface CloseAnswer extends CampaignView {
  code: string;
  gates: CampaignGates['gates'];
}
interface DecisionAnswer extends NotLocatedList {
  code: string;
}
interface CheckAnswer extends CheckView {
  code: string;
}
interface PumpAnswer extends CheckPump {
  code: string;
}

let app: App;
let sql: TestSql;
let manager: Client;
let risk: { id: string; email: string };
let technician: Client;
let lead: Client;
let ward: Ward;
let other: Ward;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql);
  other = await createWard(sql);
  risk = await createUser(sql, { role: 'risk-manager' });
  manager = await client(app, risk);
  technician = await client(app, ward.technician);
  lead = await client(app, ward.lead);
});
afterAll(() => app.stop());

let codes = 0;
/** An open campaign over so many pumps of one site that no other test has. */
async function campaignOf(
  pumps: number,
  options: { siteIds?: string[] } = {},
): Promise<{ id: string; devices: Array<{ id: string }> }> {
  const code = `CLOSE${(codes += 1)}X`;
  const devices = [];
  for (let n = 0; n < pumps; n += 1) {
    devices.push(
      await createDevice(sql, {
        siteId: ward.siteId,
        locationId: ward.locationId,
        productCode: code,
        serialNumber: `${code}${n}`,
      }),
    );
  }
  const id = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: [code] }), options);
  await openCampaign(manager, id);
  return { id, devices };
}

const open = (who: Client, campaign: string, more: Record<string, string> = {}): Promise<TaskView[]> =>
  who.all<TaskView>('tasks', { campaign, status: 'open', ...more });

const finish = (who: Client, task: TaskView, body: Record<string, unknown> = {}) =>
  who.post<TaskAnswer>(`tasks/${task.id}/complete`, {
    version: task.version,
    outcome: task.outcomes[0],
    ...body,
  });

/** The technician does the pumps; the manager does what is left of the sites and the campaign, and replies. */
async function finishAll(campaign: string): Promise<void> {
  for (let left = await open(manager, campaign); left.length > 0; left = await open(manager, campaign)) {
    for (const task of left) {
      const answer = await finish(task.device === null ? manager : technician, task);
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    }
  }
  await sendReplies(manager, campaign);
}

const gates = async (who: Client, campaign: string) =>
  (await who.get<CampaignGates>(`campaigns/${campaign}/gates`)).body;
const gate = async (campaign: string, key: string, who = manager) =>
  (await gates(who, campaign)).gates.find((one) => one.key === key)!;
const close = (campaign: string, body: Record<string, unknown> = { password: PASSWORD }, who = manager) =>
  who.post<CloseAnswer>(`campaigns/${campaign}/close`, body);

describe('gates', () => {
  test('an open one says what and whose, with ids that lead to the rows; closing is refused with them', async () => {
    const { id, devices } = await campaignOf(2);
    const tasks = await gate(id, 'tasks-closed');
    expect(tasks).toMatchObject({ met: false, figures: { closed: 0 } });
    expect(tasks.open).toBe(tasks.figures['open']);
    const item = tasks.items.find((one) => one.deviceId === devices[0]!.id)!;
    expect(item).toMatchObject({
      kind: 'task',
      siteId: ward.siteId,
      person: { id: ward.technician.id },
      dueOn: expect.any(String),
    });
    expect((await technician.get<TaskView>(`tasks/${item.id}`)).body.device?.id).toBe(devices[0]!.id);
    // the title names what is looked at, the detail says how it stands: read together they say one thing
    expect(tasks.title).toBe('Tasks');
    expect(tasks.detail).toMatch(/^\d+ tasks are still open\. The earliest: .* with .*, due/);
    expect(await gate(id, 'replies-returned')).toMatchObject({ met: false, open: 1 });
    const refused = await close(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'campaign.gates-open']);
    expect(refused.body.gates.filter(({ met }) => !met).map(({ key }) => key)).toEqual(
      expect.arrayContaining(['tasks-closed', 'replies-returned']),
    );
  });

  test('a reader of another site learns that it is open, and nothing of whose', async () => {
    const { id } = await campaignOf(1);
    const stranger = await client(app, other.technician);
    const seen = await gate(id, 'replies-returned', stranger);
    expect(seen).toMatchObject({ met: false, open: 0, items: [] });
    expect(seen.detail).toBe('Open at sites that you have not been given.');
    expect(JSON.stringify(await gates(stranger, id))).not.toContain(ward.technician.id);
  });
});

describe('a signed closing', () => {
  let id: string;
  beforeAll(async () => {
    id = (await campaignOf(1)).id;
    await finishAll(id);
  });

  test('needs the password, also with a token, and a wrong one signs nothing', async () => {
    const unsigned = await close(id, { note: 'done' });
    expect([unsigned.status, unsigned.body.code]).toEqual([422, 'campaign.signature-missing']);
    const wrong = await close(id, { note: 'done', password: 'a-guess' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'signature.password-wrong']);
    const { body } = await manager.post<{ token: string }>('tokens', { name: 'a program' });
    const program = await client(app, { token: body.token });
    expect((await close(id, {}, program)).body.code).toBe('campaign.signature-missing');
    expect((await manager.get<CampaignView>(`campaigns/${id}`)).body.status).toBe('open');
    expect(
      await sql(`SELECT 1 FROM audit_entry WHERE action = 'signature.refuse' AND subject_id = $1`, [id]),
    ).toHaveLength(1);
  });

  test('guesses are limited', async () => {
    const guesser = await createUser(sql, { role: 'risk-manager' });
    const who = await client(app, guesser);
    const statuses = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await close(id, { password: `guess ${n}` }, who)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(422), 429]);
  });

  test('writes a record bound to what was signed, that nothing can change', async () => {
    const closed = await close(id, { note: 'all inspected', password: PASSWORD });
    expect([closed.status, closed.body.status]).toEqual([200, 'closed']);
    const [signature] = (await manager.get<SignatureList>(`campaigns/${id}/signatures`)).body.items;
    expect(signature).toMatchObject({
      act: 'close',
      signer: { id: risk.id },
      reason: 'all inspected',
      meaning: expect.stringMatching(/approve/),
    });
    expect(createHash('sha256').update(signature!.signed).digest('hex')).toBe(signature!.hash);
    const signed = JSON.parse(signature!.signed) as {
      gates: Array<{ key: string; met: boolean; figures: Record<string, number> }>;
      auditChains: Array<{ chain: string; seq: string; hash: string }>;
    };
    expect(signed.gates.every(({ met }) => met)).toBe(true);
    for (const end of signed.auditChains) {
      expect(
        await sql(`SELECT 1 FROM audit_entry WHERE chain = $1 AND seq = $2 AND encode(hash, 'hex') = $3`, [
          end.chain,
          end.seq,
          end.hash,
        ]),
      ).toHaveLength(1);
    }
    for (const statement of [
      `UPDATE signature SET signer_name = 'somebody else' WHERE id = ${signature!.id}`,
      `DELETE FROM signature WHERE id = ${signature!.id}`,
    ]) {
      await expect(sql(statement)).rejects.toThrow(/append-only/);
    }
  });

  test('after it nothing changes until a signed reopening with a reason', async () => {
    const [task] = await manager.all<TaskView>('tasks', { campaign: id });
    const campaign = (await manager.get<CampaignView>(`campaigns/${id}`)).body;
    for (const answer of [
      await finish(manager, task!),
      await manager.post(`tasks/${task!.id}/reopen`, { version: task!.version, reason: 'again' }),
      await manager.patch(`campaigns/${id}`, { version: campaign.version, title: 'another' }),
      await manager.post(`campaigns/${id}/cancel`, { reason: 'no' }),
      await manager.post(`campaigns/${id}/checks`, { level: 'A' }),
      await close(id),
    ]) {
      expect(answer.status).toBe(409);
    }
    const unsigned = await manager.post(`campaigns/${id}/reopen`, { reason: 'a pump turned up' });
    expect([unsigned.status, unsigned.body['code']]).toEqual([422, 'campaign.signature-missing']);
    const reopened = await manager.post<CampaignView>(`campaigns/${id}/reopen`, {
      reason: 'a pump turned up',
      password: PASSWORD,
    });
    expect(reopened.body).toMatchObject({ status: 'open', closedAt: null });
    expect((await close(id)).status).toBe(200);
    const { items } = (await manager.get<SignatureList>(`campaigns/${id}/signatures`)).body;
    expect(items.map(({ act }) => act)).toEqual(['close', 'reopen', 'close']);
    // each is bound to the one before it
    expect(items.slice(1).map(({ signed }) => JSON.parse(signed).previousSignature)).toEqual(
      items.slice(0, 2).map(({ hash }) => hash),
    );
  });

  test('is not for a technician, nor for a manager of some of its sites', async () => {
    expect((await close(id, { password: PASSWORD }, technician)).status).toBe(403);
    const some = await createUser(sql, { role: 'risk-manager', sites: [ward.siteId] });
    const answer = await close(id, { password: PASSWORD }, await client(app, some));
    expect([answer.status, answer.body.code]).toEqual([403, 'access.other-site']);
  });
});

describe('pumps not located', () => {
  test('close a campaign only by a signed decision that names each, and again after another search', async () => {
    const { id, devices } = await campaignOf(3);
    const lost = devices.slice(0, 2).map((device) => device.id);
    for (const deviceId of lost) {
      for (const task of await open(technician, id, { device: deviceId })) {
        await finish(technician, task, { outcome: 'cannot-locate', reason: 'not on any ward' });
      }
    }
    await finishAll(id);
    expect(await gate(id, 'not-located-decided')).toMatchObject({ met: false, open: 2 });
    expect((await close(id)).body.code).toBe('campaign.gates-open');
    const decide = (deviceIds: string[], more: Record<string, unknown> = { password: PASSWORD }) =>
      manager.post<DecisionAnswer>(`campaigns/${id}/not-located-decision`, {
        deviceIds,
        reason: 'searched for six weeks',
        ...more,
      });
    expect((await decide(lost, {})).body.code).toBe('campaign.signature-missing');
    expect((await decide([devices[2]!.id])).body.code).toBe('not-located.found');
    expect((await decide([lost[0]!])).status).toBe(200);
    expect(await gate(id, 'not-located-decided')).toMatchObject({ met: false, open: 1 });
    const all = await decide(lost);
    expect(all.body.items.map(({ deviceId, decision }) => [deviceId, decision?.reason])).toEqual(
      lost.toSorted((a, b) => Number(a) - Number(b)).map((deviceId) => [deviceId, 'searched for six weeks']),
    );
    expect(await gate(id, 'not-located-decided')).toMatchObject({ met: true });
    // over the same state nobody signs again
    for (const ids of [lost, [lost[0]!]]) {
      const again = await decide(ids);
      expect([again.status, again.body.code]).toEqual([409, 'not-located.decided-already']);
    }

    // found, done, and then missing by hand: nobody decided on that, and whoever looks is asked again
    const record = async (status: string) => {
      const { version } = (await technician.get<{ version: number }>(`devices/${lost[1]}`)).body;
      expect((await technician.patch(`devices/${lost[1]}`, { version, status })).status).toBe(200);
    };
    await record('in-service');
    await waitFor(async () => (await open(manager, id, { device: lost[1]! }))[0], { what: 'its task' });
    await finishAll(id);
    await record('not-located');
    expect(await gate(id, 'not-located-decided')).toMatchObject({ met: false, open: 1 });
    expect(await manager.all('devices/not-located', { campaign: id })).toMatchObject([
      { device: { id: lost[1] } },
    ]);
    expect((await decide([lost[1]!])).status).toBe(200);
    expect(await manager.all('devices/not-located', { campaign: id })).toEqual([]);
    // the firm is told once more what it was told first: in between it was told otherwise
    await sendReplies(manager, id);
    expect((await close(id)).status).toBe(200);
    const [device] = await sql<{ status: string }>('SELECT status FROM device WHERE id = $1', [lost[0]]);
    expect(device?.status).toBe('not-located');
  });
});

describe('the independent check', () => {
  const start = (id: string, body: Record<string, unknown>) =>
    manager.post<CheckAnswer>(`campaigns/${id}/checks`, body);
  const answer = (id: string, pump: CheckPump, body: Record<string, unknown>, who = lead) =>
    who.post<PumpAnswer>(`campaigns/${id}/checks/pumps/${pump.id}/answer`, body);

  test('draws a sample that anybody can draw again, when all pumps are done', async () => {
    const { id, devices } = await campaignOf(30);
    expect((await start(id, { level: 'C' })).body.code).toBe('check.too-early');
    await finishAll(id);
    for (const body of [
      { level: 'B' },
      { level: 'B', percent: 10 },
      { level: 'C', percent: 3 },
      { level: 'chosen' },
    ]) {
      expect((await start(id, body)).status).toBe(422);
    }
    const { status, body } = await start(id, { level: 'C' });
    expect([status, body.population, body.size]).toEqual([201, 30, 3]);
    const order = devices
      .map((device) => ({
        id: device.id,
        key: createHash('sha256').update(`${body.seed}:${device.id}`).digest('hex'),
      }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
    expect(body.pumps.map((pump) => pump.deviceId)).toEqual(order.slice(0, 3).map((one) => one.id));
    expect(await gate(id, 'independent-check')).toMatchObject({ met: false, open: 3 });
    // the technician did them; the lead is given them
    expect(body.pumps.map((pump) => pump.assignee?.id)).toEqual([ward.lead.id, ward.lead.id, ward.lead.id]);
    const [first, second, third] = body.pumps as [CheckPump, CheckPump, CheckPump];
    const own = await answer(id, first, { result: 'agree' }, technician);
    expect([own.status, own.body.code]).toEqual([422, 'check.same-person']);
    const given = await lead.post(`campaigns/${id}/checks/pumps/${first.id}/assign`, {
      assigneeId: ward.technician.id,
    });
    expect([given.status, given.body['code']]).toEqual([422, 'check.same-person']);
    for (const pump of [first, second])
      expect((await answer(id, pump, { result: 'agree' })).status).toBe(200);
    expect((await answer(id, first, { result: 'agree' })).body.code).toBe('check.answered');

    // a disagreement: the task is open again, the pump comes back, and the sample doubles
    expect((await answer(id, third, { result: 'disagree' })).status).toBe(422);
    const no = await answer(id, third, { result: 'disagree', note: 'residue on two contacts' });
    const task = (await technician.get<TaskView>(`tasks/${no.body.reopenedTaskId}`)).body;
    expect(task).toMatchObject({
      status: 'open',
      stepKey: 'inspect-contacts',
      device: { id: third.deviceId },
    });
    const [check] = (await manager.get<{ items: CheckView[] }>(`campaigns/${id}/checks`)).body.items;
    expect(check).toMatchObject({ size: 6, agreed: 2, disagreements: 1, toCheck: 4 });
    expect(new Set(check!.pumps.map((pump) => pump.deviceId))).toEqual(
      new Set(order.slice(0, 6).map((one) => one.id)),
    );
    const again = check!.pumps.find((pump) => pump.deviceId === third.deviceId && pump.attempt === 2)!;
    expect((await answer(id, again, { result: 'agree' })).body.code).toBe('check.not-done-again');
    await finish(technician, task, { outcome: 'residue' });
    await finishAll(id);
    expect((await close(id)).body.code).toBe('campaign.gates-open');
    for (const pump of check!.pumps.filter((one) => one.result === null)) {
      expect((await answer(id, pump, { result: 'agree' })).status).toBe(200);
    }
    expect(await gate(id, 'independent-check')).toMatchObject({ met: true });
    expect((await close(id)).status).toBe(200);
  });

  test('is told once to whoever has to check, and a disagreement to those whom it concerns', async () => {
    const mails = (campaign: string, kind: string) =>
      sql<{ person_id: string; state: string; body_text: string | null }>(
        'SELECT person_id, state, body_text FROM reminder WHERE campaign_id = $1 AND kind = $2 ORDER BY id',
        [campaign, kind],
      );
    const sent = async (campaign: string, kind: string, n: number) => {
      await waitFor(
        async () =>
          (await mails(campaign, kind)).filter(({ state }) => state === 'sent').length >= n
            ? true
            : undefined,
        { what: `${n} of ${kind}` },
      );
      return mails(campaign, kind);
    };
    const { id } = await campaignOf(6);
    await finishAll(id);
    const closedBefore = (await sent(id, 'all-tasks-closed', 1)).length;
    const { body } = await start(id, { level: 'chosen', sampleSize: 2 });
    const [first] = await sent(id, 'check-given', 1);
    expect(first?.person_id).toBe(ward.lead.id);
    expect(first?.body_text).toContain('2 pumps to check independently');
    for (const { assetTag } of body.pumps) expect(first?.body_text).toContain(`${assetTag} (`);

    const [agreed, other] = body.pumps as [CheckPump, CheckPump];
    expect((await answer(id, agreed, { result: 'agree' })).status).toBe(200);
    const no = await answer(id, other, { result: 'disagree', note: 'a pin is green' });
    const told = await sent(id, 'check-disagreed', 2);
    // the lead found it, and knows
    expect(told.map(({ person_id }) => person_id).toSorted()).toEqual(
      [ward.technician.id, risk.id].toSorted(),
    );
    for (const { body_text } of told) expect(body_text).toContain('found: a pin is green. Its task is open');
    // the sample is larger now; the pump itself is not to be checked before it is done again
    const [, second] = await sent(id, 'check-given', 2);
    expect(second?.body_text).toContain('2 pumps to check independently');
    expect(second?.body_text).not.toContain('once more after a disagreement');

    const task = (await technician.get<TaskView>(`tasks/${no.body.reopenedTaskId}`)).body;
    expect((await finish(technician, task)).status).toBe(200);
    await finishAll(id);
    const [, , third] = await sent(id, 'check-given', 3);
    expect(third?.body_text).toContain('once more after a disagreement');
    // the reopening's last task is told once more, and only once
    expect(await sent(id, 'all-tasks-closed', closedBefore + 1)).toHaveLength(closedBefore + 1);

    // given to somebody else: they hear of it, and nobody twice
    const [check] = (await manager.get<{ items: CheckView[] }>(`campaigns/${id}/checks`)).body.items;
    const open = check!.pumps.find(({ result }) => result === null)!;
    const given = await manager.post(`campaigns/${id}/checks/pumps/${open.id}/assign`, {
      assigneeId: ward.nurseEducator.id,
    });
    expect(given.status).toBe(200);
    const fourth = (await sent(id, 'check-given', 4)).at(-1);
    expect(fourth?.person_id).toBe(ward.nurseEducator.id);
    expect(fourth?.body_text).toContain('1 pump to check independently');
    const before = (await sql<{ at: Date }>('SELECT finished_at AS at FROM sweep'))[0]?.at;
    await waitFor(
      async () => {
        const [row] = await sql<{ at: Date }>('SELECT finished_at AS at FROM sweep');
        return before !== undefined && row !== undefined && row.at > before ? true : undefined;
      },
      { what: 'one more sweep' },
    );
    expect(await mails(id, 'check-given')).toHaveLength(4);
    expect(await mails(id, 'check-disagreed')).toHaveLength(2);
    expect(await mails(id, 'all-tasks-closed')).toHaveLength(closedBefore + 1);
  });

  test('level E asks for none and is recorded; three disagreements ask for all', async () => {
    const { id } = await campaignOf(8);
    await finishAll(id);
    expect((await start(id, { level: 'E' })).body).toMatchObject({ size: 0 });
    expect(await gate(id, 'independent-check')).toMatchObject({
      met: true,
      detail: 'Level E was chosen: no pump is checked.',
    });
    expect((await start(id, { level: 'chosen', sampleSize: 1 })).body.size).toBe(1);
    for (let n = 1; n <= 3; n += 1) {
      const checks = (await manager.get<{ items: CheckView[] }>(`campaigns/${id}/checks`)).body.items;
      const pump = checks.at(-1)!.pumps.find((one) => one.result === null && one.attempt === 1)!;
      expect((await answer(id, pump, { result: 'disagree', note: `fault ${n}` })).status).toBe(200);
    }
    const { items } = (await manager.get<{ items: CheckView[] }>(`campaigns/${id}/checks`)).body;
    expect(items.at(-1)).toMatchObject({ size: 8, disagreements: 3 });
  });
});

describe('nothing affected', () => {
  test('is a response that keeps what was matched, and is refused when something is', async () => {
    await campaignOf(1);
    const mine = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({}, { productCodes: [`CLOSE${codes}X`] }),
    );
    const refused = await manager.post<{ code: string; affected: number }>(`campaigns/${mine}/cancel`, {
      reason: 'we have none',
      nothingAffected: true,
    });
    expect([refused.status, refused.body.code, refused.body.affected]).toEqual([
      409,
      'campaign.something-affected',
      1,
    ]);
    const none = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({}, { productCodes: [`CLOSE${codes}Y`] }),
    );
    expect((await manager.post(`campaigns/${none}/cancel`, { nothingAffected: true })).status).toBe(422);
    const kept = await manager.post<CampaignView>(`campaigns/${none}/cancel`, {
      reason: 'none of ours',
      nothingAffected: true,
    });
    expect(kept.body).toMatchObject({
      status: 'cancelled',
      nothingAffected: {
        notAffected: expect.any(Number),
        nearMisses: [expect.objectContaining({ code: `CLOSE${codes}Y`, closest: `CLOSE${codes}X` })],
      },
    });
  });
});

describe('closed means all gates', () => {
  /** A small generator with a seed, so that a failure can be played again. */
  function dice(seed: number): (n: number) => number {
    let state = seed;
    return (n) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    };
  }

  test.each([1, 2, 3, 4])(
    'after any sequence of work, searches, checks and closings (seed %i)',
    async (seed) => {
      const roll = dice(seed);
      const { id, devices } = await campaignOf(4);
      let closings = 0;
      for (let move = 0; move < 60; move += 1) {
        const [task] = (await open(manager, id)).toSorted(() => roll(3) - 1);
        const checks = (await manager.get<{ items: CheckView[] }>(`campaigns/${id}/checks`)).body.items;
        const pump = checks.flatMap((check) => check.pumps).find(({ result }) => result === null);
        const choice = roll(9);
        if (choice < 4 && task !== undefined) {
          const lost = task.device !== null && roll(4) === 0;
          await finish(
            task.device === null ? manager : technician,
            task,
            lost ? { outcome: 'cannot-locate', reason: 'nowhere' } : {},
          );
        } else if (choice === 4) {
          await manager.post(`campaigns/${id}/not-located-decision`, {
            deviceIds: [devices[roll(devices.length)]!.id],
            reason: 'searched',
            password: PASSWORD,
          });
        } else if (choice === 5) {
          await manager.post(`campaigns/${id}/checks`, { level: 'chosen', sampleSize: 1 });
        } else if (choice === 8) {
          const { items } = (await manager.get<ReplyPage>('replies', { query: { campaign: id } })).body;
          for (const reply of items)
            await manager.post(`replies/${reply.id}/portal`, {
              contact: { name: 'Rosa Diaz', email: 'rosa@example.org' },
              referenceNumber: `move ${move}`,
            });
        } else if (choice === 6 && pump !== undefined) {
          await lead.post(`campaigns/${id}/checks/pumps/${pump.id}/answer`, {
            result: roll(3) === 0 ? 'disagree' : 'agree',
            note: 'looked again',
          });
        } else if (choice === 7) {
          const [done] = await manager.all<TaskView>('tasks', { campaign: id, status: 'closed' });
          if (done !== undefined)
            await manager.post(`tasks/${done.id}/reopen`, { version: done.version, reason: 'once more' });
        }
        const [before, answer] = [await gates(manager, id), await close(id)];
        const view = (await manager.get<CampaignView>(`campaigns/${id}`)).body;
        if (before.status !== 'open') continue;
        // a reply that was on its way may have arrived in between; nothing else moves by itself
        const others = before.gates.every(({ met, key }) => met || key === 'replies-returned');
        expect([before.allMet ? [200] : others ? [200, 409] : [409], answer.status]).toEqual([
          expect.arrayContaining([answer.status]),
          answer.status,
        ]);
        expect(view.status).toBe(answer.status === 200 ? 'closed' : 'open');
        if (view.status !== 'closed') continue;
        // by other words than the gates': nothing open, nothing undecided, nothing unchecked
        const [facts] = await sql<Record<string, string>>(
          `SELECT (SELECT count(*) FROM task WHERE campaign_id = $1 AND status IN ('open', 'waiting')) AS open,
                (SELECT count(*) FROM task t WHERE campaign_id = $1 AND status = 'closed' AND outcome = 'cannot-locate'
                    AND NOT EXISTS (SELECT FROM not_located_decision n WHERE n.campaign_id = $1 AND n.device_id = t.device_id)) AS undecided,
                (SELECT count(*) FROM check_pump p JOIN campaign_check k ON k.id = p.check_id
                  WHERE k.campaign_id = $1 AND p.result IS NULL) AS unchecked,
                (SELECT count(*) FROM campaign_site cs WHERE cs.campaign_id = $1
                    AND NOT EXISTS (SELECT FROM reply r JOIN reply_version v ON v.reply_id = r.id AND NOT v.interim
                                     WHERE r.campaign_id = cs.campaign_id AND r.site_id = cs.site_id)) AS unanswered`,
          [id],
        );
        expect(facts).toEqual({ open: '0', undecided: '0', unchecked: '0', unanswered: '0' });
        closings += 1;
        if (closings === 2) return;
        await manager.post(`campaigns/${id}/reopen`, { reason: 'to go on', password: PASSWORD });
      }
    },
  );
});
