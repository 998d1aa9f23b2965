import { Group, Paper, Stack, Text, Timeline, Title } from '@mantine/core';
import type { NoticeView } from '#contracts/notices';
import { useMay } from '#web/session';
import { LinkButton, ToneBadge, formatDayOrMonth } from '#web/ui';
import { noticeLetters } from '../../texts/en/letters';
import { notices as texts } from '../../texts/en/notices';

/** The communications of a notice, newest first: a later one can change scope and instructions. */
export function Letters({ notice }: { notice: NoticeView }) {
  const may = useMay();
  const letters = notice.communications.toSorted((a, b) => b.date.localeCompare(a.date));
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>{texts.lettersTitle}</Title>
          {may('notice.write') && (
            <LinkButton
              to="/notices/$noticeId/letter"
              params={{ noticeId: notice.id }}
              variant="default"
              size="xs"
            >
              {noticeLetters.enter}
            </LinkButton>
          )}
        </Group>
        {letters.length === 0 ? (
          <Text size="sm" c="dimmed">
            {texts.noLetters}
          </Text>
        ) : (
          <Timeline bulletSize={14} lineWidth={2} active={letters.length}>
            {letters.map(({ id, date, kind, summary, scopeChange, plan }) => (
              <Timeline.Item
                key={id}
                title={
                  <Text fw={600} size="sm">
                    {formatDayOrMonth(date)}: {kind}
                  </Text>
                }
              >
                <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
                  {summary}
                </Text>
                <Group gap="xs" mt={4}>
                  {scopeChange !== null && (
                    <ToneBadge tone="info">{noticeLetters.scopeChanges[scopeChange]}</ToneBadge>
                  )}
                  {plan !== null && (
                    <Text size="xs" c="dimmed">
                      {noticeLetters.followsPlan(plan.key, plan.version)}
                    </Text>
                  )}
                </Group>
              </Timeline.Item>
            ))}
          </Timeline>
        )}
      </Stack>
    </Paper>
  );
}
