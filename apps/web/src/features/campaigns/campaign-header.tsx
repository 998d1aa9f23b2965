import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import { ClassBadge, formatDayOf, Link, ToneBadge } from '#web/ui';
import { campaign as texts } from '../../texts/en/campaigns';
import { PercentBar } from './percent-bar';
import { CampaignStatusBadge } from './status-badge';
import { WaitsLink } from './waits-link';

/** Class, status, owner and age, and how far the campaign is. Every number leads to its rows. */
export function CampaignHeader({
  campaign,
  progress,
  live,
}: {
  campaign: CampaignView;
  progress: CampaignProgress | undefined;
  live: ReactNode;
}) {
  const { tasks, percentClosed, status } = progress ?? campaign;
  const to = (tab: string) =>
    ({ to: '/campaigns/$campaignId/$tab', params: { campaignId: campaign.id, tab } }) as const;
  return (
    <Stack gap={6} fz="sm">
      <Group gap="xs">
        <ClassBadge recallClass={campaign.class} />
        <CampaignStatusBadge status={status} />
        {live}
        <Text size="sm" c="dimmed" component="span">
          {[
            campaign.openedAt === null
              ? texts.draftedOn(formatDayOf(campaign.createdAt))
              : texts.openedOn(formatDayOf(campaign.openedAt)),
            ...(campaign.closedAt === null ? [] : [texts.endedOn(formatDayOf(campaign.closedAt))]),
            texts.ownedBy(campaign.owner.name),
          ].join(' · ')}
        </Text>
        <Link to="/notices/$noticeId" params={{ noticeId: campaign.noticeId }} size="sm">
          {campaign.noticeTitle === campaign.title ? texts.notice : campaign.noticeTitle}
        </Link>
      </Group>
      {status !== 'draft' && (
        <Group gap="md">
          <Group w={{ base: '100%', sm: 320 }} wrap="nowrap">
            <PercentBar percent={percentClosed} size="lg" />
          </Group>
          <Group gap="sm">
            <Link {...to('tasks')} search={{ status: 'closed' }} size="sm" className="tabular">
              {texts.closedOf(tasks.closed, tasks.total)}
            </Link>
            {tasks.open > 0 && (
              <Link {...to('tasks')} search={{ status: 'todo' }} size="sm" className="tabular">
                {texts.openTasks(tasks.open)}
              </Link>
            )}
            {tasks.late > 0 ? (
              <ToneBadge tone="late">
                <Link {...to('tasks')} search={{ due: 'late' }} inherit c="inherit">
                  {texts.lateTasks(tasks.late)}
                </Link>
              </ToneBadge>
            ) : (
              tasks.open > 0 && <ToneBadge tone="done">{texts.nothingLate}</ToneBadge>
            )}
            {progress !== undefined && (
              <Link {...to('pumps')} size="sm" className="tabular">
                {texts.pumps(progress.devices)}
              </Link>
            )}
            {progress !== undefined && progress.possiblyAffected > 0 && (
              <Link {...to('pumps')} search={{ verdict: 'possibly-affected' }} size="sm" className="tabular">
                {texts.possibly(progress.possiblyAffected)}
              </Link>
            )}
            {status === 'open' && <WaitsLink campaignId={campaign.id} />}
          </Group>
        </Group>
      )}
    </Stack>
  );
}
