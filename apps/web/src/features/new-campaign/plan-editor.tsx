import { Alert, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import { PlanDefinition, type PlanView } from '#contracts/plans';
import { ProblemError } from '#web/api';
import { ConfirmButton, Failure, tellDone } from '#web/ui';
import { setupPlan as texts } from '../../texts/en/setup-plan';
import { useAdjustPlan } from './new-campaign.queries';
import { type KeptPlan, withoutSteps } from './plan-flow';
import { RemindersEditor } from './reminders-editor';
import { StepEditor } from './step-editor';

interface Fault {
  at: string;
  message: string;
}

/** Adjusts a plan for one campaign: it becomes a new version, and the campaign is pinned to it. */
export function PlanEditor({
  campaign,
  plan,
  kept,
  onChange,
  onEnd,
}: {
  campaign: CampaignView;
  plan: PlanView;
  kept: KeptPlan | null;
  onChange: (kept: KeptPlan) => void;
  onEnd: () => Promise<void>;
}) {
  const [edited, setEdited] = useState<KeptPlan>(
    kept ?? { key: plan.key, version: plan.version, plan: plan.definition, off: [] },
  );
  const [faults, setFaults] = useState<Fault[]>([]);
  const adjust = useAdjustPlan(campaign.id);
  const left = withoutSteps(edited.plan, new Set(edited.off));
  const change = (next: Partial<KeptPlan>) => {
    const value = { ...edited, ...next };
    setEdited(value);
    setFaults([]);
    onChange(value);
  };
  const titleOf = (key: string) => edited.plan.steps.find((step) => step.key === key)?.title ?? key;

  const save = async () => {
    const read = PlanDefinition.safeParse(left.plan);
    if (!read.success) {
      setFaults(read.error.issues.map(({ path, message }) => faultAt(left.plan, path.map(String), message)));
      return;
    }
    try {
      const saved = await adjust.mutateAsync(read.data);
      await onEnd();
      tellDone(texts.saved(saved.version));
    } catch (error) {
      if (error instanceof ProblemError)
        setFaults(error.errors.map(({ path, message }) => faultAt(left.plan, path.split('.'), message)));
    }
  };

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
      {faults.length > 0 && (
        <Alert role="alert" color="red" variant="outline" title={texts.invalid}>
          <List size="sm">
            {faults.map(({ at, message }) => (
              <List.Item key={`${at} ${message}`}>{at === '' ? message : `${at}: ${message}`}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {adjust.error !== null && faults.length === 0 && <Failure error={adjust.error} />}
      <Group justify="flex-end">
        <ConfirmButton
          variant="default"
          label={texts.cancel}
          title={texts.cancelTitle}
          question={texts.cancelText}
          confirm={texts.cancel}
          onConfirm={onEnd}
        />
        <Button loading={adjust.isPending} onClick={() => void save()}>
          {texts.save}
        </Button>
      </Group>
    </Stack>
  );
}

/** steps.3.prerequisites → the title of that step: a person knows no paths. */
function faultAt(plan: PlanDefinition, path: string[], message: string): Fault {
  const step = path[0] === 'steps' && path[1] !== undefined ? plan.steps[Number(path[1])] : undefined;
  return { at: step === undefined ? '' : texts.atStep(step.title || step.key), message };
}
