import { Anchor, Image, SimpleGrid, Stack, Text, Timeline, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Check, RotateCcw } from 'lucide-react';
import type { TaskHistory as History, TaskView } from '#contracts/tasks';
import { apiPath } from '#web/api';
import { formatDayOrMonth, formatMoment, QueryView } from '#web/ui';
import { common } from '../../texts/en/common';
import { task as texts } from '../../texts/en/task';
import { outcomeLabel } from './completion-form';
import { taskHistoryQuery, taskPhotosQuery } from './task.queries';

type Entry = Pick<History['items'][number], 'outcome' | 'fields' | 'note' | 'reason' | 'searched'>;

const shown = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? common.yes : common.no) : String(value);

/** How a task ended, with everything that was recorded. */
export function Recorded({ task, entry }: { task: TaskView; entry: Entry }) {
  const labels = new Map(task.form.map(({ key, label, type }) => [key, { label, type }]));
  return (
    <Stack gap={2}>
      <Text fw={600}>{outcomeLabel(task, entry.outcome, texts.exits)}</Text>
      {Object.entries(entry.fields)
        .filter(([key]) => labels.get(key)?.type !== 'photo')
        .map(([key, value]) => (
          <Text size="sm" key={key}>
            {labels.get(key)?.label ?? texts.facts[key] ?? key}: {shown(value)}
          </Text>
        ))}
      {entry.reason !== null && <Text size="sm">{entry.reason}</Text>}
      {entry.searched?.map(({ place, at }) => (
        <Text size="sm" key={`${place} ${at}`}>
          {place}, {formatMoment(at)}
        </Text>
      ))}
      {entry.note !== null && (
        <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
          {entry.note}
        </Text>
      )}
    </Stack>
  );
}

/** Everything that was ever recorded for the task, newest first: what was set aside by reopening stays. */
export function TaskHistory({ task }: { task: TaskView }) {
  const history = useQuery(taskHistoryQuery(task.id));
  return (
    <Stack gap="xs" component="section" aria-labelledby="history">
      <Title order={2} size="h3" id="history">
        {texts.historyHeading}
      </Title>
      <QueryView query={history} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {texts.historyEmpty}
            </Text>
          ) : (
            <Timeline bulletSize={24} lineWidth={2} active={items.length}>
              {items.toReversed().map((entry) => (
                <Timeline.Item
                  key={entry.completedAt}
                  bullet={
                    entry.reopenedAt === null ? (
                      <Check size={14} aria-hidden />
                    ) : (
                      <RotateCcw size={14} aria-hidden />
                    )
                  }
                >
                  <Recorded task={task} entry={entry} />
                  <Text size="xs" c="dimmed">
                    {texts.completedBy(entry.completedBy.name, formatMoment(entry.completedAt))}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {entry.letter === null
                      ? texts.underNoLetter
                      : texts.underLetter(entry.letter.kind, formatDayOrMonth(entry.letter.date))}
                  </Text>
                  {entry.reopenedAt !== null && (
                    <Text size="sm">
                      {texts.reopenedBy(entry.reopenedBy?.name ?? '', formatMoment(entry.reopenedAt))}
                      {entry.reopenReason !== null && `: ${entry.reopenReason}`}
                    </Text>
                  )}
                </Timeline.Item>
              ))}
            </Timeline>
          )
        }
      </QueryView>
    </Stack>
  );
}

export function TaskPhotos({ taskId }: { taskId: string }) {
  const photos = useQuery(taskPhotosQuery(taskId));
  return (
    <Stack gap="xs" component="section" aria-labelledby="photos">
      <Title order={2} size="h3" id="photos">
        {texts.photosHeading}
      </Title>
      <QueryView query={photos} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {texts.photosEmpty}
            </Text>
          ) : (
            <SimpleGrid cols={{ base: 2, sm: 3 }}>
              {items.map((photo) => {
                const said = texts.photoBy(photo.takenBy.name, formatMoment(photo.createdAt));
                const address = apiPath(`tasks/${taskId}/photos/${photo.id}`);
                return (
                  <Anchor key={photo.id} href={address} target="_blank" rel="noreferrer" underline="never">
                    <Image src={address} alt={said} radius="sm" h={140} fit="cover" loading="lazy" />
                    <Text size="xs" c="dimmed">
                      {said}
                    </Text>
                  </Anchor>
                );
              })}
            </SimpleGrid>
          )
        }
      </QueryView>
    </Stack>
  );
}
