import type { CampaignGates } from '#contracts/closeout';
import type { ReplyPage, ReplyView } from '#contracts/replies';
import type { Client } from './client.js';
import { waitFor } from './wait.js';

const contact = { name: 'Rosa Diaz', email: 'rosa@example.org' };

/** Sends, or enters on the portal, the reply of every site of a campaign whose work is done, and waits until each is out. */
export async function sendReplies(manager: Client, campaign: string): Promise<void> {
  await waitFor(
    async () => {
      const { body } = await manager.get<CampaignGates>(`campaigns/${campaign}/gates`);
      return body.gates.find(({ key }) => key === 'replies-returned')?.figures['unprepared'] === 0
        ? true
        : undefined;
    },
    { what: 'every site to have its reply' },
  );
  for (const { id, state, route } of await repliesOf(manager, campaign)) {
    if (state !== 'ready' && state !== 'correction-due') continue;
    const answer =
      route?.kind === 'email'
        ? await manager.post(`replies/${id}/send`, { contact })
        : await manager.post(`replies/${id}/portal`, { contact, referenceNumber: `P-${id}` });
    if (answer.status >= 300) throw new Error(`reply ${id}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  await waitFor(
    async () =>
      (await repliesOf(manager, campaign)).every(({ state }) =>
        ['sent', 'entered', 'acknowledged'].includes(state),
      )
        ? true
        : undefined,
    { what: 'the replies to be with the firm' },
  );
}

const repliesOf = async (manager: Client, campaign: string): Promise<ReplyView[]> =>
  (await manager.get<ReplyPage>('replies', { query: { campaign, limit: 500 } })).body.items;
