import { Page } from '#web/ui';

export function DevicePage() {
  return <Page title="Device">{null}</Page>;
}
