import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { CampaignView } from '#contracts/campaigns';
import type { CampaignGates, CheckView, NotLocatedList } from '#contracts/closeout';
import { DemoError, SAMPLE_PASSWORD, Visitor } from './hospital.js';
import { unzip } from './unzip.js';

/** Checks a sample, decides on what was not found, and signs; as the risk manager, who gives the password again. */
export async function closeOut(
  manager: Visitor,
  campaign: Pick<CampaignView, 'id' | 'planKey'>,
  say: (line: string) => void,
): Promise<void> {
  const { id } = campaign;
  if (campaign.planKey === 'corrosion') await checkSample(manager, id, say);
  const missing = (await manager.get<NotLocatedList>(`campaigns/${id}/not-located`)).items.filter(
    ({ decision }) => decision === null,
  );
  if (missing.length > 0) {
    await manager.post(`campaigns/${id}/not-located-decision`, {
      deviceIds: missing.map(({ deviceId }) => deviceId),
      reason: 'Searched in three weeks of rounds.',
      password: SAMPLE_PASSWORD,
    });
    say(`    signed decision on ${missing.length} pumps not located`);
  }
  const { gates } = await manager.get<CampaignGates>(`campaigns/${id}/gates`);
  for (const gate of gates) say(`    gate ${gate.met ? 'met ' : 'OPEN'} ${gate.title}: ${gate.detail}`);
  await manager.post(`campaigns/${id}/close`, { note: 'Every task is closed.', password: SAMPLE_PASSWORD });
}

async function checkSample(manager: Visitor, id: string, say: (line: string) => void): Promise<void> {
  const check = await manager.post<CheckView>(`campaigns/${id}/checks`, { level: 'D' });
  const me = (await manager.get<{ id: string }>('me')).id;
  const lead = await Visitor.signIn(manager.baseUrl, 'lead@example.org');
  for (const pump of check.pumps) {
    const who = pump.doneBy.some((person) => person.id === me) ? lead : manager;
    await who.post(`campaigns/${id}/checks/pumps/${pump.id}/answer`, { result: 'agree' });
  }
  say(
    `    independent check, level D: ${check.size} of ${check.population} pumps inspected again, all as recorded`,
  );
}

/** Fetches the evidence pack, unpacks it and has its own script verify it, as a surveyor would. */
export async function verifiedEvidence(manager: Visitor, id: string): Promise<string> {
  const pack = await manager.download(`reports/campaigns/${id}/evidence.zip`);
  const folder = await mkdtemp(join(tmpdir(), 'closeout-evidence-'));
  try {
    for (const [path, content] of unzip(pack)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'verify.mjs')]);
    return `${Math.ceil(pack.length / 1024)} kB. ${stdout.trim()}`;
  } catch (error) {
    throw new DemoError(`The evidence pack of campaign ${id} does not verify: ${String(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
