import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ClassBadge, LinkButton, formatDayOrMonth } from '#web/ui';
import { news as texts } from '../../texts/en/letters';
import { newsQuery } from './letters.queries';
import { SetAsideButton } from './set-aside';

/** On Home: letters to apply, and pumps that turned up after the end of a campaign. Nothing when there is neither. */
export function NewsAtHome() {
  const { data } = useQuery(newsQuery());
  if (data === undefined || data.letters.length + data.findings.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="to-decide">
      <Stack gap="sm">
        <Title order={2} size="h3" id="to-decide">
          {texts.title}
        </Title>
        {data.letters.map((waiting) => {
          const { campaignId, title, class: recallClass, status, letters, newest } = waiting;
          return (
            <Row
              key={`letter ${campaignId}`}
              recallClass={recallClass}
              title={status === 'open' ? texts.letters(title) : texts.lettersClosed(title)}
              text={texts.letterText(newest.kind, formatDayOrMonth(newest.date), letters - 1)}
              action={
                status === 'open' ? (
                  <LinkButton
                    to="/campaigns/$campaignId/difference"
                    params={{ campaignId }}
                    size="xs"
                    aria-label={`${texts.difference}: ${title}`}
                  >
                    {texts.difference}
                  </LinkButton>
                ) : (
                  <Group gap="xs">
                    <LinkButton
                      to="/campaigns/$campaignId"
                      params={{ campaignId }}
                      size="xs"
                      variant="default"
                      aria-label={`${texts.campaign}: ${title}`}
                    >
                      {texts.campaign}
                    </LinkButton>
                    <SetAsideButton of={waiting} />
                  </Group>
                )
              }
            />
          );
        })}
        {data.findings.map(({ campaignId, title, class: recallClass, devices }) => (
          <Row
            key={`findings ${campaignId}`}
            recallClass={recallClass}
            title={texts.findings(title)}
            text={texts.findingsText(devices)}
            action={
              <LinkButton
                to="/campaigns/$campaignId/findings"
                params={{ campaignId }}
                search={{ state: 'new' }}
                size="xs"
                aria-label={`${texts.look}: ${title}`}
              >
                {texts.look}
              </LinkButton>
            }
          />
        ))}
      </Stack>
    </Paper>
  );
}

function Row({
  recallClass,
  title,
  text,
  action,
}: {
  recallClass: string | null;
  title: string;
  text: string;
  action: ReactNode;
}) {
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="sm" style={{ flex: '1 1 260px' }} wrap="nowrap" align="flex-start">
        <ClassBadge recallClass={recallClass} />
        <div>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <Text size="xs" c="dimmed">
            {text}
          </Text>
        </div>
      </Group>
      {action}
    </Group>
  );
}
