import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { needs } from './needs';
import { signedInRoute } from './root';
import { texts } from './search';

/** What goes to people outside, and what is reported about patients. */
export const repliesRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/replies/$replyId',
    beforeLoad: needs('reply.read'),
    component: lazyRouteComponent(() => import('../features/replies/reply-page'), 'ReplyPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/harms',
    beforeLoad: needs('harm.read'),
    validateSearch: texts('state', 'campaign'),
    component: lazyRouteComponent(() => import('../features/harms/harms-page'), 'HarmsPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/harms/$harmId',
    beforeLoad: needs('harm.read'),
    component: lazyRouteComponent(() => import('../features/harms/harm-page'), 'HarmPage'),
  }),
] as const;
