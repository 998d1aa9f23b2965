import { sought } from '../../routes/search';

/** What pages of campaigns keep in their address, so that a view can be sent to a colleague and Back works. */
export const tabs = [
  'progress',
  'pumps',
  'tasks',
  'people',
  'reminders',
  'communications',
  'replies',
  'closeout',
  'audit',
] as const;
export type CampaignTab = (typeof tabs)[number];
export const isTab = (value: string): value is CampaignTab => (tabs as readonly string[]).includes(value);

const listKeys = ['status', 'q', 'class', 'owner'] as const;
export type CampaignsSearch = Partial<Record<(typeof listKeys)[number], string>>;

/** Filters of all tabs; each reads its own. `pump`: the pump whose explanation is open. */
const campaignKeys = [
  'q',
  'site',
  'step',
  'status',
  'outcome',
  'due',
  'assignee',
  'verdict',
  'product',
  'missing',
  'record',
  'state',
  'kind',
  'person',
  'sort',
  'pump',
] as const;
export type CampaignSearch = Partial<Record<(typeof campaignKeys)[number], string>>;

/** What is empty or unknown is left out. */
function pick<Key extends string>(
  keys: readonly Key[],
  search: Record<string, unknown>,
): Partial<Record<Key, string>> {
  const found: Partial<Record<Key, string>> = {};
  for (const key of keys) {
    const value = key === 'q' ? sought(search[key]) : search[key];
    if (typeof value === 'string' && value !== '') found[key] = value;
  }
  return found;
}

export const campaignsSearch = (search: Record<string, unknown>): CampaignsSearch => pick(listKeys, search);
export const campaignSearch = (search: Record<string, unknown>): CampaignSearch => pick(campaignKeys, search);
