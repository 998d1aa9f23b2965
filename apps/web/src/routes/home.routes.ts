import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { overviewQuery } from '../features/campaigns/campaigns.queries';
import { signedInRoute } from './root';

export const homeRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/',
    // on its way while the page's code is
    loader: ({ context }) => void context.queries.prefetchQuery(overviewQuery),
    component: lazyRouteComponent(() => import('../features/home/home-page'), 'HomePage'),
  }),
] as const;
