import { Page } from '#web/ui';

export function OutboxPage() {
  return <Page title="Outbox">{null}</Page>;
}
