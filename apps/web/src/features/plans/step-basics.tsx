import { NumberInput, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { PlanStep } from '#contracts/plans';
import { plans as texts } from '../../texts/en/plans';
import { type Faults, NO_FAULTS } from './plan-faults';

const everybody = ['coverage', 'site-lead', 'nurse-educator', 'risk-manager'] as const;

/** What a step is called, by when it is due, who does it, and what they are told. */
export function StepBasics({
  step,
  faults = NO_FAULTS,
  onChange,
}: {
  step: PlanStep;
  /** by field */
  faults?: Faults;
  onChange: (step: PlanStep) => void;
}) {
  const who =
    step.scope === 'campaign'
      ? everybody.filter((one) => one === 'risk-manager' || one === step.assignTo)
      : everybody;
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <TextInput
          label={texts.stepTitle}
          value={step.title}
          required
          error={faults['title']}
          onChange={(event) => onChange({ ...step, title: event.currentTarget.value })}
        />
        <NumberInput
          label={texts.dueDays}
          min={0}
          max={730}
          allowDecimal={false}
          clampBehavior="strict"
          value={step.dueDays}
          error={faults['dueDays']}
          onChange={(days) => typeof days === 'number' && onChange({ ...step, dueDays: days })}
        />
        <Select
          label={texts.whoLabel}
          allowDeselect={false}
          data={who.map((value) => ({ value, label: texts.who[value] ?? value }))}
          value={step.assignTo}
          error={faults['assignTo']}
          onChange={(value) => onChange({ ...step, assignTo: value as PlanStep['assignTo'] })}
        />
      </SimpleGrid>
      <Textarea
        label={texts.instructions}
        rows={3}
        maxLength={4000}
        value={step.instructions}
        error={faults['instructions']}
        onChange={(event) => onChange({ ...step, instructions: event.currentTarget.value })}
      />
    </>
  );
}
