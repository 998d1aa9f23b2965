import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRouter, RouterProvider } from '@tanstack/react-router';
import { createQueryClient } from '#web/api';
import { Loading } from '#web/ui';
import { routeTree } from '../routes/tree';
import { FailedPage, NotFoundPage } from './dead-ends';
import { NewVersion } from './new-version';
import { colorSchemeManager, cssVariables, theme } from './theme';

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
        <Notifications position="top-right" autoClose={6000} />
        <NewVersion />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
