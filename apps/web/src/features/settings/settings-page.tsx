import { Page } from '#web/ui';

export function SettingsPage() {
  return <Page title="Settings">{null}</Page>;
}
