import { Group, Loader, Skeleton, Stack, Text } from '@mantine/core';
import { texts } from '#web/texts';

export function Loading() {
  return (
    <Group role="status" p="md" gap="sm">
      <Loader size="sm" aria-hidden />
      <Text size="sm">{texts.common.loading}</Text>
    </Group>
  );
}

/** The place of a list that is on its way, so that the page does not jump. */
export function LoadingRows({ rows = 5 }: { rows?: number }) {
  return (
    <Stack role="status" aria-label={texts.common.loading} gap="xs">
      {Array.from({ length: rows }, (_, n) => (
        <Skeleton key={n} height={36} />
      ))}
    </Stack>
  );
}
