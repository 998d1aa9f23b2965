import { Page } from '#web/ui';

export function ReminderPage() {
  return <Page title="Reminder">{null}</Page>;
}
