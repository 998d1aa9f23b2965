import { Page } from '#web/ui';

export function CampaignsPage() {
  return <Page title="Campaigns">{null}</Page>;
}
