import type { CampaignView } from '#contracts/campaigns';
import type { Page } from '#contracts/common';
import type { ForwardingView } from '#contracts/forwardings';
import type { HarmView } from '#contracts/harms';
import type { MailboxMessage } from '#contracts/mailbox';
import type { ReplyView } from '#contracts/replies';
import type { TaskView } from '#contracts/tasks';
import { DemoError, until, type Visitor } from './hospital.js';

// What goes to people outside: replies to the firm, the notice passed on; and harm, which may have to be reported there.

const CONTACT = { name: 'Risk management', email: 'risk@example.org' };
/** The shipped notices say in words where the reply goes ("the address in the letter"). */
const FIRM = 'recalls@firm.example.org';
const RETURNED = ['sent', 'entered', 'acknowledged'];

/** Replies for every site that is done with its pumps and whose count adds up, as the firm asks: by e-mail, or on its portal. Gives how many went out. */
export async function replyWhereReady(manager: Visitor, campaign: Pick<CampaignView, 'id'>): Promise<number> {
  let replied = 0;
  for (const { id, state, route, site } of await repliesOf(manager, campaign.id)) {
    if (state !== 'ready' && state !== 'correction-due') continue;
    // an isolated pump has its place in the count before its return is arranged: one reply, when all is done, is enough
    const left = await manager.get<Page<TaskView>>(
      `tasks?campaign=${campaign.id}&site=${site.id}&status=open&limit=500`,
    );
    if (left.items.some(({ device }) => device !== null)) continue;
    if (route?.kind === 'portal')
      await manager.post(`replies/${id}/portal`, { contact: CONTACT, referenceNumber: `P-${id}` });
    else await manager.post(`replies/${id}/send`, { contact: CONTACT, to: FIRM });
    replied += 1;
  }
  if (replied > 0) {
    await until('the replies to be with the mail server', async () =>
      (await repliesOf(manager, campaign.id)).every(({ state }) => state !== 'sending') ? true : undefined,
    );
  }
  return replied;
}

/** Whether each site's reply is with the firm. */
export const allReplied = async (manager: Visitor, campaignId: string): Promise<boolean> =>
  (await repliesOf(manager, campaignId)).every(({ state }) => RETURNED.includes(state));

const repliesOf = (manager: Visitor, campaignId: string): Promise<ReplyView[]> =>
  manager.all<ReplyView>(`replies?campaign=${campaignId}&limit=500`);

/** Passes the notice on to somebody who may have our pumps, who follows the link of the e-mail and acknowledges it. */
export async function passOn(manager: Visitor, campaign: Pick<CampaignView, 'id'>): Promise<string> {
  const [reply] = await until('the first reply to be due', async () => {
    const due = await repliesOf(manager, campaign.id);
    return due.length > 0 ? due : undefined;
  });
  const email = 'nurse@hospice.example.org';
  await manager.post<{ items: ForwardingView[] }>('forwardings', {
    campaignId: campaign.id,
    siteId: reply?.site.id,
    recipients: [{ organisation: 'Riverside Hospice', name: 'Nora Nuñez', email }],
  });
  const link = await until('the passed-on notice to arrive', async () => {
    const [mail] = await manager.all<MailboxMessage>(`mailbox?to=${email}&limit=500`);
    if (mail === undefined) return undefined;
    const { text } = await manager.get<{ text: string }>(`mailbox/${mail.id}`);
    return /\/ack\/[\w-]+/.exec(text)?.[0];
  });
  const answer = await fetch(`${manager.baseUrl}${link}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ name: 'Nora Nuñez' }),
  });
  if (!answer.ok) throw new DemoError(`Acknowledging by the link answers ${answer.status}.`);
  const page = await manager.all<ForwardingView>(`forwardings?campaign=${campaign.id}`);
  if (!page.some((one) => one.email === email && one.state === 'acknowledged'))
    throw new DemoError('The passed-on notice was acknowledged, and Closeout does not know it.');
  return 'notice passed on to Riverside Hospice, acknowledged by its link';
}

/** Decides on every report of harm that is undecided, and reports what a person decided has to be; gives a line for each. */
export async function decideHarm(manager: Visitor): Promise<string[]> {
  const lines: string[] = [];
  for (const harm of await manager.all<HarmView>('harms?state=undecided')) {
    await manager.post(`harms/${harm.id}/decision`, {
      version: harm.version,
      event: 'not-reportable',
      reason: 'The patient was watched all the time; nothing came of the alarm.',
    });
    lines.push(`harm decided: "${harm.what}" is not reportable (${harm.workDaysLeft} work days were left)`);
  }
  for (const found of await manager.all<HarmView>('harms?state=reportable')) {
    const { now } = await manager.get<{ now: string }>('clock');
    let { version } = found;
    for (const to of found.owedTo) {
      const body = { version, to, sentOn: now.slice(0, 10), reference: `R-${found.id}` };
      ({ version } = await manager.post<HarmView>(`harms/${found.id}/reported`, body));
    }
    lines.push(`harm reported to ${found.owedTo.join(' and ')}: "${found.what}", as was decided`);
  }
  return lines;
}
