import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import type { PreviewView } from '#contracts/matching';
import type { Page } from '#contracts/common';
import { Days, DemoError, type Person, until, Visitor } from './hospital.js';
import { closeOut, verifiedEvidence } from './close-out.js';
import { Ledger } from './ledger.js';
import { look } from './look.js';
import { aprilNotice, augustLetter } from './letters.js';
import { allReplied, decideHarm, passOn, replyWhereReady } from './outside.js';
import { Worker } from './staff.js';

const DAYS = 21;
/** One technician is away for the first days, so that work becomes late and goes up to the lead and the risk manager. */
const AWAY_UNTIL_DAY = 8;
/** The Urgent Device Correction of the notice of 2020 comes this many days after its Safety Alert was opened. */
const LETTER_DAY = 5;
const DAY_MS = 86_400_000;

type Say = (line: string) => void;

/**
 * Plays the three notices over the sample hospital, from opening to close-out, over three weeks of moved time; every
 * step over HTTP, as the people themselves. Throws when a promise is broken.
 */
export async function play(baseUrl: string, say: Say): Promise<void> {
  const manager = await Visitor.signIn(baseUrl, 'risk@example.org');
  const { responses, people, signedIn, siteIds, remarks } = await look(manager);
  for (const remark of remarks) say(`    ${remark}`);
  const days = new Days(manager);
  const ledger = await Ledger.open(manager);
  const stamp = async (): Promise<string> => (await days.now()).toISOString().slice(0, 16).replace('T', ' ');

  const campaigns: CampaignView[] = [];
  let changing: CampaignView | undefined;
  for (const { notice, planKey, noticeId, running, draft } of responses) {
    if (running !== undefined) {
      say(`${await stamp()}  "${running.title}" is open already: the demo goes on with it`);
      campaigns.push(running);
      continue;
    }
    const twoLetters = draft === undefined && planKey === 'corrosion' && noticeId === notice.id;
    const campaign =
      draft ??
      (await manager.post<CampaignView>('campaigns', {
        ...(twoLetters ? await aprilNotice(manager, notice.id) : { noticeId, planKey }),
        siteIds,
      }));
    if (draft !== undefined) say(`${await stamp()}  "${draft.title}" is a draft: the demo opens it`);
    if (twoLetters) changing = campaign;
    const preview = await manager.get<PreviewView>(`campaigns/${campaign.id}/preview`);
    say(`${await stamp()}  ${notice.title}`);
    say(
      `    preview: ${preview.affected} affected, ${preview.possiblyAffected} possibly affected, ${preview.notAffected} not`,
    );
    for (const { fact, devices } of preview.missingFacts)
      say(`    possibly affected for want of ${fact}: ${devices}`);
    for (const miss of preview.nearMisses) {
      say(`    near miss: "${miss.code}" is close to "${miss.closest}", which ${miss.devices} devices have`);
    }
    await manager.post(`campaigns/${campaign.id}/open`);
    await until(`campaign ${campaign.id} to open`, async () =>
      (await manager.get<CampaignView>(`campaigns/${campaign.id}`)).status === 'open' ? true : undefined,
    );
    const { tasks } = await manager.get<CampaignProgress>(`campaigns/${campaign.id}/progress`);
    say(`    open: ${tasks.total} tasks`);
    campaigns.push(campaign);
  }
  const corrosion = changing ?? campaigns.find(({ planKey }) => planKey === 'corrosion');
  if (corrosion !== undefined) say(`    ${await passOn(manager, corrosion)}`);
  await days.mailIsOut();
  say(`${await stamp()}  ${kinds(await ledger.newMail())}`);

  const staff = await workers(manager, signedIn, people);
  for (const worker of staff)
    if (worker.backOn > 0) say(`    ${worker.person.name} is away until day ${worker.backOn}`);
  const first = new Date((await days.now()).getTime());
  const told = new Set<string>();
  for (let day = 1; day <= DAYS; day += 1) {
    // 16:30 UTC: past the digest hour at every sample site, and within its working day
    const moment = new Date(
      Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate() + day, 16, 30),
    );
    await days.moveTo(moment);
    if (changing !== undefined && day === LETTER_DAY) {
      await augustLetter(manager, days, changing, say);
      changing = undefined;
    }
    const mail = await ledger.newMail();
    const closed: string[] = [];
    if (![0, 6].includes(moment.getUTCDay())) {
      for (const worker of staff) {
        const done = await worker.work(day);
        if (done.size > 0)
          closed.push(
            `${worker.person.name} ${[...done].map(([outcome, n]) => `${n} ${outcome}`).join(', ')}`,
          );
      }
    }
    for (const line of await decideHarm(manager)) closed.push(line);
    for (const campaign of campaigns) {
      const replied = await replyWhereReady(manager, campaign);
      if (replied > 0) closed.push(`${replied} replies to the firm, "${campaign.title}"`);
    }
    const progress = await Promise.all(
      campaigns.map((c) => manager.get<CampaignProgress>(`campaigns/${c.id}/progress`)),
    );
    say(
      `${moment.toISOString().slice(0, 10)} day ${String(day).padStart(2)}  ${kinds(mail)}; ` +
        progress
          .map(
            (p) => `${p.tasks.closed}/${p.tasks.total}${p.tasks.late > 0 ? ` (${p.tasks.late} late)` : ''}`,
          )
          .join('  '),
    );
    for (const line of closed) say(`    closed: ${line}`);
    for (const [n, campaign] of campaigns.entries()) {
      if (progress[n]?.tasks.open === 0 && !told.has(campaign.id)) {
        told.add(campaign.id);
        say(`    the last task of "${campaign.title}" is closed`);
      }
    }
    await days.mailIsOut();
  }

  for (const campaign of campaigns) {
    if ((await replyWhereReady(manager, campaign)) > 0) await days.mailIsOut();
  }
  const lastMail = await ledger.newMail();
  if (lastMail.length > 0) say(`    ${kinds(lastMail)}`);
  for (const campaign of campaigns) {
    const { tasks } = await manager.get<CampaignProgress>(`campaigns/${campaign.id}/progress`);
    if (tasks.open > 0)
      throw new DemoError(`"${campaign.title}" still has ${tasks.open} open tasks after ${DAYS} days.`);
    if (!(await allReplied(manager, campaign.id)))
      throw new DemoError(`"${campaign.title}" has sites whose reply is not with the firm.`);
    await closeOut(manager, await manager.get<CampaignView>(`campaigns/${campaign.id}`), say);
    say(`${await stamp()}  closed and signed: ${campaign.title}`);
    say(`    evidence: ${await verifiedEvidence(manager, campaign.id)}`);
  }

  // whoever was given a pump of the sample to check may have heard of it
  await days.mailIsOut();
  await ledger.newMail();
  const before = ledger.total;
  await days.moveTo(new Date((await days.now()).getTime() + 7 * DAY_MS));
  await ledger.newMail();
  const { lines, broken } = await ledger.summary(people);
  if (ledger.total > before)
    broken.push(`${ledger.total - before} messages came in the week after the last task was closed`);
  const audit = await manager.get<{ ok: boolean; entries: number }>('audit/verify');
  if (!audit.ok) broken.push('the audit chain does not verify');
  say('');
  for (const line of lines) say(line);
  say('');
  say(
    `${ledger.total - ledger.letters} messages, each of one reminder, and ${ledger.letters} letters, each received once; at most one digest a person a day;`,
  );
  say(`none in the week after the last task was closed; audit chain of ${audit.entries} entries verified.`);
  if (broken.length > 0) throw new DemoError(`These promises are broken:\n  ${broken.join('\n  ')}`);
}

/** Everyone who has tasks; of the technicians, the one with the second most is away at first. */
async function workers(
  manager: Visitor,
  signedIn: ReadonlyMap<string, Visitor>,
  people: Person[],
): Promise<Worker[]> {
  const load = new Map<string, number>();
  for (const person of people) {
    const page = await manager.get<Page<unknown>>(`tasks?assignee=${person.id}&status=open&limit=500`);
    load.set(person.id, page.items.length);
  }
  const technicians = people
    .filter((person) => person.role === 'technician' && person.email !== 'tech@example.org')
    .toSorted((a, b) => (load.get(b.id) ?? 0) - (load.get(a.id) ?? 0));
  return people
    .filter((person) => person.role !== 'auditor')
    .map(
      (person) =>
        new Worker(
          person,
          signedIn.get(person.email) ?? manager,
          person === technicians[0] ? AWAY_UNTIL_DAY : 0,
        ),
    );
}

function kinds(mail: Array<{ kind: string | null }>): string {
  if (mail.length === 0) return 'no mail';
  const counts = new Map<string, number>();
  for (const { kind } of mail) counts.set(kind ?? 'other', (counts.get(kind ?? 'other') ?? 0) + 1);
  return `${mail.length} mails (${[...counts].map(([kind, n]) => `${n} ${kind}`).join(', ')})`;
}
