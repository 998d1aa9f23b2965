import { Page } from '#web/ui';

export function PlanPage() {
  return <Page title="Plan">{null}</Page>;
}
