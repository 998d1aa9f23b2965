export { plansQuery } from './new-campaign.queries';
export { PlanReader } from './plan-reader';
