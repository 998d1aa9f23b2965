import { Page } from '#web/ui';

export function MessagePage() {
  return <Page title="Message">{null}</Page>;
}
