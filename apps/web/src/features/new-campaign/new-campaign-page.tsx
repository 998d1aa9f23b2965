import { Page } from '#web/ui';

export function NewCampaignPage() {
  return <Page title="New Campaign">{null}</Page>;
}
