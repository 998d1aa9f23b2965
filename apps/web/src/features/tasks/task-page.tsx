import { Page } from '#web/ui';

export function TaskPage() {
  return <Page title="Task">{null}</Page>;
}
