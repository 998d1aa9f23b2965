import { Checkbox, Text } from '@mantine/core';
import type { TaskView } from '#contracts/tasks';
import { type Column, formatDay, Link, Place, ToneBadge } from '#web/ui';
import { tasks as texts } from '../../texts/en/campaign-work';
import { waits } from '../../texts/en/waits';
import { outcomeName, taskName, taskTone } from './task-words';
import type { Selection } from './use-selection';

/** The columns of the list of tasks; without a selection nothing can be chosen. */
export function taskColumns({
  phone,
  selection,
}: {
  phone: boolean;
  selection: Selection | null;
}): Column<TaskView>[] {
  const choose: Column<TaskView>[] =
    selection === null
      ? []
      : [
          {
            key: 'choose',
            label: texts.selectColumn,
            width: '48px',
            cell: (row) =>
              selection.can(row) && (
                <Checkbox
                  aria-label={texts.select(taskName(row))}
                  checked={selection.has(row.id)}
                  onChange={() => selection.toggle(row.id)}
                />
              ),
          },
        ];
  const name = (row: TaskView) => (
    <Link to="/tasks/$taskId" params={{ taskId: row.id }} preload={false}>
      {row.title}
    </Link>
  );
  const status: Column<TaskView> = {
    key: 'status',
    label: texts.status,
    width: phone ? '110px' : 'minmax(200px, 1fr)',
    cell: (row) => {
      const { tone, text } = taskTone(row);
      return (
        <ToneBadge tone={tone}>
          {row.outcome === null ? text : outcomeName(row.outcome, row.outcomeLabels)}
        </ToneBadge>
      );
    },
  };
  if (phone) {
    return [
      ...choose,
      {
        key: 'task',
        label: texts.task,
        width: 'minmax(150px, 1fr)',
        cell: (row) => (
          <>
            {name(row)}
            <Text size="xs" truncate>
              {[row.device?.assetTag ?? row.device?.serialNumber, row.site?.name].filter(Boolean).join(' · ')}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {row.assignee.name} · {formatDay(row.dueOn)}
            </Text>
            <WaitsFor task={row} />
          </>
        ),
      },
      status,
    ];
  }
  return [
    ...choose,
    {
      key: 'task',
      label: texts.step,
      width: 'minmax(160px, 1.6fr)',
      cell: (row) => (
        <>
          {name(row)}
          <WaitsFor task={row} />
        </>
      ),
    },
    {
      key: 'pump',
      label: texts.pump,
      width: 'minmax(110px, 1fr)',
      cell: ({ device }) =>
        device !== null && (
          <Link to="/devices/$deviceId" params={{ deviceId: device.id }} preload={false}>
            {device.assetTag ?? device.serialNumber ?? device.id}
          </Link>
        ),
    },
    {
      key: 'site',
      label: texts.site,
      width: 'minmax(150px, 1.7fr)',
      cell: ({ site, device }) =>
        site === null ? texts.ownTask : <Place site={site.name} location={device?.location} />,
    },
    {
      key: 'assignee',
      label: texts.assignee,
      width: 'minmax(110px, 1fr)',
      cell: ({ assignee }) => assignee.name,
    },
    { key: 'due', label: texts.due, width: '110px', cell: ({ dueOn }) => formatDay(dueOn) },
    status,
  ];
}

/** That a task waits for the firm, and what was promised. */
function WaitsFor({ task: { firmWait } }: { task: TaskView }) {
  if (!firmWait) return null;
  return (
    <Text size="xs" truncate>
      {[
        waits.waitsFor(waits.for[firmWait.waitsFor]),
        firmWait.promisedOn === null ? waits.noPromise : waits.promised(formatDay(firmWait.promisedOn)),
      ].join(', ')}
    </Text>
  );
}
