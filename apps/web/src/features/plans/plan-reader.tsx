import { Group, List, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { ArrowRight } from 'lucide-react';
import type { PlanDefinition, RecallClassKey } from '#contracts/plans';
import { ToneBadge } from '#web/ui';
import { plans as texts } from '../../texts/en/plans';
import { type FlowStep, planFlow, type PlanFlow } from './plan-flow';
import classes from './plan-reader.module.css';

/** A plan as a person reads it: who does what by when, how it may end, and what each ending begins. */
export function PlanReader({ plan, recallClass }: { plan: PlanDefinition; recallClass: RecallClassKey }) {
  const flow = planFlow(plan);
  const groups = (['device', 'verification', 'site', 'campaign'] as const).filter(
    (group) => flow[group].length > 0,
  );
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      {groups.map((group) => (
        <FlowGroup key={group} group={group} steps={flow[group]} />
      ))}
      <Reminders plan={plan} recallClass={recallClass} />
    </SimpleGrid>
  );
}

function FlowGroup({ group, steps }: { group: keyof PlanFlow; steps: readonly FlowStep[] }) {
  return (
    <Paper withBorder p="md">
      <Title order={3}>{texts.groups[group]}</Title>
      <ol className={classes['flow']}>
        {steps.map((flow) => (
          <li key={flow.step.key}>
            <Step flow={flow} />
          </li>
        ))}
      </ol>
    </Paper>
  );
}

function Step({ flow: { step, after, outcomes } }: { flow: FlowStep }) {
  const verifying = step.startsOn === 'verification';
  const [only] = outcomes;
  const plain = outcomes.length === 1 && only?.begins.length === 0 && only.effect === undefined;
  return (
    <div>
      <Group gap="xs">
        <Text fw={600} size="sm">
          {step.title}
        </Text>
        <ToneBadge tone="soon">{texts.due(step.dueDays)}</ToneBadge>
      </Group>
      <Text size="sm" c="dimmed">
        {[
          texts.who[step.assignTo] ?? step.assignTo,
          ...(after.length > 0 ? [texts.waitsFor(after.join(', '))] : []),
          ...(step.fields.length > 0 ? [texts.asks(step.fields.map(({ label }) => label).join(', '))] : []),
        ].join(' · ')}
      </Text>
      {step.instructions !== '' && <Text size="sm">{step.instructions}</Text>}
      {!plain && (
        <ul className={classes['outcomes']} aria-label={texts.outcome}>
          {outcomes.map(({ label, effect, begins }, at) => {
            const told = begins.flatMap((next) => ('told' in next ? [next.told] : []));
            const named = begins.flatMap((next) => ('named' in next ? [texts.see(next.named)] : []));
            const key = step.outcomes[at]?.key ?? '';
            const said = [
              ...(effect === undefined ? [] : [texts.effects[effect] ?? effect]),
              ...(verifying && key === 'affected' ? [texts.affectedGoesOn] : []),
              ...(verifying && key === 'not-affected' ? [texts.notAffectedEnds] : []),
              ...named,
            ];
            return (
              <li key={key}>
                <Text size="sm" component="div">
                  <ArrowRight size={13} aria-hidden /> {label}
                  {said.length > 0 && <span>: {said.join('; ')}</span>}
                </Text>
                {told.length > 0 && (
                  <ul className={classes['begins']} aria-label={`${label}, ${texts.begins}`}>
                    {told.map((next) => (
                      <li key={next.step.key}>
                        <Step flow={next} />
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

function Reminders({ plan, recallClass }: { plan: PlanDefinition; recallClass: RecallClassKey }) {
  const { everyDays, everyDaysWhenLate } = plan.cadence;
  return (
    <Paper withBorder p="md">
      <Stack gap={6}>
        <Title order={3}>{texts.reminders}</Title>
        <Text size="sm">
          {texts.cadence(texts.every(everyDays[recallClass]))}
          {everyDaysWhenLate[recallClass] !== everyDays[recallClass] &&
            texts.cadenceLate(texts.every(everyDaysWhenLate[recallClass]))}
          .
        </Text>
        <List size="sm">
          {plan.ladder.map(({ afterDaysLate, to }) => (
            <List.Item key={`${afterDaysLate} ${to}`}>
              {texts.rung(afterDaysLate, texts.rungTo[to] ?? to)}
            </List.Item>
          ))}
        </List>
      </Stack>
    </Paper>
  );
}
