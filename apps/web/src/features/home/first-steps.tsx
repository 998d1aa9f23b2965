import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Page } from '#contracts/common';
import { request } from '#web/api';
import { useMe } from '#web/session';
import { LinkButton, ToneBadge } from '#web/ui';
import { home as texts } from '../../texts/en/home';

const anyOf = (path: string) => ({
  queryKey: [path, 'any'],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await request<Page<unknown>>('GET', path, { query: { limit: 1 }, signal })).items.length > 0,
});

/** What to do first in an empty hospital, in this order, and what of it is done. */
export function FirstSteps() {
  const me = useMe();
  const devices = useQuery(anyOf('devices'));
  const notices = useQuery(anyOf('notices'));
  const steps = [
    { ...texts.steps.sites, to: '/sites', done: me.sites.length > 0 },
    { ...texts.steps.fleet, to: '/imports/new', done: devices.data ?? false },
    { ...texts.steps.notice, to: '/notices', done: notices.data ?? false },
    { ...texts.steps.campaign, to: '/campaigns/new', done: false },
  ];
  const next = steps.find(({ done }) => !done);
  return (
    <Paper withBorder p="xl">
      <Stack>
        <div>
          <Title order={2} size="h3">
            {texts.startTitle}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.start}
          </Text>
        </div>
        <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {steps.map((step, at) => (
            <Group component="li" key={step.to} justify="space-between" gap="md" wrap="nowrap">
              <Group gap="sm" wrap="nowrap" align="baseline">
                <Text fw={700} w={20} className="tabular" aria-hidden>
                  {at + 1}
                </Text>
                <div>
                  <Group gap="xs">
                    <Text fw={600}>{step.title}</Text>
                    {step.done && <ToneBadge tone="done">{texts.stepDone}</ToneBadge>}
                  </Group>
                  <Text size="sm" c="dimmed">
                    {step.text}
                  </Text>
                </div>
              </Group>
              <LinkButton to={step.to} variant={step === next ? 'filled' : 'default'} size="sm" flex="none">
                {step.action}
              </LinkButton>
            </Group>
          ))}
        </Stack>
      </Stack>
    </Paper>
  );
}
