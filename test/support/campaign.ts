import type { Client } from './client.js';
import type { App } from './programs.js';
import type { TestSql } from './database.js';
import { createCoverage, createLocation, createSite, createUser } from './factories.js';
import { waitFor } from './wait.js';

export interface Ward {
  siteId: string;
  locationId: string;
  lead: { id: string; email: string };
  technician: { id: string; email: string };
  nurseEducator: { id: string; email: string };
}

/** A site with one location, a lead, a nurse educator, and a technician who covers all of it. */
export async function createWard(
  sql: TestSql,
  options: { timeZone?: string; name?: string } = {},
): Promise<Ward> {
  const lead = await createUser(sql, { role: 'site-lead' });
  const nurseEducator = await createUser(sql, { role: 'technician' });
  const site = await createSite(sql, {
    leadId: lead.id,
    nurseEducatorId: nurseEducator.id,
    timeZone: options.timeZone ?? 'America/Chicago',
    ...(options.name === undefined ? {} : { name: options.name }),
  });
  const technician = await createUser(sql, { role: 'technician', sites: [site.id], leadId: lead.id });
  await sql('INSERT INTO user_site (user_id, site_id) VALUES ($1, $3), ($2, $3)', [
    lead.id,
    nurseEducator.id,
    site.id,
  ]);
  await createCoverage(sql, { siteId: site.id, userId: technician.id });
  const location = await createLocation(sql, { siteId: site.id });
  return { siteId: site.id, locationId: location.id, lead, technician, nurseEducator };
}

/** A notice over one product code, in the shape of DESIGN section 7. */
export const noticeBody = (more: Record<string, unknown> = {}, product: Record<string, unknown> = {}) => ({
  title: 'Residue on the contacts of infusion pumps',
  firm: 'Example Pumps',
  class: 'I',
  action: 'correction',
  initiatedOn: '2020-04-01',
  recallNumbers: ['Z-0000-2020'],
  reason: 'Residue may lead to an unplanned shutdown.',
  communications: [{ date: '2020-08-28', kind: 'Urgent Device Correction', summary: 'Inspect every pump.' }],
  affectedProducts: [{ name: 'Pump', productCodes: ['35700BAX2'], ...product }],
  replyRoute: { kind: 'email', address: 'recalls@example.org' },
  ...more,
});

/** Creates a notice and a draft over it; gives the campaign's id. */
export async function draftCampaign(
  manager: Client,
  planKey: string,
  notice: Record<string, unknown> = noticeBody(),
  more: Record<string, unknown> = {},
): Promise<string> {
  const made = await manager.post<{ id: string }>('notices', notice);
  if (made.status !== 201)
    throw new Error(`POST notices answers ${made.status}: ${JSON.stringify(made.body)}`);
  const draft = await manager.post<{ id: string }>('campaigns', { noticeId: made.body.id, planKey, ...more });
  if (draft.status !== 201)
    throw new Error(`POST campaigns answers ${draft.status}: ${JSON.stringify(draft.body)}`);
  return draft.body.id;
}

/** Opens a draft and waits until the worker has done it. */
export async function openCampaign(manager: Client, id: string): Promise<void> {
  const answer = await manager.post(`campaigns/${id}/open`);
  if (answer.status !== 202)
    throw new Error(`Opening answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  await untilOpen(manager, id);
}

export async function untilOpen(manager: Client, id: string): Promise<void> {
  await waitFor(
    async () =>
      (await manager.get<{ status: string }>(`campaigns/${id}`)).body.status === 'open' ? true : undefined,
    { what: `campaign ${id} to be open`, timeoutMs: 30_000 },
  );
}

/** Moves the clock of the running programs forward by so many days. */
export async function passDays(app: App, manager: Client, days: number): Promise<void> {
  const { body } = await manager.get<{ now: string }>('clock');
  const advanceTo = new Date(new Date(body.now).getTime() + days * 86_400_000).toISOString();
  const answer = await manager.post('clock', { advanceTo });
  if (answer.status >= 300) throw new Error(`${app.baseUrl}: POST clock answers ${answer.status}`);
}
