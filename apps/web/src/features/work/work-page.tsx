import { Page } from '#web/ui';

export function WorkPage() {
  return <Page title="Work">{null}</Page>;
}
