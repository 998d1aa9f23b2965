import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider, stringifySearchWith } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { createQueryClient } from '#web/api';
import { Loading, patiently, useLater } from '#web/ui';
import { readSearch } from '../routes/search';
import { routeTree } from '../routes/tree';
import { FailedPage, NotFoundPage } from './dead-ends';
import { colorSchemeManager, cssVariables, theme } from './theme';

/** What is said in passing waits in the store until its place is there. */
const Notifications = lazy(() => patiently(() => import('./notifications')));
/** It also has the service worker keep the whole application, which is much more than the first page. */
const NewVersion = lazy(async () => ({
  default: (await patiently(() => import('./new-version'))).NewVersion,
}));

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
  parseSearch: readSearch,
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
        <RouterProvider router={router} />
        <Beside />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** What the first page does not need. */
function Beside() {
  if (!useLater()) return null;
  return (
    <Suspense>
      <Notifications />
      <NewVersion />
    </Suspense>
  );
}
