import { Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TaskView } from '#contracts/tasks';
import { newKey } from '#web/api';
import { useMay } from '#web/session';
import { ConfirmButton } from '#web/ui';
import { task as texts } from '../../texts/en/task';
import { peopleQuery, useAssignTask, useReopenTask } from './task.queries';

/** What a lead can do about a task: reopen a closed one, give an open one to somebody else. */
export function LeadActions({ task }: { task: TaskView }) {
  const may = useMay();
  if (task.status === 'closed') return may('task.reopen') ? <Reopen key={task.version} task={task} /> : null;
  if (task.status === 'withdrawn' || !may('task.assign')) return null;
  return <Assign key={task.version} task={task} />;
}

function Reopen({ task }: { task: TaskView }) {
  const [reason, setReason] = useState('');
  const [key] = useState(newKey);
  const { mutateAsync } = useReopenTask(task.id);
  return (
    <ConfirmButton
      data-dialog="task-reopen"
      variant="default"
      label={texts.reopen}
      title={texts.reopenTitle}
      confirm={texts.reopen}
      canConfirm={reason.trim() !== ''}
      onConfirm={() =>
        mutateAsync({
          key: `${key}-${task.version}-${reason.length}`,
          version: task.version,
          reason: reason.trim(),
        })
      }
      question={
        <Stack gap="sm">
          <Text size="sm">{texts.reopenQuestion}</Text>
          <Textarea
            label={texts.reopenReason}
            required
            autosize
            minRows={2}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Stack>
      }
    />
  );
}

function Assign({ task }: { task: TaskView }) {
  const [person, setPerson] = useState<string | null>(null);
  const [key] = useState(newKey);
  const people = useQuery(peopleQuery(task.site?.id ?? null));
  const { mutateAsync } = useAssignTask(task.id);
  const options = (people.data?.items ?? [])
    .filter(({ id, role }) => id !== task.assignee.id && role !== 'auditor')
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <ConfirmButton
      data-dialog="task-assign"
      variant="default"
      label={texts.assign}
      title={texts.assignTitle}
      confirm={texts.assignConfirm}
      canConfirm={person !== null}
      onConfirm={() =>
        mutateAsync({ key: `${key}-${person}`, version: task.version, assigneeId: person ?? '' })
      }
      question={
        <Select
          label={texts.assignTo}
          searchable
          data={options}
          value={person}
          onChange={setPerson}
          comboboxProps={{ withinPortal: true }}
          data-autofocus
        />
      }
    />
  );
}
