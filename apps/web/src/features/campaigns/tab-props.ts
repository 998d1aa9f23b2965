import type { CampaignProgress, CampaignView } from '#contracts/campaigns';

/** What every tab of a campaign is given. */
export interface TabProps {
  campaign: CampaignView;
  /** as live as it gets */
  progress: CampaignProgress | undefined;
}
