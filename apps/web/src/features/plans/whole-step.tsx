import { Button, Group, MultiSelect, Paper, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { PlanDefinition, PlanStep } from '#contracts/plans';
import { ToneBadge } from '#web/ui';
import { plans as texts } from '../../texts/en/plans';
import { FieldsEditor } from './fields-editor';
import { OutcomesEditor } from './outcomes-editor';
import type { Faults } from './plan-faults';
import { mayBeOff } from './plan-flow';
import { StepBasics } from './step-basics';

const nameOf = ({ title }: PlanStep): string => title || texts.newStep;

/** One step of a plan that is being edited: a line that says what it is, and opens to everything about it. */
export function WholeStep({
  plan,
  at,
  open,
  faults,
  onOpen,
  onChange,
  onMove,
  onRemove,
}: {
  plan: PlanDefinition;
  at: number;
  open: boolean;
  /** of this step, by the path below it */
  faults: Faults;
  onOpen: (open: boolean) => void;
  onChange: (step: PlanStep) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const step = plan.steps[at] as PlanStep;
  const others = plan.steps.filter((one) => one.key !== step.key);
  const options = (list: readonly PlanStep[]) => list.map((one) => ({ value: one.key, label: nameOf(one) }));
  const verifying = step.startsOn === 'verification';
  const wrong = Object.keys(faults).length;
  return (
    <Paper component="li" withBorder p="md">
      <Stack gap="sm" role="group" aria-label={texts.stepN(at + 1, step.title)}>
        <Group justify="space-between" gap="sm">
          <div style={{ flex: '1 1 240px', minWidth: 0 }}>
            <Title order={3} size="h4">
              {at + 1}. {nameOf(step)}
            </Title>
            <Text size="sm" c="dimmed">
              {[
                texts.scopes[step.scope],
                texts.due(step.dueDays),
                texts.who[step.assignTo],
                step.outcomes.map(({ label }) => label).join(' / '),
              ].join(' · ')}
            </Text>
            {wrong > 0 && <ToneBadge tone="late">{texts.faultsTitle(wrong)}</ToneBadge>}
          </div>
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              disabled={at === 0}
              aria-label={texts.moveUp(nameOf(step))}
              onClick={() => onMove(-1)}
            >
              {texts.up}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={at === plan.steps.length - 1}
              aria-label={texts.moveDown(nameOf(step))}
              onClick={() => onMove(1)}
            >
              {texts.down}
            </Button>
            <Button
              size="xs"
              variant={open ? 'filled' : 'default'}
              aria-expanded={open}
              aria-label={open ? texts.shutStep(nameOf(step)) : texts.editStep(nameOf(step))}
              onClick={() => onOpen(!open)}
            >
              {open ? texts.shut : texts.open}
            </Button>
          </Group>
        </Group>
        {open && (
          <>
            {faults[''] !== undefined && (
              <Text size="sm" c="error">
                {faults['']}
              </Text>
            )}
            <StepBasics step={step} faults={faults} onChange={onChange} />
            <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
              <Select
                label={texts.scope}
                allowDeselect={false}
                disabled={verifying}
                data={Object.entries(texts.scopes).map(([value, label]) => ({ value, label }))}
                value={step.scope}
                error={faults['scope']}
                onChange={(value) => onChange(scoped(step, value as PlanStep['scope']))}
              />
              <Select
                label={texts.beginsWhen}
                allowDeselect={false}
                disabled={verifying}
                data={(verifying ? ['verification'] : ['opening', 'outcome']).map((value) => ({
                  value,
                  label: texts.starts[value] ?? value,
                }))}
                value={step.startsOn}
                error={faults['startsOn']}
                onChange={(value) => onChange({ ...step, startsOn: value as PlanStep['startsOn'] })}
              />
              {!verifying && others.length > 0 && (
                <MultiSelect
                  label={texts.waits}
                  data={options(others.filter((one) => mayBeOff(one)))}
                  value={step.prerequisites}
                  error={faults['prerequisites']}
                  onChange={(prerequisites) => onChange({ ...step, prerequisites })}
                />
              )}
            </SimpleGrid>
            <OutcomesEditor
              step={step}
              next={options(others.filter(({ startsOn }) => startsOn === 'outcome'))}
              faults={faults}
              onChange={onChange}
            />
            <FieldsEditor step={step} faults={faults} onChange={onChange} />
            {!verifying && plan.steps.length > 2 && (
              <Group justify="flex-end">
                <Button size="xs" variant="default" onClick={onRemove}>
                  {texts.removeStep(nameOf(step))}
                </Button>
              </Group>
            )}
          </>
        )}
      </Stack>
    </Paper>
  );
}

/** What of a step holds for pumps alone goes with the pumps. */
function scoped(step: PlanStep, scope: PlanStep['scope']): PlanStep {
  if (scope === 'device') return { ...step, scope };
  const { derivedOutcome: _, ...rest } = step;
  return {
    ...rest,
    scope,
    outcomes: step.outcomes.map(({ effect: _effect, ...outcome }) => outcome),
    assignTo: scope === 'campaign' ? 'risk-manager' : step.assignTo,
  };
}
