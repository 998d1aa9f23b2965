import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { mineQuery } from '#web/offline';
import { WorkPage } from '../features/work/work-page';
import { isMyWork, tasksSearch, type TasksSearch } from '../features/tasks/tasks-search';
import { needs } from './needs';
import { signedInRoute } from './root';
import { given, sought, texts } from './search';

const text = (value: unknown, max: number): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.slice(0, max) : undefined;

/** My work is within the first file; what is opened from it comes when it is. */
export const workRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/work',
    validateSearch: (search: Record<string, unknown>) =>
      given({
        q: sought(search['q']),
        due: search['due'] === 'late' || search['due'] === 'week' ? search['due'] : undefined,
        site: text(search['site'], 20),
      } as { q: string | undefined; due: 'late' | 'week' | undefined; site: string | undefined }),
    beforeLoad: needs('task.complete'),
    // on its way before the page is drawn
    loader: ({ context }) => void context.queries.prefetchQuery(mineQuery(context.me)),
    component: WorkPage,
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/work/$deviceId',
    validateSearch: (search: Record<string, unknown>) =>
      given({
        /** the task that is to be open */
        task: text(search['task'], 20),
        /** it was scanned for that task, and is the right one */
        matched: search['matched'] === 'yes' ? ('yes' as const) : undefined,
      }),
    component: lazyRouteComponent(() => import('../features/work/pump-page'), 'PumpPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/scan',
    validateSearch: (search: Record<string, unknown>) =>
      given({ code: text(search['code'], 500), task: text(search['task'], 20) }),
    beforeLoad: needs('task.complete'),
    component: lazyRouteComponent(() => import('../features/scan/scan-page'), 'ScanPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/tasks',
    validateSearch: (search: Record<string, unknown>): TasksSearch => tasksSearch(search),
    beforeLoad: ({ search, context }) => {
      // e-mails lead here with ?assignee=me: whoever can close tasks gets them in the order of a round
      if (isMyWork(search) && context.me.actions.includes('task.complete'))
        throw redirect({ to: '/work', replace: true });
    },
    component: lazyRouteComponent(() => import('../features/tasks/tasks-page'), 'TasksPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/tasks/$taskId',
    component: lazyRouteComponent(() => import('../features/tasks/task-page'), 'TaskPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/waits',
    validateSearch: texts('campaign', 'chaser'),
    component: lazyRouteComponent(() => import('../features/waits/waits-page'), 'WaitsPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/not-located',
    validateSearch: texts('site', 'location', 'circle', 'seeker', 'campaign', 'late'),
    component: lazyRouteComponent(() => import('../features/not-located/not-located-page'), 'NotLocatedPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/outbox',
    beforeLoad: needs('task.complete'),
    component: lazyRouteComponent(() => import('../features/work/outbox-page'), 'OutboxPage'),
  }),
] as const;
