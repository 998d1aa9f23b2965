import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { needs } from './needs';
import { signedInRoute } from './root';

export const workRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/work',
    beforeLoad: needs('task.complete'),
    component: lazyRouteComponent(() => import('../features/work/work-page'), 'WorkPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/scan',
    beforeLoad: needs('task.complete'),
    component: lazyRouteComponent(() => import('../features/scan/scan-page'), 'ScanPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/tasks',
    component: lazyRouteComponent(() => import('../features/tasks/tasks-page'), 'TasksPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/tasks/$taskId',
    component: lazyRouteComponent(() => import('../features/tasks/task-page'), 'TaskPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/outbox',
    beforeLoad: needs('task.complete'),
    component: lazyRouteComponent(() => import('../features/work/outbox-page'), 'OutboxPage'),
  }),
] as const;
