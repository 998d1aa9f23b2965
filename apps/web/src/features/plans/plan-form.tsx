import { Button, Group, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { PlanDefinition, PlanView } from '#contracts/plans';
import { ConfirmButton, Failure, formatMoment, HeadsUp, tellDone, useKept } from '#web/ui';
import { plans as texts } from '../../texts/en/plans';
import { FaultList } from './fault-list';
import { blankStep, movedStep, withoutStep } from './plan-drafts';
import { below, type Faults, faultsIn, faultsOf, NO_FAULTS } from './plan-faults';
import { keyOf, withKeys } from './plan-keys';
import { useCreateVersion } from './plans.queries';
import { RemindersEditor } from './reminders-editor';
import { WholeStep } from './whole-step';

interface Kept {
  /** what the changes began from */
  from: string;
  plan: PlanDefinition;
}

/**
 * A whole plan being edited. What is not saved yet is kept on this device.
 * @param from what it began from: changes kept from anything else are not taken up
 * @param taken keys of the plans that are there; null: it stays the plan that it is, and becomes its next version
 */
export function PlanForm({
  start,
  from,
  version,
  taken,
  onEnd,
}: {
  start: PlanDefinition;
  from: string;
  version: number;
  taken: readonly string[] | null;
  onEnd: (saved: PlanView | null) => Promise<void>;
}) {
  const { loaded, keep, forget } = useKept<Kept>(`plan-edit-${from}`);
  if (loaded === undefined) return null;
  const kept = loaded !== null && loaded.value.from === from ? loaded : null;
  return (
    <Stack>
      {kept !== null && <HeadsUp role="status" title={texts.restored(formatMoment(kept.at))} />}
      <Editing
        start={start}
        first={kept?.value.plan ?? start}
        version={version}
        taken={taken}
        onChange={(plan) => keep({ from, plan })}
        onEnd={async (saved) => {
          await forget();
          await onEnd(saved);
        }}
      />
    </Stack>
  );
}

function Editing({
  start,
  first,
  version,
  taken,
  onChange,
  onEnd,
}: {
  start: PlanDefinition;
  first: PlanDefinition;
  version: number;
  taken: readonly string[] | null;
  onChange: (plan: PlanDefinition) => void;
  onEnd: (saved: PlanView | null) => Promise<void>;
}) {
  const [plan, setPlan] = useState(first);
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [open, setOpen] = useState<readonly string[]>(
    taken === null ? [] : plan.steps.filter(({ title }) => title === '').map(({ key }) => key),
  );
  const [said, say] = useState('');
  const create = useCreateVersion();
  const frame = useRef<HTMLDivElement>(null);
  const goTo = useGoTo(frame);
  const change = (next: PlanDefinition) => {
    setPlan(next);
    setFaults(NO_FAULTS);
    onChange(next);
  };
  const show = (list: Faults) => {
    setFaults(list);
    const wrong = plan.steps.filter((_, at) => Object.keys(below(list, `steps.${at}`)).length > 0);
    setOpen((before) => [...new Set([...before, ...wrong.map(({ key }) => key)])]);
    goTo('[aria-invalid="true"], [role="alert"]');
  };
  const save = async () => {
    const key = taken === null ? plan.key : keyOf(plan.title, new Set(taken), 'plan');
    const whole = withKeys({ ...plan, key });
    const found = faultsIn(whole);
    if (Object.keys(found).length > 0) return show(found);
    try {
      const saved = await create.mutateAsync(whole);
      await onEnd(saved);
      tellDone(texts.savedVersion(saved.title, saved.version));
    } catch (error) {
      show(faultsOf(error, whole) ?? NO_FAULTS);
    }
  };
  const changed = JSON.stringify(plan) !== JSON.stringify(start);
  return (
    <Stack ref={frame}>
      <Paper withBorder p="md">
        <Stack gap="sm">
          <TextInput
            label={texts.planTitle}
            required
            value={plan.title}
            error={faults['title'] ?? faults['key']}
            onChange={(event) => change({ ...plan, title: event.currentTarget.value })}
          />
          <Textarea
            label={texts.summary}
            description={texts.summaryHint}
            autosize
            minRows={2}
            maxLength={2000}
            value={plan.summary}
            error={faults['summary']}
            onChange={(event) => change({ ...plan, summary: event.currentTarget.value })}
          />
        </Stack>
      </Paper>
      <Title order={2}>{texts.steps}</Title>
      <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {plan.steps.map((step, at) => (
          <WholeStep
            key={step.key}
            plan={plan}
            at={at}
            open={open.includes(step.key)}
            faults={below(faults, `steps.${at}`)}
            onOpen={(on) => setOpen(on ? [...open, step.key] : open.filter((key) => key !== step.key))}
            onChange={(next) =>
              change({ ...plan, steps: plan.steps.map((one, n) => (n === at ? next : one)) })
            }
            onMove={(by) => {
              change(movedStep(plan, at, by));
              say(texts.moved(step.title || texts.newStep, at + by + 1));
            }}
            onRemove={() => change(withoutStep(plan, step.key))}
          />
        ))}
      </Stack>
      <Text role="status" size="sm" c="dimmed">
        {said}
      </Text>
      <Button
        variant="default"
        w="fit-content"
        onClick={() => {
          const step = blankStep(plan);
          change({ ...plan, steps: [...plan.steps, step] });
          setOpen([...open, step.key]);
          goTo('ol > li:last-child input');
        }}
      >
        {texts.addStep}
      </Button>
      <Paper withBorder p="md">
        <RemindersEditor plan={plan} onChange={change} />
      </Paper>
      <FaultList plan={plan} faults={faults} />
      {create.error !== null && faults === NO_FAULTS && <Failure error={create.error} />}
      <Group justify="flex-end" gap="sm">
        {!changed && (
          <Text size="sm" c="dimmed">
            {texts.unchanged}
          </Text>
        )}
        <ConfirmButton
          data-dialog="plan-leave"
          variant="default"
          label={texts.leave}
          title={texts.leaveTitle}
          question={texts.leaveText}
          confirm={texts.leave}
          onConfirm={() => onEnd(null)}
        />
        <Button loading={create.isPending} disabled={!changed} onClick={() => void save()}>
          {taken === null ? texts.saveVersion(version) : texts.saveNew}
        </Button>
      </Group>
    </Stack>
  );
}

/** Brings the focus to the first element that fits, once it has been drawn. */
function useGoTo(frame: React.RefObject<HTMLElement | null>): (selector: string) => void {
  const [asked, ask] = useState<{ selector: string } | null>(null);
  useEffect(() => {
    if (asked === null) return;
    const found = frame.current?.querySelector<HTMLElement>(asked.selector);
    found?.focus();
    found?.scrollIntoView({ block: 'center' });
  }, [asked, frame]);
  return (selector) => ask({ selector });
}
