import { Page } from '#web/ui';

export function NoticesPage() {
  return <Page title="Notices">{null}</Page>;
}
