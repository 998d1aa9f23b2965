import { Anchor, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ClockView } from '#contracts/identity';
import type { SweepView } from '#contracts/reminders';
import { ProblemError, request } from '#web/api';
import { useMay } from '#web/session';
import { texts } from '#web/texts';
import { Failure, formatMoment, formatNumber, Link, Page, QueryView, tellDone, ToneBadge } from '#web/ui';
import { settings } from '../../texts/en/administration';

const DAY_MS = 86_400_000;

/** How this Closeout runs: health, reminders owed, and the sample's clock. */
export function SettingsPage() {
  const may = useMay();
  return (
    <Page title={settings.title} subtitle={settings.subtitle} size={1000}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Health />
        {may('reminder.read') && <Reminders />}
        <Clock />
        <Section title={settings.lists}>
          <Stack gap="sm" align="flex-start">
            {may('user.read') && <Link to="/people">{texts.shell.people}</Link>}
            <Link to="/sites">{texts.shell.sites}</Link>
            <Link to="/plans">{texts.shell.plans}</Link>
            {may('audit.read') && <Link to="/audit">{settings.audit}</Link>}
            <Anchor href="/api/docs" underline="always">
              {settings.apiDocs}
            </Anchor>
          </Stack>
        </Section>
      </SimpleGrid>
    </Page>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Title order={2} size="h3">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

interface Readiness {
  checks: Record<string, string>;
}

/** What /readyz says; a part without an answer is named also when the whole is not ready. */
async function readiness(signal: AbortSignal): Promise<Readiness> {
  const answer = await fetch('/readyz', { signal });
  return (await answer.json()) as Readiness;
}

function Health() {
  const query = useQuery({
    queryKey: ['readyz'],
    queryFn: ({ signal }) => readiness(signal),
    refetchInterval: 10_000,
  });
  const names: Record<string, string> = {
    database: settings.database,
    queue: settings.queue,
    worker: settings.worker,
  };
  return (
    <Section title={settings.health}>
      <QueryView query={query} rows={2}>
        {({ checks }) => (
          <Stack gap={6}>
            {Object.entries(checks ?? {}).map(([part, state]) => (
              <Group key={part} justify="space-between">
                <Text size="sm">{names[part] ?? part}</Text>
                <ToneBadge tone={state === 'ok' ? 'done' : 'late'}>
                  {state === 'ok' ? settings.ok : state}
                </ToneBadge>
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}

function Reminders() {
  const query = useQuery({
    queryKey: ['reminders', 'sweep'],
    queryFn: ({ signal }) => request<SweepView>('GET', 'reminders/sweep', { signal }),
    refetchInterval: 10_000,
  });
  return (
    <Section title={settings.reminders}>
      <QueryView query={query} rows={2}>
        {({ sweptAt, unsent }) => (
          <Stack gap={6}>
            <Group justify="space-between">
              <Text size="sm">{settings.sweptAt}</Text>
              <Text size="sm">{sweptAt === null ? texts.common.none : formatMoment(sweptAt)}</Text>
            </Group>
            <Group justify="space-between">
              <Text size="sm">{settings.unsent}</Text>
              <Text size="sm" className="tabular">
                {formatNumber(unsent)}
              </Text>
            </Group>
            <Text size="xs" c="dimmed">
              {settings.unsentHelp}
            </Text>
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}

const clockKey = ['clock'] as const;

function Clock() {
  const may = useMay();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: clockKey,
    // a clock that cannot be moved has no address of its own
    queryFn: ({ signal }) =>
      request<ClockView>('GET', 'clock', { signal }).catch((error: unknown) => {
        if (error instanceof ProblemError && error.code === 'clock.not-movable') return null;
        throw error;
      }),
    refetchInterval: 30_000,
  });
  const moving = useMutation({
    mutationFn: ({ now, days }: { now: string; days: number }) =>
      request<ClockView>('POST', 'clock', {
        body: { advanceTo: new Date(Date.parse(now) + days * DAY_MS).toISOString() },
      }),
    onSuccess: async () => {
      tellDone(settings.moved);
      // everything that counts days looks different now
      await queries.invalidateQueries();
    },
  });
  return (
    <Section title={settings.clock}>
      <QueryView query={query} rows={2}>
        {(clock) =>
          clock === null ? (
            <Text size="sm">{settings.clockFixed}</Text>
          ) : (
            <Stack gap="xs">
              <Group justify="space-between">
                <Text size="sm">{settings.now}</Text>
                <Text size="sm">{formatMoment(clock.now)}</Text>
              </Group>
              <Text size="xs" c="dimmed">
                {settings.clockHelp}
              </Text>
              {may('clock.move') && (
                <Group gap="xs">
                  <Button
                    size="xs"
                    variant="default"
                    disabled={moving.isPending}
                    onClick={() => moving.mutate({ now: clock.now, days: 1 })}
                  >
                    {settings.day}
                  </Button>
                  <Button
                    size="xs"
                    variant="default"
                    disabled={moving.isPending}
                    onClick={() => moving.mutate({ now: clock.now, days: 7 })}
                  >
                    {settings.week}
                  </Button>
                </Group>
              )}
              {moving.error !== null && <Failure error={moving.error} />}
            </Stack>
          )
        }
      </QueryView>
    </Section>
  );
}
