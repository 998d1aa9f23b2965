import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { offlineRuntime, type UnreadItem } from '#web/offline';
import { ConfirmButton, formatMoment, tellFailure, ToneBadge } from '#web/ui';
import { offline as texts } from '../../texts/en/offline';

/** What another version recorded on this device: kept as it is, until that version is back or its person decides. */
export function UnreadItems({ items }: { items: readonly UnreadItem[] }) {
  return (
    <Stack gap="xs" component="section" aria-label={texts.unreadHeading}>
      <Title order={2} size="h3">
        {texts.unreadHeading}
      </Title>
      <Text size="sm">{texts.unreadWhy}</Text>
      {items.map((item) => (
        <Unread key={item.n} item={item} />
      ))}
    </Stack>
  );
}

function Unread({ item }: { item: UnreadItem }) {
  return (
    <Paper withBorder p="sm" role="group" aria-label={texts.unreadItem}>
      <Stack gap="xs">
        <Group gap="xs" justify="space-between">
          <Text fw={600}>{texts.unreadItem}</Text>
          <ToneBadge tone="late">{texts.unreadState}</ToneBadge>
        </Group>
        <Group gap="md">
          <Text size="sm" c="dimmed">
            {item.at === null ? texts.unreadAtUnknown : texts.doneAt(formatMoment(item.at))}
          </Text>
          <Text size="sm" c="dimmed">
            {item.personName === null ? texts.unreadOfUnknown : texts.unreadOf(item.personName)}
          </Text>
        </Group>
        <Group gap="sm">
          <Button variant="default" onClick={() => void download(item)}>
            {texts.unreadDownload}
          </Button>
          <ConfirmButton
            data-dialog="outbox-discard-unread"
            label={texts.unreadDiscard}
            title={texts.unreadDiscardTitle}
            question={texts.unreadDiscardQuestion}
            confirm={texts.discardConfirm}
            color="red"
            variant="outline"
            onConfirm={async () => (await offlineRuntime()).discardUnread(item)}
          />
        </Group>
      </Stack>
    </Paper>
  );
}

async function download(item: UnreadItem): Promise<void> {
  try {
    const { unreadAsFile } = await offlineRuntime();
    const url = URL.createObjectURL(await unreadAsFile(item));
    const link = document.createElement('a');
    link.href = url;
    link.download = `closeout-work-${item.n}.json`;
    link.click();
    // the browser takes the file in its own time
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    tellFailure(error);
  }
}
