import { Group, Stack, Text, Timeline, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { NoticeView } from '#contracts/notices';
import { formatDay, Link, Nothing, QueryView } from '#web/ui';
import { communications as texts } from '../../texts/en/campaign-work';
import { noticeQuery } from './campaigns.queries';
import type { TabProps } from './tab-props';

/** What the firm or the agency wrote, letter by letter, and how it wants to be answered. */
export function CommunicationsTab({ campaign }: TabProps) {
  const notice = useQuery(noticeQuery(campaign.noticeId));
  return (
    <QueryView query={notice} rows={4}>
      {(data) => (
        <Stack gap="lg">
          <Facts notice={data} />
          <Title order={2}>{texts.letters}</Title>
          {data.communications.length === 0 ? (
            <Nothing title={texts.noneTitle}>{texts.none}</Nothing>
          ) : (
            <Timeline bulletSize={14} active={data.communications.length}>
              {data.communications
                .toSorted((a, b) => b.date.localeCompare(a.date))
                .map(({ id, date, kind, summary }) => (
                  <Timeline.Item key={id} title={kind}>
                    <Text size="xs" c="dimmed">
                      {date.length === 10 ? formatDay(date) : date}
                    </Text>
                    <Text size="sm" style={{ whiteSpace: 'pre-line' }} maw={720}>
                      {summary}
                    </Text>
                  </Timeline.Item>
                ))}
            </Timeline>
          )}
          <Link to="/notices/$noticeId" params={{ noticeId: data.id }}>
            {texts.openNotice}
          </Link>
        </Stack>
      )}
    </QueryView>
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
