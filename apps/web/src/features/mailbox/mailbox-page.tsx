import { Table } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { MailboxMessage } from '#contracts/mailbox';
import { ProblemError } from '#web/api';
import { formatMoment, Link, LoadMore, Nothing, Page, QueryView, SearchField, usePages } from '#web/ui';
import { mailbox } from '../../texts/en/administration';

/** What the embedded mail server received, newest first. */
export function MailboxPage() {
  const { q } = useSearch({ from: '/signed-in/mailbox' });
  const navigate = useNavigate({ from: '/mailbox' });
  const list = usePages<MailboxMessage>({ key: ['mailbox'], path: 'mailbox', query: { q, limit: 100 } });
  // without the embedded mail server its addresses do not exist
  if (list.error instanceof ProblemError && list.error.status === 404) {
    return (
      <Page title={mailbox.title}>
        <Nothing title={mailbox.off}>{mailbox.offHelp}</Nothing>
      </Page>
    );
  }
  return (
    <Page title={mailbox.title} subtitle={mailbox.subtitle}>
      <SearchField
        maw={360}
        label={mailbox.filter}
        value={q ?? ''}
        onChange={(typed) => void navigate({ search: { q: typed || undefined }, replace: true })}
      />
      <QueryView query={list}>
        {() =>
          list.rows.length === 0 ? (
            q === undefined ? (
              <Nothing title={mailbox.none}>{mailbox.noneHelp}</Nothing>
            ) : (
              <Nothing title={mailbox.noneFits}>{mailbox.noneFitsHelp}</Nothing>
            )
          ) : (
            <Table.ScrollContainer minWidth={640} type="native">
              <Table highlightOnHover className="whole-words stacks">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{mailbox.subject}</Table.Th>
                    <Table.Th>{mailbox.to}</Table.Th>
                    <Table.Th>{mailbox.kind}</Table.Th>
                    <Table.Th>{mailbox.at}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.rows.map((message) => (
                    <Table.Tr key={message.id}>
                      <Table.Td>
                        <Link to="/mailbox/$messageId" params={{ messageId: message.id }}>
                          {message.subject}
                        </Link>
                      </Table.Td>
                      <Table.Td data-label={mailbox.to}>{message.to.join(', ')}</Table.Td>
                      <Table.Td className="one-line">
                        {mailbox.kinds[message.kind ?? ''] ?? message.kind}
                      </Table.Td>
                      <Table.Td className="one-line">{formatMoment(message.date)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </QueryView>
      <LoadMore more={list.more} />
    </Page>
  );
}
