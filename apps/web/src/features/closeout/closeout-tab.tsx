import { Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import { useMay } from '#web/session';
import { QueryView, Section } from '#web/ui';
import { gates as texts } from '../../texts/en/closeout';
import { Checks } from './checks';
import { CloseButton } from './close-button';
import { closeoutKey, gatesQuery } from './closeout.queries';
import { Evidence } from './evidence';
import { Gates } from './gates';
import { NotLocated } from './not-located';
import { NothingAffectedResult } from './nothing-affected';
import { ReopenButton } from './reopen-button';
import { Signatures } from './signatures';

/** What ends the campaign: what is still open and whose, the decisions, the signatures, and what a surveyor gets. */
export function CloseoutTab({
  campaign,
  progress,
}: {
  campaign: CampaignView;
  progress: CampaignProgress | undefined;
}) {
  const may = useMay();
  const status = progress?.status ?? campaign.status;
  const gates = useQuery({ ...gatesQuery(campaign.id), enabled: status === 'open', refetchInterval: 30_000 });
  const queries = useQueryClient();
  const revision = progress?.revision;
  // a count of the campaign moved: what depends on it is asked again
  useEffect(() => {
    if (revision !== undefined) void queries.invalidateQueries({ queryKey: closeoutKey(campaign.id) });
  }, [revision, queries, campaign.id]);
  const signs = may('campaign.sign');
  return (
    <Stack gap="md">
      <NothingAffectedResult campaign={campaign} />
      {(status === 'draft' || status === 'opening') && <Text size="sm">{texts.draft}</Text>}
      {status === 'open' && (
        <Section
          title={texts.title}
          actions={signs && gates.data?.allMet === true && <CloseButton campaignId={campaign.id} primary />}
        >
          <QueryView query={gates} rows={6}>
            {(data) => <Gates gates={data} />}
          </QueryView>
        </Section>
      )}
      {(status === 'open' || status === 'closed') && (
        <>
          <NotLocated campaignId={campaign.id} mayDecide={signs && status === 'open'} />
          <Checks campaignId={campaign.id} open={status === 'open'} />
        </>
      )}
      {status !== 'draft' && status !== 'opening' && (
        <>
          <Signatures campaignId={campaign.id} />
          {signs && status === 'closed' && (
            <div>
              <ReopenButton campaignId={campaign.id} />
            </div>
          )}
          {may('evidence.read') && <Evidence campaignId={campaign.id} />}
        </>
      )}
    </Stack>
  );
}
