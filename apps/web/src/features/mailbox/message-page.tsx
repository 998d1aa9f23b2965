import { Alert, Button, Group, Paper, SegmentedControl, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Paperclip } from 'lucide-react';
import { useState } from 'react';
import type { MailboxDetail } from '#contracts/mailbox';
import { apiPath, request } from '#web/api';
import { formatMoment, formatSize, Page, QueryView } from '#web/ui';
import { mailbox } from '../../texts/en/administration';

type Look = 'html' | 'text' | 'headers' | 'raw';

/** One message as it came: as it looks, as text, with its headers. */
export function MessagePage() {
  const { messageId } = useParams({ from: '/signed-in/mailbox/$messageId' });
  const query = useQuery({
    queryKey: ['mailbox', 'one', messageId],
    queryFn: ({ signal }) => request<MailboxDetail>('GET', `mailbox/${messageId}`, { signal }),
  });
  return (
    <Page
      title={query.data?.subject ?? mailbox.title}
      subtitle={query.data && `${mailbox.to}: ${query.data.to.join(', ')} · ${formatMoment(query.data.date)}`}
      size={900}
    >
      <QueryView query={query}>{(message) => <Message message={message} />}</QueryView>
    </Page>
  );
}

function Message({ message }: { message: MailboxDetail }) {
  const [look, setLook] = useState<Look>(message.html === null ? 'text' : 'html');
  const looks = [
    ...(message.html === null ? [] : [{ value: 'html', label: mailbox.asItLooks }]),
    { value: 'text', label: mailbox.asText },
    { value: 'headers', label: mailbox.headers },
    { value: 'raw', label: mailbox.raw },
  ];
  return (
    <>
      {message.deliveries > 1 && (
        <Alert color="yellow" variant="outline">
          {mailbox.deliveries(message.deliveries)}
        </Alert>
      )}
      <Attachments message={message} />
      <SegmentedControl
        w="fit-content"
        aria-label={mailbox.asItLooks}
        data={looks}
        value={look}
        onChange={(value) => setLook(value as Look)}
      />
      {look === 'html' && (
        <iframe
          title={mailbox.frame}
          // its own policy: no script, nothing loaded from anywhere
          src={apiPath(`mailbox/${message.id}/html`)}
          sandbox="allow-top-navigation-by-user-activation"
          style={{
            width: '100%',
            height: '70dvh',
            border: '1px solid var(--mantine-color-default-border)',
            background: '#fff',
          }}
        />
      )}
      {(look === 'text' || look === 'raw') && (
        <Paper withBorder p="md">
          <Text
            component="pre"
            size="sm"
            style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', margin: 0 }}
          >
            {look === 'text' ? message.text : message.raw}
          </Text>
        </Paper>
      )}
      {look === 'headers' && (
        <Table>
          <Table.Tbody>
            {Object.entries(message.headers).map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th w={200} scope="row">
                  {name}
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}

/** What came with the message, each to be kept as a file. */
function Attachments({ message: { id, attachments } }: { message: MailboxDetail }) {
  if (attachments.length === 0) return null;
  return (
    <Group gap="xs" component="section" aria-label={mailbox.attachments}>
      {attachments.map(({ number, filename, size }) => {
        const name = filename ?? mailbox.attachment(number);
        return (
          <Button
            key={number}
            component="a"
            href={apiPath(`mailbox/${id}/attachments/${number}`)}
            download={name}
            variant="default"
            leftSection={<Paperclip size={16} aria-hidden />}
            aria-label={`${mailbox.load(name)}, ${formatSize(size)}`}
            maw="100%"
          >
            {`${name} · ${formatSize(size)}`}
          </Button>
        );
      })}
    </Group>
  );
}
