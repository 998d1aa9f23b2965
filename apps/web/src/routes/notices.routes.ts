import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './root';

export const noticesRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/notices',
    validateSearch: ({ q }: Record<string, unknown>): { q?: string } =>
      typeof q === 'string' || typeof q === 'number' ? { q: String(q) } : {},
    component: lazyRouteComponent(() => import('../features/notices/notices-page'), 'NoticesPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/notices/$noticeId',
    component: lazyRouteComponent(() => import('../features/notices/notice-page'), 'NoticePage'),
  }),
] as const;
