import { Alert, Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useId } from '@mantine/hooks';
import { CircleSlash, MapPinOff } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Searched, TaskView } from '#contracts/tasks';
import type { OutboxItem } from '#web/offline';
import { localMinute } from '#web/locale';
import { tellFailure } from '#web/ui';
import { task as texts } from '../../texts/en/task';
import {
  CANNOT_LOCATE,
  type Draft,
  type DraftFault,
  emptyDraft,
  faults,
  fieldsAsked,
  gaps,
  isExit,
  NOT_APPLICABLE,
  outcomeLabel,
} from './completion-form';
import { ConflictView } from './conflict';
import { HarmFields } from './harm-fields';
import { Consequences } from './consequences';
import type { Ended } from './ended';
import { GapQuestion } from './gap-question';
import { ExtraPhotos } from './photo-button';
import { asDerived, derivedOf } from './derived';
import { DerivedView } from './derived-view';
import { SearchedPlaces } from './searched-places';
import classes from './task-form.module.css';
import { TaskField } from './task-fields';
import { useCompleting } from './use-completing';
import { usePictures } from './use-pictures';

/**
 * Closes one task: how it ended, what the step asks for, and one button. `onDone` is told what became of it.
 */
export function TaskForm({ task, onDone }: { task: TaskView; onDone: (ended: Ended) => void }) {
  const { complete, busy, refused } = useCompleting(task);
  const [draft, setDraft] = useState<Draft>(() => draftOf(refused));
  const [pictures, setPictures, takenOut] = usePictures(refused);
  const [lastPlace, setLastPlace] = useState<Searched | null>(null);
  const [tried, setTried] = useState(false);
  // the outcome for which it was asked whether to close without what is empty; of refused work it was asked before
  const [asking, setAsking] = useState(draft.outcome);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const end = useRef<HTMLDivElement>(null);
  const chosen = draft.outcome;
  // the button comes under the thumb with the choice: one tap to choose, one to close
  useEffect(() => {
    if (chosen !== null) end.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const derived = derivedOf(task, draft.values);
  const closing: Draft = {
    ...asDerived(draft, derived),
    searched: lastPlace === null ? draft.searched : [...draft.searched, lastPlace],
  };
  const withPictures: Draft = {
    ...closing,
    values: {
      ...draft.values,
      ...Object.fromEntries(
        pictures.flatMap(({ field, localId }) => (field === null ? [] : [[field, localId]])),
      ),
    },
  };
  const { outcome } = closing;
  const extra = pictures.filter(({ field }) => field === null);
  const left = gaps(task, withPictures, extra.length);
  const missing = tried ? faults(task, withPictures) : [];
  const wrong = (at: string): string | undefined => messageOf(missing, refused, at);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (faults(task, withPictures).length > 0) {
      setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    if (left.length > 0 && asking !== outcome) return setAsking(outcome);
    complete(closing, pictures, takenOut).then(
      ({ completed, notes }) => {
        if (completed === 'refused') return;
        onDone({
          completed,
          outcome: outcome === null ? null : label(outcome),
          harm: closing.harm !== null,
          notes,
          campaignId: task.campaignId,
        });
      },
      (error: unknown) => tellFailure(error, texts.notKept),
    );
  };
  const label = (of: string): string => outcomeLabel(task, of, texts.exits);
  const follows = task.outcomeFrom !== null;
  const asked = fieldsAsked(task, outcome);
  const renderField = (field: TaskView['form'][number]) => (
    <div key={field.key} data-field={field.key}>
      <TaskField
        field={field}
        value={draft.values[field.key]}
        picture={pictures.find((picture) => picture.field === field.key)}
        error={wrong(field.key)}
        onChange={(value) => change({ values: { ...draft.values, [field.key]: value } })}
        onPicture={(picture) =>
          setPictures([
            ...pictures.filter((other) => other.field !== field.key),
            ...(picture === null ? [] : [picture]),
          ])
        }
      />
    </div>
  );
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label={texts.formOf(task.title)}>
      <Stack gap="md">
        {task.instructions !== '' && <Text style={{ whiteSpace: 'pre-line' }}>{task.instructions}</Text>}
        {task.missing.length > 0 && (
          <Text size="sm">
            {texts.missingFacts(task.missing.map((fact) => texts.facts[fact] ?? fact).join(', '))}
          </Text>
        )}
        {refused?.refusal && <ConflictView item={refused} />}
        {follows && asked.map(renderField)}
        {follows && <DerivedView derived={derived} label={label} />}
        <Radio.Group
          value={outcome ?? ''}
          onChange={(value) => change({ outcome: value })}
          label={follows ? texts.outcomeOrFollows : texts.outcome}
          error={wrong('outcome')}
        >
          <div className={classes['outcomes']}>
            {task.outcomes.map((key) => (
              <OutcomeCard
                key={key}
                value={key}
                label={label(key)}
                // what follows from the version is not chosen: the server would refuse another outcome
                disabled={derived !== null && derived.what !== 'unclear' && derived.outcome !== key}
              />
            ))}
          </div>
          <Group gap="xs" mt="xs">
            <OutcomeCard
              small
              value={NOT_APPLICABLE}
              label={texts.exits[NOT_APPLICABLE] ?? ''}
              icon={<CircleSlash size={16} aria-hidden />}
            />
            {task.device !== null && (
              <OutcomeCard
                small
                value={CANNOT_LOCATE}
                label={texts.exits[CANNOT_LOCATE] ?? ''}
                icon={<MapPinOff size={16} aria-hidden />}
              />
            )}
          </Group>
        </Radio.Group>
        {!follows && asked.map(renderField)}
        {outcome === CANNOT_LOCATE && (
          <SearchedPlaces
            searched={draft.searched}
            error={wrong('searched')}
            onChange={(searched) => change({ searched })}
            onTyped={setLastPlace}
          />
        )}
        {isExit(outcome) && (
          <Textarea
            label={outcome === NOT_APPLICABLE ? texts.reason : texts.reasonNotLocated}
            autosize
            minRows={2}
            value={draft.reason}
            error={wrong('reason')}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
        )}
        <details open={draft.note !== '' || extra.length > 0}>
          <summary className={classes['more'] ?? ''}>{texts.noteAndPhoto}</summary>
          <Stack gap="sm" mt="xs">
            <Textarea
              label={texts.note}
              autosize
              minRows={2}
              value={draft.note}
              onChange={(event) => change({ note: event.currentTarget.value })}
            />
            <ExtraPhotos
              pictures={extra}
              onChange={(next) => setPictures([...pictures.filter(({ field }) => field !== null), ...next])}
            />
          </Stack>
        </details>
        <HarmFields harm={draft.harm} wrong={wrong} onChange={(harm) => change({ harm })} />
        {missing.length > 0 && (
          <Alert role="alert" color="red" variant="outline" p="xs" id={`${id}-missing`}>
            {texts.incomplete}
          </Alert>
        )}
        <Consequences task={task} outcome={outcome} values={draft.values} />
        <div ref={end} className={classes['confirm']}>
          {left[0] !== undefined && asking !== null && asking === outcome ? (
            <GapQuestion
              gap={left[0]}
              busy={busy}
              onPicture={(picture) => setPictures([...pictures, picture])}
              onFill={() =>
                form.current?.querySelector<HTMLElement>(`[data-field="${left[0]?.key}"] input`)?.focus()
              }
            />
          ) : (
            <Button type="submit" size="lg" fullWidth loading={busy}>
              {outcome === null ? texts.close : texts.closeAs(label(outcome))}
            </Button>
          )}
        </div>
      </Stack>
    </form>
  );
}

function OutcomeCard({
  value,
  label,
  icon,
  small = false,
  disabled = false,
}: {
  value: string;
  label: string;
  icon?: ReactNode;
  small?: boolean;
  disabled?: boolean;
}) {
  return (
    <Radio.Card value={value} disabled={disabled} className={classes[small ? 'exit' : 'outcome'] ?? ''}>
      <Radio.Indicator size={small ? 'xs' : 'sm'} />
      {icon}
      <span>{label}</span>
    </Radio.Card>
  );
}

/** What a person wrote and the server refused is there to be mended, not to be written again. */
function draftOf(refused: OutboxItem | undefined): Draft {
  if (refused?.work.kind !== 'completion') return emptyDraft();
  const { outcome, fields, note, reason, searched, harm } = refused.work.body;
  return {
    outcome: outcome ?? null,
    values: { ...fields },
    note: note ?? '',
    reason: reason ?? '',
    searched: searched ?? [],
    harm: harm === undefined ? null : { awareAt: localMinute(new Date(harm.awareAt)), what: harm.what },
  };
}

/** What is missing here, or what the server said about it. */
function messageOf(
  missing: readonly DraftFault[],
  refused: OutboxItem | undefined,
  at: string,
): string | undefined {
  const own = missing.find((fault) => fault.at === at);
  if (own !== undefined) return texts.faults[own.why];
  return refused?.refusal?.errors.find(({ path }) => path === at || path === `fields.${at}`)?.message;
}
