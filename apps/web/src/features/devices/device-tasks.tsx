import { Stack, Text } from '@mantine/core';
import type { OpenTask } from '#contracts/fleet';
import { formatDay, Link, ToneBadge } from '#web/ui';
import { devices as texts } from '../../texts/en/devices';
import classes from './devices.module.css';

/** What is owed on the pump, of all campaigns in one list: the pump is touched once. */
export function DeviceTasks({
  tasks,
  missing,
}: {
  tasks: readonly OpenTask[];
  /** nobody finds the pump: its work is not over, it begins again when somebody does */
  missing: boolean;
}) {
  if (tasks.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {missing ? texts.nothingUntilFound : texts.nothingTodo}
      </Text>
    );
  }
  const campaigns = new Set(tasks.map(({ campaignId }) => campaignId)).size;
  return (
    <>
      <Text size="sm" c="dimmed">
        {texts.todoCount(tasks.length, campaigns)}
      </Text>
      <ul className={classes['rows']}>
        {tasks.map((task) => (
          <li key={task.id}>
            <div className={classes['row']}>
              <Stack gap={2}>
                <Link to="/tasks/$taskId" params={{ taskId: task.id }} fw={600}>
                  {task.title}
                </Link>
                <Text size="sm" c="dimmed">
                  <Link
                    to="/campaigns/$campaignId"
                    params={{ campaignId: task.campaignId }}
                    c="inherit"
                    inherit
                  >
                    {task.campaignTitle}
                  </Link>
                  {` · ${task.assignee.name}`}
                </Text>
              </Stack>
              {task.status === 'waiting' ? (
                <ToneBadge tone="neutral">{texts.waiting}</ToneBadge>
              ) : (
                <ToneBadge tone={task.late ? 'late' : 'soon'}>
                  {(task.late ? texts.late : texts.due)(formatDay(task.dueOn))}
                </ToneBadge>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
