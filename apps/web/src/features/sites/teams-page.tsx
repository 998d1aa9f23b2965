import { Page } from '#web/ui';

export function TeamsPage() {
  return <Page title="Teams">{null}</Page>;
}
