import { Page } from '#web/ui';

export function PersonPage() {
  return <Page title="Person">{null}</Page>;
}
