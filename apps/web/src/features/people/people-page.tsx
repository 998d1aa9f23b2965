import { Page } from '#web/ui';

export function PeoplePage() {
  return <Page title="People">{null}</Page>;
}
