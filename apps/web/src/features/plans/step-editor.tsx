import { Paper, Stack, Switch, Text } from '@mantine/core';
import type { PlanStep } from '#contracts/plans';
import { plans as texts } from '../../texts/en/plans';
import type { Faults } from './plan-faults';
import { mayBeOff } from './plan-flow';
import { StepBasics } from './step-basics';

/** What of one step can be adjusted for a campaign: whether it takes part, its words, its due rule, who does it. */
export function StepEditor({
  step,
  on,
  gone,
  faults,
  onToggle,
  onChange,
}: {
  step: PlanStep;
  on: boolean;
  /** nothing begins it any more, since another step was left out */
  gone: boolean;
  faults: Faults;
  onToggle: (on: boolean) => void;
  onChange: (step: PlanStep) => void;
}) {
  const fixed = !mayBeOff(step);
  return (
    <Paper withBorder p="md" role="group" aria-label={step.title || step.key}>
      <Stack gap="sm">
        <Switch
          label={texts.on(step.title)}
          description={fixed ? texts.alwaysOn : gone && on ? texts.off : undefined}
          checked={on && !gone}
          disabled={fixed || (gone && on)}
          onChange={(event) => onToggle(event.currentTarget.checked)}
        />
        {on && !gone && (
          <>
            <StepBasics step={step} faults={faults} onChange={onChange} />
            <Text size="xs" c="dimmed">
              {texts.outcome}: {step.outcomes.map(({ label }) => label).join(', ')}
            </Text>
          </>
        )}
      </Stack>
    </Paper>
  );
}
