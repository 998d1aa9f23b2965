import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { needs } from './needs';
import { signedInRoute } from './root';
import { texts } from './search';

export const messagesRoutes = [
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/mailbox',
    validateSearch: texts('q'),
    component: lazyRouteComponent(() => import('../features/mailbox/mailbox-page'), 'MailboxPage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/mailbox/$messageId',
    component: lazyRouteComponent(() => import('../features/mailbox/message-page'), 'MessagePage'),
  }),
  createRoute({
    getParentRoute: () => signedInRoute,
    path: '/reminders/$reminderId',
    beforeLoad: needs('reminder.read'),
    component: lazyRouteComponent(() => import('../features/reminders/reminder-page'), 'ReminderPage'),
  }),
] as const;
