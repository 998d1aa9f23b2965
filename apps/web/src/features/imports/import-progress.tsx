import { Button, Group, Loader, Progress, Stack, Text } from '@mantine/core';
import type { ImportView } from '#contracts/imports';
import { formatNumber, formatPercent } from '#web/ui';
import { imports as texts } from '../../texts/en/imports';

/** How far a file has been sent. */
export function Sending({ sent, onStop }: { sent: number; onStop: () => void }) {
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {texts.sending(formatPercent(sent * 100))}
      </Text>
      <Progress value={sent * 100} aria-label={texts.sendingShort} size="lg" />
      <Button variant="default" w="fit-content" onClick={onStop}>
        {texts.stop}
      </Button>
    </Stack>
  );
}

/** How far an import has been read; it goes on by itself. */
export function Reading({ view }: { view: Pick<ImportView, 'rows'> | undefined }) {
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <Loader size="sm" aria-hidden />
        <Text size="sm" role="status" className="tabular">
          {view === undefined || view.rows === 0 ? texts.waiting : texts.readingRows(formatNumber(view.rows))}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        {texts.canLeave}
      </Text>
    </Stack>
  );
}
