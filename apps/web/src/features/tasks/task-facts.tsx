import { Group, Text } from '@mantine/core';
import type { TaskView } from '#contracts/tasks';
import type { TaskHere } from '#web/offline';
import { ClassBadge, formatDay, Link, ToneBadge } from '#web/ui';
import { task as texts } from '../../texts/en/task';
import { waits } from '../../texts/en/waits';

/** When a task is due, late in words, and whether it waits for the firm. */
export function DueBadge({
  task,
}: {
  task: Pick<TaskView, 'dueOn' | 'late' | 'status'> & { firmWait?: TaskView['firmWait'] };
}) {
  if (task.status === 'closed' || task.status === 'withdrawn') {
    return (
      <ToneBadge tone={task.status === 'closed' ? 'done' : 'neutral'}>
        {texts.statuses[task.status]}
      </ToneBadge>
    );
  }
  return (
    <>
      {task.late ? (
        <ToneBadge tone="late">{texts.lateSince(formatDay(task.dueOn))}</ToneBadge>
      ) : (
        <ToneBadge tone="neutral">{texts.dueOn(formatDay(task.dueOn))}</ToneBadge>
      )}
      {task.firmWait && (
        <>
          {' '}
          <ToneBadge tone="info">{waits.waitsFor(waits.for[task.firmWait.waitsFor])}</ToneBadge>
        </>
      )}
    </>
  );
}

/** What became of a task on this device; nothing when nothing did. */
export function HereBadge({ here }: { here: TaskHere['here'] }) {
  if (here === null) return null;
  return (
    <ToneBadge tone={here === 'refused' ? 'late' : here === 'sent' ? 'done' : 'soon'}>
      {texts.here[here]}
    </ToneBadge>
  );
}

/** The campaign a task belongs to, and whom it is done for. */
export function TaskFacts({ task }: { task: TaskView }) {
  return (
    <Group gap="xs">
      <ClassBadge recallClass={task.campaignClass} />
      <Text size="sm" component="div">
        <Link to="/campaigns/$campaignId" params={{ campaignId: task.campaignId }} className="thumb-link">
          {task.campaignTitle}
        </Link>
      </Text>
      <Text size="sm" c="dimmed">
        {task.assignee.name}
        {task.standingInFor !== null && ` (${texts.standingIn(task.standingInFor.name)})`}
      </Text>
    </Group>
  );
}
