import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { needs } from './needs';
import { signedInRoute } from './root';

export const campaignsRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns',
    component: lazyRouteComponent(() => import('../features/campaigns/campaigns-page'), 'CampaignsPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/new',
    beforeLoad: needs('campaign.manage'),
    component: lazyRouteComponent(
      () => import('../features/new-campaign/new-campaign-page'),
      'NewCampaignPage',
    ),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/$campaignId/setup',
    beforeLoad: needs('campaign.manage'),
    component: lazyRouteComponent(() => import('../features/new-campaign/setup-page'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/$campaignId',
    component: lazyRouteComponent(() => import('../features/campaigns/campaign-page'), 'CampaignPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/$campaignId/$tab',
    component: lazyRouteComponent(() => import('../features/campaigns/campaign-page'), 'CampaignPage'),
  }),
] as const;
