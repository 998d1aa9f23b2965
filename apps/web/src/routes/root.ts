import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { meQuery } from '#web/session';
import { Shell } from '../app/shell';
import { NotFoundPage } from '../app/dead-ends';
import { texts } from './search';

export const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()();

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { back?: string } =>
    // back to a page of ours, never to another host
    typeof search['back'] === 'string' && /^\/(?![/\\])/.test(search['back']) ? { back: search['back'] } : {},
  component: lazyRouteComponent(() => import('../features/sign-in/sign-in-page'), 'SignInPage'),
});

export const forgottenRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgotten',
  component: lazyRouteComponent(() => import('../features/sign-in/forgotten-page'), 'ForgottenPage'),
});

/** The link of an invitation, or of a forgotten password. */
export const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  validateSearch: texts('token'),
  component: lazyRouteComponent(() => import('../features/sign-in/welcome-page'), 'WelcomePage'),
});

/** Everything that needs a person: whoever is not signed in comes back here after signing in. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData({ ...meQuery, revalidateIfStale: true });
    if (me === null) throw redirect({ to: '/sign-in', search: { back: location.href } });
    return { me };
  },
});

/** Whatever is none of our addresses, inside the frame, so that the way on is in sight. */
export const nowhereRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '$',
  component: NotFoundPage,
});
