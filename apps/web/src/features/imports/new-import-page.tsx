import { Page } from '#web/ui';

export function NewImportPage() {
  return <Page title="New Import">{null}</Page>;
}
