import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { ConflictView, describeWork, outcomeLabel } from '#web/features/tasks';
import { notesOf, type OutboxItem, offlineRuntime, useOutbox } from '#web/offline';
import { useMe } from '#web/session';
import { formatMoment, Link, LinkButton, LoadingRows, Nothing, Page, ToneBadge } from '#web/ui';
import { offline as texts } from '../../texts/en/offline';
import { task as taskTexts } from '../../texts/en/task';
import { UnreadItems } from './unread-items';

/** Everything that was recorded on this device and where it stands; what the server refused waits for a decision. */
export function OutboxPage() {
  const me = useMe();
  const { ready, own, ownUnread, counts, others, stopped, broken } = useOutbox();
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    const { sendAtOnce } = await offlineRuntime();
    await sendAtOnce(me.id);
    setBusy(false);
  };
  const refused = own.filter(({ state }) => state === 'refused');
  const unsent = own.filter(({ state }) => state === 'waiting' || state === 'sending');
  const done = own.filter(({ state }) => state === 'done').toReversed();
  return (
    <Page
      title={texts.title}
      subtitle={texts.subtitle}
      size={900}
      actions={
        unsent.length > 0 && (
          <Button loading={busy} onClick={() => void send()}>
            {texts.sendNow}
          </Button>
        )
      }
    >
      {broken !== null && (
        <Alert role="alert" color="red" variant="outline" title={texts.brokenTitle}>
          {texts.broken(broken)}
        </Alert>
      )}
      {stopped && counts.unsent > 0 && (
        <Alert role="alert" color="gray" variant="outline" title={texts.stoppedTitle}>
          <Stack gap="sm" align="flex-start">
            <Text size="sm">{texts.stopped}</Text>
            <LinkButton to="/sign-in" search={{ back: '/outbox' }} size="sm">
              {texts.signIn}
            </LinkButton>
          </Stack>
        </Alert>
      )}
      {others > 0 && (
        <Alert role="status" color="gray" variant="outline" title={texts.othersTitle}>
          {texts.others(others)}
        </Alert>
      )}
      {!ready ? (
        <LoadingRows rows={3} />
      ) : (
        own.length + ownUnread.length === 0 && <Nothing title={texts.empty}>{texts.emptyWhy}</Nothing>
      )}
      <Items heading={texts.refusedHeading} items={refused} />
      {ownUnread.length > 0 && <UnreadItems items={ownUnread} />}
      <Items heading={texts.waitingHeading} items={unsent} />
      <Items heading={texts.doneHeading} items={done} />
    </Page>
  );
}

function Items({ heading, items }: { heading: string; items: readonly OutboxItem[] }) {
  if (items.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label={heading}>
      <Title order={2} size="h3">
        {heading}
      </Title>
      {items.map((item) => (
        <Item key={item.id} item={item} />
      ))}
    </Stack>
  );
}

const STATES = {
  waiting: { tone: 'soon', words: texts.stateWaiting },
  sending: { tone: 'soon', words: texts.stateSending },
  refused: { tone: 'late', words: texts.stateRefused },
  done: { tone: 'done', words: texts.stateDone },
} as const;

function Item({ item }: { item: OutboxItem }) {
  const { work, state } = item;
  const { tone, words } = STATES[state];
  const outcome = work.kind === 'completion' ? work.body.outcome : undefined;
  return (
    <Paper withBorder p="sm" role="group" aria-label={describeWork(item)}>
      <Stack gap="xs">
        <Group gap="xs" justify="space-between">
          <Group gap="xs">
            {work.kind === 'completion' ? (
              <Link to="/tasks/$taskId" params={{ taskId: work.taskId }} fw={600}>
                {describeWork(item)}
              </Link>
            ) : (
              <Text fw={600}>{describeWork(item)}</Text>
            )}
            {work.kind === 'completion' && outcome !== undefined && (
              <Text size="sm">{outcomeLabel(work.seen, outcome, taskTexts.exits)}</Text>
            )}
          </Group>
          <ToneBadge tone={tone}>{words}</ToneBadge>
        </Group>
        <Group gap="md">
          <Text size="sm" c="dimmed">
            {texts.doneAt(formatMoment(item.at))}
          </Text>
          {state === 'waiting' && item.tries > 0 && (
            <Text size="sm" c="dimmed">
              {texts.tries(item.tries)}
            </Text>
          )}
          {work.kind === 'completion' && work.photos.length > 0 && (
            <Text size="sm" c="dimmed">
              {texts.photos(work.photos.length)}
            </Text>
          )}
          {work.kind === 'scan' && (
            <Link to="/scan" search={{ code: work.code }} size="sm">
              {texts.lookUp}
            </Link>
          )}
        </Group>
        {state === 'done' &&
          notesOf(item).map((note) => (
            <Text size="sm" key={note}>
              {note}
            </Text>
          ))}
        {state === 'refused' && <ConflictView item={item} />}
      </Stack>
    </Paper>
  );
}
