import { Button, Group, MultiSelect, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { deviceEffects, type PlanOutcome, type PlanStep } from '#contracts/plans';
import { plans as texts } from '../../texts/en/plans';
import { below, type Faults } from './plan-faults';
import { newKey } from './plan-keys';
import classes from './plan-editor.module.css';

/** How a step may end: what each outcome is called, what it does to the record of the pump, what it begins. */
export function OutcomesEditor({
  step,
  next,
  faults,
  onChange,
}: {
  step: PlanStep;
  /** steps that an outcome of this one may begin */
  next: ReadonlyArray<{ value: string; label: string }>;
  faults: Faults;
  onChange: (step: PlanStep) => void;
}) {
  const verifying = step.startsOn === 'verification';
  const set = (at: number, outcome: PlanOutcome) =>
    onChange({ ...step, outcomes: step.outcomes.map((one, n) => (n === at ? outcome : one)) });
  const remove = (key: string) =>
    onChange({
      ...step,
      outcomes: step.outcomes.filter((one) => one.key !== key),
      fields: step.fields.map(({ askedFor, ...field }) => {
        const left = askedFor?.filter((one) => one !== key) ?? [];
        return left.length === 0 ? field : { ...field, askedFor: left };
      }),
    });
  return (
    <Stack gap="xs" role="group" aria-label={texts.outcomesTitle}>
      <Title order={4}>{texts.outcomesTitle}</Title>
      {verifying && (
        <Text size="xs" c="dimmed">
          {texts.outcomeFixed}
        </Text>
      )}
      {faults['outcomes'] !== undefined && (
        <Text size="sm" c="error">
          {faults['outcomes']}
        </Text>
      )}
      {step.outcomes.map((outcome, at) => {
        const wrong = below(faults, `outcomes.${at}`);
        return (
          <div key={outcome.key} className={classes['row']}>
            <TextInput
              label={texts.outcomeLabel(at + 1)}
              required
              value={outcome.label}
              error={wrong['label'] ?? wrong['key']}
              onChange={(event) => set(at, { ...outcome, label: event.currentTarget.value })}
            />
            {step.scope === 'device' && !verifying && (
              <Select
                label={texts.outcomeEffect(at + 1)}
                allowDeselect={false}
                data={[
                  { value: '', label: texts.effectNone },
                  ...deviceEffects.map((value) => ({ value, label: texts.effects[value] ?? value })),
                ]}
                value={outcome.effect ?? ''}
                error={wrong['effect']}
                onChange={(value) => {
                  const { effect: _, ...rest } = outcome;
                  set(at, value ? { ...rest, effect: value as NonNullable<PlanOutcome['effect']> } : rest);
                }}
              />
            )}
            {!verifying && next.length > 0 && (
              <MultiSelect
                label={texts.outcomeStarts(at + 1)}
                data={[...next]}
                value={outcome.starts}
                error={wrong['starts']}
                onChange={(starts) => set(at, { ...outcome, starts })}
              />
            )}
            {!verifying && step.outcomes.length > 1 && (
              <Button variant="default" size="xs" onClick={() => remove(outcome.key)}>
                {texts.removeOutcome(at + 1)}
              </Button>
            )}
          </div>
        );
      })}
      {!verifying && (
        <Group>
          <Button
            variant="default"
            size="xs"
            onClick={() =>
              onChange({
                ...step,
                outcomes: [
                  ...step.outcomes,
                  { key: newKey(step.outcomes.map(({ key }) => key)), label: '', starts: [] },
                ],
              })
            }
          >
            {texts.addOutcome}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
