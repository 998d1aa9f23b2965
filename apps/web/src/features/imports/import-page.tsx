import { Page } from '#web/ui';

export function ImportPage() {
  return <Page title="Import">{null}</Page>;
}
