import { Notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';

/** Where it is said in passing that something was done, or failed. Apart, because nothing is said in the first second. */
export default function NotificationsPlace() {
  return <Notifications position="top-right" autoClose={6000} />;
}
