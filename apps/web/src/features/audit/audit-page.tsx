import { Page } from '#web/ui';

export function AuditPage() {
  return <Page title="Audit">{null}</Page>;
}
