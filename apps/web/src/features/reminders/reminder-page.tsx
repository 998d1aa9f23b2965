import { Alert, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { ReminderDetail } from '#contracts/reminders';
import { request } from '#web/api';
import { campaignQuery } from '#web/features/campaigns';
import { formatMoment, Link, MailFrame, Page, QueryView } from '#web/ui';
import { reminders as texts } from '../../texts/en/reminders';
import { ReminderStateBadge } from './state-badge';

/** One reminder: what became of it, and the message as it was sent. */
export function ReminderPage() {
  const { reminderId } = useParams({ from: '/signed-in/reminders/$reminderId' });
  const query = useQuery({
    queryKey: ['reminders', reminderId],
    queryFn: ({ signal }) => request<ReminderDetail>('GET', `reminders/${reminderId}`, { signal }),
    // until it has been sent it may change at any moment
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'pending' || data?.state === 'sending' ? 3000 : false,
  });
  const data = query.data;
  return (
    <Page
      title={data?.subject ?? texts.title}
      subtitle={data !== undefined && <ReminderStateBadge state={data.state} />}
      size={960}
    >
      <QueryView query={query} rows={6}>
        {(reminder) => (
          <>
            <Facts reminder={reminder} />
            <Message reminder={reminder} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Facts({ reminder }: { reminder: ReminderDetail }) {
  const facts: Array<[string, ReactNode]> = [
    [
      texts.person,
      <Link key="person" to="/people/$personId" params={{ personId: reminder.person.id }}>
        {reminder.person.name}
      </Link>,
    ],
    [texts.kind, texts.kinds[reminder.kind]],
    [texts.onBehalfOf, reminder.onBehalfOf?.name],
    [texts.requestedBy, reminder.requestedBy?.name],
    [texts.createdAt, formatMoment(reminder.createdAt)],
    [texts.sentAt, reminder.sentAt === null ? null : formatMoment(reminder.sentAt)],
    [
      texts.campaigns,
      reminder.campaignIds.length === 0 ? null : (
        <Group key="campaigns" gap="xs">
          {reminder.campaignIds.map((id) => (
            <CampaignLink key={id} id={id} />
          ))}
        </Group>
      ),
    ],
    [texts.note, reminder.note],
    [texts.attempts, reminder.attempts > 1 ? reminder.attempts : null],
    [texts.lastError, reminder.lastError],
    [texts.serverAnswer, reminder.serverAnswer],
    [texts.messageId, reminder.messageId],
  ];
  return (
    <Group component="dl" gap="lg" m={0} align="flex-start">
      {facts
        .filter(([, value]) => value !== null && value !== undefined)
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

/** By its title; by its number where the reader may not see it any more. */
function CampaignLink({ id }: { id: string }) {
  const { data } = useQuery(campaignQuery(id));
  return (
    <Link to="/campaigns/$campaignId/$tab" params={{ campaignId: id, tab: 'reminders' }}>
      {data?.title ?? texts.campaign(id)}
    </Link>
  );
}

function Message({ reminder: { text, html, state } }: { reminder: ReminderDetail }) {
  const [as, setAs] = useState('seen');
  if (text === null && html === null) {
    return (
      <Alert variant="outline" color="gray">
        {state === 'dropped' ? texts.dropped : texts.notSentYet}
      </Alert>
    );
  }
  const seen = html !== null && (as === 'seen' || text === null);
  return (
    <Stack gap="xs" component="section" aria-label={texts.message}>
      <Group justify="space-between">
        <Title order={2}>{texts.message}</Title>
        {html !== null && text !== null && (
          <SegmentedControl
            size="xs"
            aria-label={texts.message}
            value={as}
            onChange={setAs}
            data={[
              { value: 'seen', label: texts.asSeen },
              { value: 'text', label: texts.asText },
            ]}
          />
        )}
      </Group>
      {seen ? (
        <MailFrame title={texts.frame} html={html} />
      ) : (
        <Paper withBorder p="md">
          <Text component="pre" size="sm" m={0} ff="monospace" style={{ whiteSpace: 'pre-wrap' }}>
            {text}
          </Text>
        </Paper>
      )}
    </Stack>
  );
}
