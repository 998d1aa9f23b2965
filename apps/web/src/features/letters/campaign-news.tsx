import { Alert, Group, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useMay } from '#web/session';
import { HeadsUp, LinkButton, formatDayOrMonth } from '#web/ui';
import { difference as texts, findings as findingTexts } from '../../texts/en/letters';
import { newsQuery, useRefreshed } from './letters.queries';
import { SetAsideButton } from './set-aside';

/** On a campaign's page: letters that are not in force, one that is on its way, pumps that turned up after the end. */
export function CampaignNewsBanner({ campaignId }: { campaignId: string }) {
  const { data } = useQuery(newsQuery(campaignId));
  const may = useMay();
  const refreshed = useRefreshed();
  const running = data?.applying[0];
  const ran = useRef(false);
  useEffect(() => {
    if (ran.current && running === undefined) void refreshed();
    ran.current = running !== undefined;
  });
  const [letters] = data?.letters ?? [];
  const [found] = data?.findings ?? [];
  return (
    <>
      {running !== undefined && <Applying done={running.done} total={running.total} />}
      {letters !== undefined && (
        <HeadsUp title={texts.banner(letters.letters)}>
          <Group justify="space-between" gap="sm">
            <Text size="sm" style={{ flex: '1 1 260px' }}>
              {letters.status === 'open'
                ? texts.bannerText(formatDayOrMonth(letters.newest.date), letters.newest.kind)
                : texts.bannerClosed(formatDayOrMonth(letters.newest.date), letters.newest.kind)}
            </Text>
            {letters.status === 'open' && running === undefined && (
              <LinkButton to="/campaigns/$campaignId/difference" params={{ campaignId }}>
                {texts.look}
              </LinkButton>
            )}
            {letters.status === 'closed' && may('campaign.manage') && <SetAsideButton of={letters} />}
          </Group>
        </HeadsUp>
      )}
      {found !== undefined && (
        <HeadsUp title={findingTexts.banner(found.devices)}>
          <Group justify="space-between" gap="sm">
            <Text size="sm" style={{ flex: '1 1 260px' }}>
              {findingTexts.bannerText}
            </Text>
            <LinkButton
              to="/campaigns/$campaignId/findings"
              params={{ campaignId }}
              search={{ state: 'new' }}
            >
              {findingTexts.look}
            </LinkButton>
          </Group>
        </HeadsUp>
      )}
    </>
  );
}

/** How far a letter is that is being applied. */
export function Applying({ done, total }: { done: number; total: number }) {
  return (
    <Alert variant="outline" color="blue" title={texts.applying} role="status">
      <Text size="sm" mb="xs">
        {texts.applyingText(done, total)}
      </Text>
      <Progress value={total === 0 ? 0 : (done / total) * 100} aria-label={texts.applying} />
    </Alert>
  );
}
