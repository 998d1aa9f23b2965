import { Group, Stack, Text } from '@mantine/core';
import { Link as RouterLink } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { DueBadge, HereBadge, type WorkItem } from '#web/features/tasks';
import type { TaskHere } from '#web/offline';
import { ToneBadge } from '#web/ui';
import { task as taskTexts } from '../../texts/en/task';
import { work as texts } from '../../texts/en/work';
import classes from './work-card.module.css';

/** One pump (or one task of a site or campaign) with everything that is to be done on it; the whole card is the link. */
export const WorkCard = memo(function WorkCard({ item }: { item: WorkItem }) {
  const { device, tasks } = item;
  if (device === null) {
    return tasks.map((task) => (
      <RouterLink key={task.id} to="/tasks/$taskId" params={{ taskId: task.id }} className={classes['card']}>
        <Line task={task} strong />
        <ChevronRight size={18} aria-hidden className={classes['arrow']} />
      </RouterLink>
    ));
  }
  const facts = [device.assetTag === null ? null : device.serialNumber, device.model].filter(Boolean);
  return (
    <RouterLink to="/work/$deviceId" params={{ deviceId: device.id }} className={classes['card']}>
      <Stack gap={4} style={{ flex: 1, minWidth: 0 }}>
        <Group gap="xs">
          <Text fw={700} size="lg" component="span">
            {device.assetTag ?? device.serialNumber ?? texts.unnamed}
          </Text>
          <Text size="sm" c="dimmed" component="span">
            {facts.join(', ')}
          </Text>
          {device.status === 'not-located' && <ToneBadge tone="soon">{texts.notLocated}</ToneBadge>}
        </Group>
        {tasks.map((task) => (
          <Line key={task.id} task={task} />
        ))}
      </Stack>
      <ChevronRight size={18} aria-hidden className={classes['arrow']} />
    </RouterLink>
  );
});

function Line({ task, strong = false }: { task: TaskHere; strong?: boolean }) {
  return (
    <Group gap="xs" style={{ flex: 1 }}>
      <Text size={strong ? 'md' : 'sm'} fw={strong ? 600 : 400} component="span">
        {task.title}
      </Text>
      {task.here !== null ? (
        <HereBadge here={task.here} />
      ) : task.status === 'waiting' ? (
        <ToneBadge tone="neutral">{taskTexts.statuses['waiting']}</ToneBadge>
      ) : (
        <DueBadge task={task} />
      )}
      {task.standingInFor !== null && (
        <ToneBadge tone="info">{taskTexts.standingIn(task.standingInFor.name)}</ToneBadge>
      )}
    </Group>
  );
}
