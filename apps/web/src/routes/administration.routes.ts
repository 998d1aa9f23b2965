import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { needs } from './needs';
import { texts } from './search';
import { signedInRoute } from './root';

export const administrationRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/people',
    validateSearch: texts('q', 'role', 'site', 'active'),
    component: lazyRouteComponent(() => import('../features/people/people-page'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/people/$personId',
    component: lazyRouteComponent(() => import('../features/people/person-page'), 'PersonPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/sites',
    component: lazyRouteComponent(() => import('../features/sites/sites-page'), 'SitesPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/sites/$siteId',
    component: lazyRouteComponent(() => import('../features/sites/site-page'), 'SitePage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/teams',
    component: lazyRouteComponent(() => import('../features/sites/teams-page'), 'TeamsPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/plans',
    component: lazyRouteComponent(() => import('../features/plans/plans-page'), 'PlansPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/plans/new',
    validateSearch: texts('from'),
    beforeLoad: needs('plan.write'),
    component: lazyRouteComponent(() => import('../features/plans/edit-plan-page'), 'NewPlanPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/plans/$planId/edit',
    beforeLoad: needs('plan.write'),
    component: lazyRouteComponent(() => import('../features/plans/edit-plan-page'), 'EditPlanPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/plans/$planId',
    component: lazyRouteComponent(() => import('../features/plans/plan-page'), 'PlanPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('../features/settings/settings-page'), 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/profile',
    component: lazyRouteComponent(() => import('../features/profile/profile-page'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/audit',
    validateSearch: texts('subjectType', 'subjectId', 'actor', 'from', 'to'),
    beforeLoad: needs('audit.read'),
    component: lazyRouteComponent(() => import('../features/audit/audit-page'), 'AuditPage'),
  }),
] as const;
