import { Alert, List } from '@mantine/core';
import type { PlanDefinition } from '#contracts/plans';
import { plans as texts } from '../../texts/en/plans';
import { faultInWords, type Faults } from './plan-faults';

/** All that keeps a plan from being saved, in words. */
export function FaultList({ plan, faults }: { plan: PlanDefinition; faults: Faults }) {
  const list = Object.entries(faults);
  if (list.length === 0) return null;
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      title={`${texts.invalid}: ${texts.faultsTitle(list.length)}`}
    >
      <List size="sm">
        {list.map(([path, message]) => (
          <List.Item key={path}>{faultInWords(plan, path, message)}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
