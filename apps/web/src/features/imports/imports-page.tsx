import { Page } from '#web/ui';

export function ImportsPage() {
  return <Page title="Imports">{null}</Page>;
}
