import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { PlanDefinition, PlanView } from '#contracts/plans';
import { ConfirmButton, Failure, tellDone } from '#web/ui';
import { plans as texts } from '../../texts/en/plans';
import { FaultList } from './fault-list';
import { below, type Faults, faultsIn, faultsOf, NO_FAULTS } from './plan-faults';
import { type KeptPlan, withoutSteps } from './plan-flow';
import { RemindersEditor } from './reminders-editor';
import { StepEditor } from './step-editor';

/** Adjusts a plan for one campaign: it becomes a new version, and the campaign is pinned to it. */
export function PlanAdjuster({
  plan,
  kept,
  onChange,
  save,
  onEnd,
}: {
  plan: PlanView;
  kept: KeptPlan | null;
  onChange: (kept: KeptPlan) => void;
  /** makes the version and pins the campaign to it */
  save: { run: (plan: PlanDefinition) => Promise<PlanView>; busy: boolean; error: unknown };
  onEnd: () => Promise<void>;
}) {
  const [edited, setEdited] = useState<KeptPlan>(
    kept ?? { key: plan.key, version: plan.version, plan: plan.definition, off: [] },
  );
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const left = withoutSteps(edited.plan, new Set(edited.off));
  const change = (next: Partial<KeptPlan>) => {
    const value = { ...edited, ...next };
    setEdited(value);
    setFaults(NO_FAULTS);
    onChange(value);
  };
  const titleOf = (key: string) => edited.plan.steps.find((step) => step.key === key)?.title ?? key;

  const send = async () => {
    const found = faultsIn(left.plan);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    try {
      const saved = await save.run(left.plan);
      await onEnd();
      tellDone(texts.saved(saved.version));
    } catch (error) {
      setFaults(faultsOf(error, left.plan) ?? NO_FAULTS);
    }
  };
  /** of a step, by its place among those that take part */
  const faultsAt = (key: string): Faults =>
    below(faults, `steps.${left.plan.steps.findIndex((step) => step.key === key)}`);

  return (
    <Stack gap="md">
      <div>
        <Title order={2}>{texts.adjustTitle}</Title>
        <Text size="sm" c="dimmed">
          {texts.adjustText} {texts.kept}
        </Text>
      </div>
      {edited.plan.steps.map((step, at) => (
        <StepEditor
          key={step.key}
          step={step}
          on={!edited.off.includes(step.key)}
          gone={left.alsoOff.includes(step.key)}
          faults={faultsAt(step.key)}
          onToggle={(on) =>
            change({
              off: on ? edited.off.filter((key) => key !== step.key) : [...edited.off, step.key],
            })
          }
          onChange={(next) =>
            change({
              plan: { ...edited.plan, steps: edited.plan.steps.map((one, n) => (n === at ? next : one)) },
            })
          }
        />
      ))}
      {left.alsoOff.length > 0 && (
        <Text size="sm" role="status">
          {texts.alsoOff(left.alsoOff.map(titleOf).join(', '))}
        </Text>
      )}
      <Paper withBorder p="md">
        <RemindersEditor plan={edited.plan} onChange={(next) => change({ plan: next })} />
      </Paper>
      <FaultList plan={left.plan} faults={faults} />
      {save.error !== null && faults === NO_FAULTS && <Failure error={save.error} />}
      <Group justify="flex-end">
        <ConfirmButton
          data-dialog="plan-adjust-leave"
          variant="default"
          label={texts.cancel}
          title={texts.cancelTitle}
          question={texts.cancelText}
          confirm={texts.cancel}
          onConfirm={onEnd}
        />
        <Button loading={save.busy} onClick={() => void send()}>
          {texts.save}
        </Button>
      </Group>
    </Stack>
  );
}
