import { Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { TaskView } from '#contracts/tasks';
import { texts as shared } from '#web/texts';
import { Failure, ReasonField, useIntentKey } from '#web/ui';
import { bulk as texts, tasks as taskTexts } from '../../texts/en/campaign-work';
import { BulkResults } from './bulk-results';
import { completeTasks } from './campaigns.queries';
import { askedFields, type FieldValue, FOLLOWS, StepField } from './step-field';
import { isExit, outcomeName } from './task-words';

/** Completes tasks of one step alike: one outcome, one reason, the same fields for all of them. */
export function CompleteDialog({
  opened,
  tasks,
  onClose,
  onDone,
}: {
  opened: boolean;
  tasks: readonly TaskView[];
  onClose: () => void;
  /** the ids of those that were refused */
  onDone: (refused: readonly string[]) => void;
}) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={texts.completeTitle(tasks.length)}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      {opened && <Completing tasks={tasks} onClose={onClose} onDone={onDone} />}
    </Modal>
  );
}

function Completing({
  tasks,
  onClose,
  onDone,
}: {
  tasks: readonly TaskView[];
  onClose: () => void;
  onDone: (refused: readonly string[]) => void;
}) {
  const [outcome, setOutcome] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [fields, setFields] = useState<Record<string, FieldValue>>({});
  const intent = useIntentKey();
  const [first] = tasks;
  const asks = first === undefined || outcome === null ? [] : askedFields(first, outcome);
  const photos = asks.some(({ type, required }) => type === 'photo' && required);
  const complete = useMutation({
    mutationFn: () => {
      const given = Object.fromEntries(
        asks.flatMap(({ key }) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
      );
      const same = {
        ...(outcome === null || outcome === FOLLOWS ? {} : { outcome }),
        ...(Object.keys(given).length === 0 ? {} : { fields: given }),
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      };
      const body = { tasks: tasks.map(({ id, version }) => ({ id, version, ...same })) };
      return completeTasks(body, intent.keyOf(body));
    },
    onSuccess: ({ results }) => {
      intent.done();
      onDone(results.filter(({ ok }) => !ok).map(({ id }) => id));
    },
  });
  if (complete.data !== undefined) {
    return (
      <BulkResults
        said={texts.completed(complete.data.completed)}
        results={complete.data.results}
        tasks={tasks}
        onFinish={onClose}
      />
    );
  }
  if (first === undefined || tasks.some(({ stepKey }) => stepKey !== first.stepKey)) {
    return (
      <Stack>
        <Text size="sm">{texts.oneStep}</Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>{texts.back}</Button>
        </Group>
      </Stack>
    );
  }
  const needsReason = outcome !== null && isExit(outcome);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    complete.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          {first.title}. {texts.sameForAll}
        </Text>
        <Radio.Group label={texts.outcome} value={outcome} onChange={setOutcome} required>
          <Stack gap="xs" mt="xs">
            {first.outcomeFrom !== null && <Radio value={FOLLOWS} label={texts.follows} />}
            {[...first.outcomes, ...Object.keys(taskTexts.exits)].map((value) => (
              <Radio key={value} value={value} label={outcomeName(value, first.outcomeLabels)} />
            ))}
          </Stack>
        </Radio.Group>
        {asks.map((field) => (
          <StepField
            key={field.key}
            field={field}
            value={fields[field.key]}
            onChange={(value) => setFields((old) => ({ ...old, [field.key]: value }))}
          />
        ))}
        {photos && <Text size="sm">{texts.photos}</Text>}
        {needsReason && (
          <ReasonField
            label={texts.reason}
            description={texts.reasonHint}
            maxLength={2000}
            value={reason}
            onChange={setReason}
          />
        )}
        <Textarea
          label={texts.note}
          autosize
          minRows={2}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {complete.error !== null && <Failure error={complete.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.common.cancel}
          </Button>
          <Button
            type="submit"
            loading={complete.isPending}
            disabled={outcome === null || photos || (needsReason && reason.trim() === '')}
          >
            {texts.complete}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
