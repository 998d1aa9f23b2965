import { createRoute } from '@tanstack/react-router';
import { HomePage } from '../features/home/home-page';
import { overviewQuery } from '../features/campaigns/campaigns.queries';
import { signedInRoute } from './root';

/** Within the first file, like My work: over a slow network a page of its own is a second wait. */
export const homeRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/',
    // on its way before the page is drawn
    loader: ({ context }) => void context.queries.prefetchQuery(overviewQuery),
    component: HomePage,
  }),
] as const;
