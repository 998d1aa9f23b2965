import {
  NumberInput,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { PlanStep } from '#contracts/plans';
import { setupPlan as texts } from '../../texts/en/setup-plan';
import { mayBeOff } from './plan-flow';

const everybody = ['coverage', 'site-lead', 'nurse-educator', 'risk-manager'] as const;

/** What of one step can be adjusted for a campaign: whether it takes part, its words, its due rule, who does it. */
export function StepEditor({
  step,
  on,
  gone,
  onToggle,
  onChange,
}: {
  step: PlanStep;
  on: boolean;
  /** nothing begins it any more, since another step was left out */
  gone: boolean;
  onToggle: (on: boolean) => void;
  onChange: (step: PlanStep) => void;
}) {
  const fixed = !mayBeOff(step);
  const who =
    step.scope === 'campaign'
      ? everybody.filter((one) => one === 'risk-manager' || one === step.assignTo)
      : everybody;
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
            <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
              <TextInput
                label={texts.stepTitle}
                value={step.title}
                required
                onChange={(event) => onChange({ ...step, title: event.currentTarget.value })}
              />
              <NumberInput
                label={texts.dueDays}
                min={0}
                max={730}
                allowDecimal={false}
                clampBehavior="strict"
                value={step.dueDays}
                onChange={(days) => typeof days === 'number' && onChange({ ...step, dueDays: days })}
              />
              <Select
                label={texts.whoLabel}
                allowDeselect={false}
                data={who.map((value) => ({ value, label: texts.who[value] ?? value }))}
                value={step.assignTo}
                onChange={(value) => onChange({ ...step, assignTo: value as PlanStep['assignTo'] })}
              />
            </SimpleGrid>
            <Textarea
              label={texts.instructions}
              rows={3}
              maxLength={4000}
              value={step.instructions}
              onChange={(event) => onChange({ ...step, instructions: event.currentTarget.value })}
            />
            <Text size="xs" c="dimmed">
              {texts.outcome}: {step.outcomes.map(({ label }) => label).join(', ')}
            </Text>
          </>
        )}
      </Stack>
    </Paper>
  );
}
