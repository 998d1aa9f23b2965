import { queryOptions } from '@tanstack/react-query';
import type { CampaignView } from '#contracts/campaigns';
import type { CampaignGates, CloseCampaign } from '#contracts/closeout';
import { request } from '#web/api';

/** Under the key of the campaign: whatever changes it brings these up to date too. */
const keyOf = (id: string) => ['campaigns', id, 'closeout'] as const;

export const gatesQuery = (id: string) =>
  queryOptions({
    queryKey: [...keyOf(id), 'gates'],
    staleTime: 0,
    queryFn: ({ signal }) => request<CampaignGates>('GET', `campaigns/${id}/gates`, { signal }),
  });

export const closeCampaign = (id: string, body: CloseCampaign, idempotencyKey: string) =>
  request<CampaignView>('POST', `campaigns/${id}/close`, { body, idempotencyKey });
