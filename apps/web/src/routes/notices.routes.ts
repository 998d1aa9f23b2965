import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { needs } from './needs';
import { signedInRoute } from './root';
import { texts } from './search';

export const noticesRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/notices',
    validateSearch: texts('q'),
    component: lazyRouteComponent(() => import('../features/notices/notices-page'), 'NoticesPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/notices/$noticeId',
    validateSearch: texts('from', 'to'),
    component: lazyRouteComponent(() => import('../features/notices/notice-page'), 'NoticePage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/notices/$noticeId/letter',
    beforeLoad: needs('notice.write'),
    component: lazyRouteComponent(() => import('../features/notices/letter-page'), 'LetterPage'),
  }),
] as const;
