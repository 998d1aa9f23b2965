import { Page } from '#web/ui';

export function HomePage() {
  return <Page title="Home">{null}</Page>;
}
