import { Page } from '#web/ui';

export function PlansPage() {
  return <Page title="Plans">{null}</Page>;
}
