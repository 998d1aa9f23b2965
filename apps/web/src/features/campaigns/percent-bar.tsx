import { Group, Progress, Text } from '@mantine/core';
import { formatPercent } from '#web/ui';
import { campaign as texts } from '../../texts/en/campaigns';

/** How much of a campaign is closed, as a bar and as a number. */
export function PercentBar({ percent, size = 'md' }: { percent: number; size?: 'sm' | 'md' | 'lg' }) {
  return (
    <Group gap="xs" wrap="nowrap" w="100%">
      <Progress.Root size={size} style={{ flex: 1, minWidth: 48 }}>
        <Progress.Section value={percent} color="var(--app-info)" aria-label={texts.progressLabel} />
      </Progress.Root>
      <Text size={size === 'lg' ? 'lg' : 'sm'} fw={700} className="tabular" component="span">
        {formatPercent(percent)}
      </Text>
    </Group>
  );
}
