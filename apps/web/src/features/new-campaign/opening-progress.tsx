import { Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { CampaignProgress } from '#contracts/campaigns';
import { apiPath } from '#web/api';
import { LinkButton, QueryView, tellDone } from '#web/ui';
import { setup as texts } from '../../texts/en/setup';
import { draftQuery, progressQuery } from './new-campaign.queries';

const SLOW_AFTER_MS = 60_000;

/** How far the opening is, live; it ends at the campaign's page. It goes on when the person leaves. */
export function OpeningProgress({ campaignId }: { campaignId: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const progress = useQuery(progressQuery(campaignId));
  const status = progress.data?.status;
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const events = new EventSource(apiPath(`campaigns/${campaignId}/events`));
    events.addEventListener('progress', (event: MessageEvent<string>) =>
      queries.setQueryData(progressQuery(campaignId).queryKey, JSON.parse(event.data) as CampaignProgress),
    );
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => {
      events.close();
      clearTimeout(timer);
    };
  }, [campaignId, queries]);
  useEffect(() => {
    if (status === undefined || status === 'opening') return;
    const gone = status === 'open';
    if (gone) tellDone(texts.opened);
    void queries.invalidateQueries({ queryKey: ['campaigns'] });
    if (gone) void navigate({ to: '/campaigns/$campaignId', params: { campaignId }, replace: true });
    else void queries.invalidateQueries({ queryKey: draftQuery(campaignId).queryKey });
  }, [status, campaignId, navigate, queries]);
  return (
    <Paper withBorder p="lg" maw={640}>
      <Stack gap="sm">
        <Title order={2}>{texts.opening}</Title>
        <Text size="sm">{texts.openingText}</Text>
        <QueryView query={progress} rows={1}>
          {({ opening: { done, total } }) => {
            const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
            return (
              <>
                <Progress.Root size="lg">
                  <Progress.Section value={percent} aria-label={texts.opening} />
                </Progress.Root>
                <Text size="sm" className="tabular" role="status">
                  {texts.openingDone(done, total)}
                </Text>
              </>
            );
          }}
        </QueryView>
        {slow && <Text size="sm">{texts.openingSlow}</Text>}
        <LinkButton to="/campaigns/$campaignId" params={{ campaignId }} variant="default" w="fit-content">
          {texts.toCampaign}
        </LinkButton>
      </Stack>
    </Paper>
  );
}
