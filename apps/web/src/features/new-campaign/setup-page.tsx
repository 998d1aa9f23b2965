import { Page } from '#web/ui';

export function SetupPage() {
  return <Page title="Setup">{null}</Page>;
}
