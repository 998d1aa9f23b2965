import { Page } from '#web/ui';

export function ScanPage() {
  return <Page title="Scan">{null}</Page>;
}
