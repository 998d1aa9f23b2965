import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRouter, parseSearchWith, RouterProvider, stringifySearchWith } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { createQueryClient } from '#web/api';
import { Loading } from '#web/ui';
import { routeTree } from '../routes/tree';
import { FailedPage, NotFoundPage } from './dead-ends';
import { NewVersion } from './new-version';
import { colorSchemeManager, cssVariables, theme } from './theme';

/** What is said in passing waits in the store until its place is there. */
const Notifications = lazy(() => import('./notifications'));

const queries = createQueryClient();
const router = createRouter({
  routeTree,
  context: { queries },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: Loading,
  defaultErrorComponent: FailedPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
  // search parameters are texts, as people write and send them: ?q=2006307 is a serial number, not a number
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queries}>
        <NewVersion />
        <RouterProvider router={router} />
        <Suspense>
          <Notifications />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  );
}
