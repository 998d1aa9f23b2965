export { Burndown } from './burndown';
export { campaignQuery, campaignsOf, progressQuery as progressOf } from './campaigns.queries';
export { LiveBadge } from './live-badge';
export { useLiveOverview } from './live';
export { PercentBar } from './percent-bar';
export { CampaignStatusBadge } from './status-badge';
export { sums } from './words';
