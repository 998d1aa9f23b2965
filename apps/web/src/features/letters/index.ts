export { CampaignNewsBanner } from './campaign-news';
export { newsQuery as campaignNewsQuery } from './letters.queries';
export { NewsAtHome } from './news-at-home';
