import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readDevicesSearch } from '../features/devices/device-search';
import { readDeviceSearch } from '../features/devices/history-search';
import { readImportSearch, readNewImportSearch } from '../features/imports/import-search';
import { needs } from './needs';
import { signedInRoute } from './root';

export const devicesRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/devices',
    validateSearch: readDevicesSearch,
    component: lazyRouteComponent(() => import('../features/devices/devices-page'), 'DevicesPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/devices/$deviceId',
    validateSearch: readDeviceSearch,
    component: lazyRouteComponent(() => import('../features/devices/device-page'), 'DevicePage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/imports',
    beforeLoad: needs('device.import'),
    component: lazyRouteComponent(() => import('../features/imports/imports-page'), 'ImportsPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/imports/new',
    validateSearch: readNewImportSearch,
    beforeLoad: needs('device.import'),
    component: lazyRouteComponent(() => import('../features/imports/new-import-page'), 'NewImportPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/imports/$importId',
    validateSearch: readImportSearch,
    beforeLoad: needs('device.import'),
    component: lazyRouteComponent(() => import('../features/imports/import-page'), 'ImportPage'),
  }),
] as const;
