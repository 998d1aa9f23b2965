import { Page } from '#web/ui';

export function DevicesPage() {
  return <Page title="Devices">{null}</Page>;
}
