import { Alert, Button, Group, Modal, NativeSelect, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { TaskView } from '#contracts/tasks';
import { texts as shared } from '#web/texts';
import { Failure, ReasonField, tellFailure, useIntentKey, useStillThere } from '#web/ui';
import { type DraftHarm, HarmFields, toHarm } from '../tasks';
import { bulk as texts, tasks as taskTexts } from '../../texts/en/campaign-work';
import { askedFor, FOLLOWS } from './asked-for';
import { BulkResults } from './bulk-results';
import { completeTasks } from './campaigns.queries';
import { type FieldValue, StepField } from './step-field';
import { isExit, outcomeName, taskName } from './task-words';

/**
 * Completes tasks of one step alike: one outcome, one reason, the same fields for all of them; what is read from a single
 * pump is entered on its own page. That a patient was harmed is said of one of them: each such word opens a record of its
 * own, with its ten work days (21 CFR 803.30).
 */
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
      data-dialog="tasks-complete"
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
  tasks: given,
  onClose,
  onDone,
}: {
  tasks: readonly TaskView[];
  onClose: () => void;
  onDone: (refused: readonly string[]) => void;
}) {
  // after an answer: those that were refused and are open still
  const [tasks, setTasks] = useState(given);
  const [outcome, setOutcome] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [fields, setFields] = useState<Record<string, FieldValue>>({});
  const [harm, setHarm] = useState<DraftHarm | null>(null);
  const [chosen, setChosen] = useState('');
  const intent = useIntentKey();
  const stillThere = useStillThere();
  const [first] = tasks;
  const asked = first === undefined ? null : askedFor(first, outcome, tasks.length);
  const asks = asked?.fields ?? [];
  // which of the tasks is the one with the harm; '': not said yet
  const harmed = tasks.length === 1 ? first?.id : tasks.some(({ id }) => id === chosen) ? chosen : '';
  const complete = useMutation({
    mutationFn: () => {
      const filled = Object.fromEntries(
        asks.flatMap(({ key }) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
      );
      const same = {
        ...(outcome === null || outcome === FOLLOWS ? {} : { outcome }),
        ...(Object.keys(filled).length === 0 ? {} : { fields: filled }),
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      };
      const told = toHarm(harm);
      const body = {
        tasks: tasks.map(({ id, version }) => ({
          id,
          version,
          ...same,
          ...(told !== null && id === harmed ? { harm: told } : {}),
        })),
      };
      return completeTasks(body, intent.keyOf(body));
    },
    onSuccess: ({ results }) => {
      intent.done();
      onDone(results.filter(({ ok }) => !ok).map(({ id }) => id));
    },
    onError: (error) => stillThere() || tellFailure(error),
  });
  if (complete.data !== undefined) {
    const { completed, results } = complete.data;
    const refused = results.filter(({ ok }) => !ok);
    const again = refused.flatMap(({ task }) => (task?.status === 'open' ? [task] : []));
    return (
      <Stack>
        {harm !== null && refused.some(({ id }) => id === harmed) && (
          <Alert role="alert" color="red" variant="outline" title={texts.harmRefused}>
            {texts.harmRefusedWhat(harm.what)}
          </Alert>
        )}
        <BulkResults
          said={texts.completed(completed)}
          results={results}
          tasks={tasks}
          onFinish={onClose}
          onAgain={
            again.length === 0
              ? null
              : () => {
                  setTasks(again);
                  if (!refused.some(({ id }) => id === harmed)) setHarm(null);
                  complete.reset();
                }
          }
        />
      </Stack>
    );
  }
  if (first === undefined || asked === null || tasks.some(({ stepKey }) => stepKey !== first.stepKey)) {
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
            {asked.follows && <Radio value={FOLLOWS} label={texts.follows} />}
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
        {asked.ofEach !== null && <Text size="sm">{texts.ofEach[asked.ofEach]}</Text>}
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
        <HarmFields harm={harm} wrong={() => undefined} onChange={setHarm}>
          {tasks.length > 1 && (
            <NativeSelect
              label={texts.harmOf}
              description={texts.harmOfHint}
              required
              value={harmed}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={[
                { value: '', label: '' },
                ...tasks.map((task) => ({ value: task.id, label: taskName(task) })),
              ]}
            />
          )}
        </HarmFields>
        {complete.error !== null && <Failure error={complete.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.common.cancel}
          </Button>
          <Button
            type="submit"
            loading={complete.isPending}
            disabled={outcome === null || asked.blocked || (needsReason && reason.trim() === '')}
          >
            {texts.complete}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
