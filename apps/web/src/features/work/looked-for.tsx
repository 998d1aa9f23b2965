import { Alert, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lookedForQuery } from '#web/features/tasks';
import { formatMoment, Link, ToneBadge } from '#web/ui';
import { work as texts } from '../../texts/en/work';

/** Of a pump that nobody has found: where it was looked for, when and by whom, so that nobody looks there twice. */
export function LookedFor({ deviceId }: { deviceId: string }) {
  const { data: tasks = [] } = useQuery(lookedForQuery(deviceId));
  return (
    <Alert color="gray" variant="outline" title={texts.lookedFor} role="status">
      <Stack gap="xs" align="flex-start">
        <ToneBadge tone="soon">{texts.notLocated}</ToneBadge>
        {tasks.length > 0 && <Text size="sm">{texts.lookedForWhy}</Text>}
        {tasks.map((task) => (
          <div key={task.id}>
            <List size="sm">
              {task.searched?.map(({ place, at }) => (
                <List.Item key={`${place} ${at}`}>
                  {place}, {formatMoment(at)}
                </List.Item>
              ))}
              {task.reason !== null && <List.Item>{task.reason}</List.Item>}
            </List>
            {task.completedBy !== null && task.completedAt !== null && (
              <Link to="/tasks/$taskId" params={{ taskId: task.id }} size="sm" className="thumb-link">
                {texts.lookedBy(task.completedBy.name, formatMoment(task.completedAt))}
              </Link>
            )}
          </div>
        ))}
      </Stack>
    </Alert>
  );
}
