import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './root';

export const noticesRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/notices',
    component: lazyRouteComponent(() => import('../features/notices/notices-page'), 'NoticesPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/notices/$noticeId',
    component: lazyRouteComponent(() => import('../features/notices/notice-page'), 'NoticePage'),
  }),
] as const;
