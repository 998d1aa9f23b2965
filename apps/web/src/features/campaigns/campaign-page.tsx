import { Page } from '#web/ui';

export function CampaignPage() {
  return <Page title="Campaign">{null}</Page>;
}
