import { createRoute, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import { campaignSearch, campaignsSearch, isTab } from '../features/campaigns/search';
import type { SetupSearch } from '../features/new-campaign/setup-search';
import { differenceSearchKeys } from '../features/letters/difference-search';
import { needs } from './needs';
import { signedInRoute } from './root';
import { given, sought, texts } from './search';

const setupSteps: unknown[] = ['notice', 'preview', 'plan', 'people', 'open'];
const verdicts: unknown[] = ['affected', 'possibly-affected', 'not-affected', 'all'];
const word = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const campaignsRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns',
    validateSearch: campaignsSearch,
    component: lazyRouteComponent(() => import('../features/campaigns/campaigns-page'), 'CampaignsPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/new',
    beforeLoad: needs('campaign.manage'),
    validateSearch: ({ how, notice, q }: Record<string, unknown>) =>
      given({
        how: how === 'type' || how === 'pick' ? (how as 'pick' | 'type') : undefined,
        notice: word(notice),
        q: sought(q),
      }),
    component: lazyRouteComponent(
      () => import('../features/new-campaign/new-campaign-page'),
      'NewCampaignPage',
    ),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/$campaignId/setup',
    beforeLoad: needs('campaign.manage'),
    validateSearch: ({
      step,
      verdict,
      site,
      product,
      missing,
      doubtful,
      q,
    }: Record<string, unknown>): SetupSearch =>
      given({
        step: setupSteps.includes(step) ? (step as NonNullable<SetupSearch['step']>) : undefined,
        verdict: verdicts.includes(verdict) ? (verdict as NonNullable<SetupSearch['verdict']>) : undefined,
        site: word(site),
        product: word(product),
        missing: word(missing),
        doubtful: word(doubtful),
        q: sought(q),
      }),
    component: lazyRouteComponent(() => import('../features/new-campaign/setup-page'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/$campaignId',
    beforeLoad: ({ params }) => {
      throw redirect({
        to: '/campaigns/$campaignId/$tab',
        params: { ...params, tab: 'progress' },
        replace: true,
      });
    },
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/$campaignId/difference',
    validateSearch: texts(...differenceSearchKeys),
    component: lazyRouteComponent(() => import('../features/letters/difference-page'), 'DifferencePage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/$campaignId/findings',
    validateSearch: texts('state'),
    component: lazyRouteComponent(() => import('../features/letters/findings-page'), 'FindingsPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/$campaignId/$tab',
    validateSearch: campaignSearch,
    beforeLoad: ({ params }) => {
      if (!isTab(params.tab)) throw notFound();
    },
    component: lazyRouteComponent(() => import('../features/campaigns/campaign-page'), 'CampaignPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/campaigns/$campaignId/checks/$pumpId',
    component: lazyRouteComponent(() => import('../features/closeout/check-page'), 'CheckPage'),
  }),
] as const;
