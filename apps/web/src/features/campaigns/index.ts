export { Burndown } from './burndown';
export {
  campaignKey,
  campaignQuery,
  campaignsOf,
  noticeQuery as noticeOf,
  progressQuery as progressOf,
  tasksKey,
} from './campaigns.queries';
export { LiveBadge } from './live-badge';
export { useLiveOverview } from './live';
export { PercentBar } from './percent-bar';
export { CampaignStatusBadge } from './status-badge';
export { sums } from './words';
