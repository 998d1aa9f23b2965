import { administrationRoutes } from './administration.routes';
import { campaignsRoutes } from './campaigns.routes';
import { devicesRoutes } from './devices.routes';
import { homeRoutes } from './home.routes';
import { messagesRoutes } from './messages.routes';
import { noticesRoutes } from './notices.routes';
import { repliesRoutes } from './replies.routes';
import { forgottenRoute, nowhereRoute, rootRoute, signedInRoute, signInRoute, welcomeRoute } from './root';
import { workRoutes } from './work.routes';

/** Every address of the application. E-mails link to /campaigns/:id, /tasks/:id and /tasks?assignee=me. */
export const routeTree = rootRoute.addChildren([
  signInRoute,
  forgottenRoute,
  welcomeRoute,
  signedInRoute.addChildren([
    ...homeRoutes,
    ...campaignsRoutes,
    ...noticesRoutes,
    ...devicesRoutes,
    ...workRoutes,
    ...administrationRoutes,
    ...messagesRoutes,
    ...repliesRoutes,
    nowhereRoute,
  ]),
]);
