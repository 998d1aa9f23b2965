import { Page } from '#web/ui';

export function MailboxPage() {
  return <Page title="Mailbox">{null}</Page>;
}
