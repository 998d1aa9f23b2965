import { Page } from '#web/ui';

export function NoticePage() {
  return <Page title="Notice">{null}</Page>;
}
