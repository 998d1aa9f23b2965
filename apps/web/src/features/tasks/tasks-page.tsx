import { Page } from '#web/ui';

export function TasksPage() {
  return <Page title="Tasks">{null}</Page>;
}
