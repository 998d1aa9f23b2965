import { Group, SimpleGrid, Stack, Text, Timeline, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { NoticeView } from '#contracts/notices';
import { campaignNewsQuery } from '#web/features/letters';
import { formatDay, formatDayOrMonth, Link, Nothing, QueryView, ToneBadge } from '#web/ui';
import { communications as texts } from '../../texts/en/campaign-work';
import { changes as changeTexts } from '../../texts/en/letters';
import { noticeQuery } from './campaigns.queries';
import { ChangesHistory } from './changes-history';
import { type CampaignSearch } from './search';
import { useFilters } from './use-filters';
import type { TabProps } from './tab-props';

/** What the firm or the agency wrote, which letters are in force here, and what they (and the watch) have changed. */
export function CommunicationsTab({ campaign }: TabProps) {
  const notice = useQuery(noticeQuery(campaign.noticeId));
  const news = useQuery(campaignNewsQuery(campaign.id)).data;
  const { filters, change } = useFilters<CampaignSearch>();
  // those that are not in force are the newest ones: a letter includes those before it
  const waiting = news?.letters[0]?.letters ?? 0;
  return (
    <QueryView query={notice} rows={4}>
      {(data) => (
        <Stack gap="lg">
          <Facts notice={data} />
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
            <Stack gap="sm">
              <Title order={2}>{changeTexts.letters}</Title>
              <LettersOf notice={data} waiting={waiting} />
              <Link to="/notices/$noticeId" params={{ noticeId: data.id }}>
                {texts.openNotice}
              </Link>
            </Stack>
            {campaign.status !== 'draft' && (
              <ChangesHistory
                campaignId={campaign.id}
                kind={filters.kind}
                onKind={(kind) => change({ kind })}
              />
            )}
          </SimpleGrid>
        </Stack>
      )}
    </QueryView>
  );
}

function LettersOf({ notice, waiting }: { notice: NoticeView; waiting: number }) {
  const newestFirst = notice.communications.toSorted((a, b) => Number(b.id) - Number(a.id));
  if (newestFirst.length === 0) return <Nothing title={texts.noneTitle}>{texts.none}</Nothing>;
  return (
    <Timeline bulletSize={14} active={newestFirst.length}>
      {newestFirst.map(({ id, date, kind, summary }, at) => (
        <Timeline.Item key={id} title={kind}>
          <Group gap="xs">
            <Text size="xs" c="dimmed">
              {formatDayOrMonth(date)}
            </Text>
            {at < waiting && <ToneBadge tone="soon">{changeTexts.notApplied}</ToneBadge>}
          </Group>
          <Text size="sm" style={{ whiteSpace: 'pre-line' }} maw={720}>
            {summary}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function Facts({
  notice: { firm, recallNumbers, eventNumber, initiatedOn, replyRoute },
}: {
  notice: NoticeView;
}) {
  const facts: Array<[string, string | null]> = [
    [texts.firm, firm],
    [texts.recallNumbers, recallNumbers.join(', ')],
    [texts.eventNumber, eventNumber],
    [texts.initiated, initiatedOn === null ? null : formatDay(initiatedOn)],
    [
      texts.reply,
      replyRoute === null
        ? null
        : [texts.replies[replyRoute.kind], replyRoute.address].filter(Boolean).join(': '),
    ],
  ];
  return (
    <Group component="dl" gap="xl" m={0} align="flex-start">
      {facts
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <Text component="dt" size="xs" c="dimmed">
              {name}
            </Text>
            <Text component="dd" size="sm" m={0}>
              {value}
            </Text>
          </div>
        ))}
    </Group>
  );
}
