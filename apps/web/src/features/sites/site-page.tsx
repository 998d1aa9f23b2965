import { Page } from '#web/ui';

export function SitePage() {
  return <Page title="Site">{null}</Page>;
}
