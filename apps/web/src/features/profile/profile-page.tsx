import { Page } from '#web/ui';

export function ProfilePage() {
  return <Page title="Profile">{null}</Page>;
}
