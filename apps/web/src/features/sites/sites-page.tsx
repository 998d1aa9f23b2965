import { Page } from '#web/ui';

export function SitesPage() {
  return <Page title="Sites">{null}</Page>;
}
