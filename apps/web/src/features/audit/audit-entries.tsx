import { Code, Spoiler, Table, Text } from '@mantine/core';
import type { AuditEntryView } from '#contracts/audit';
import { formatMoment, Link } from '#web/ui';
import { audit } from '../../texts/en/administration';
import { changesOf } from './changes';

/** Entries of the audit trail as a table; what changed is told field by field. */
export function AuditEntries({ entries }: { entries: readonly AuditEntryView[] }) {
  return (
    <Table.ScrollContainer minWidth={760} type="native">
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={170}>{audit.at}</Table.Th>
            <Table.Th w={160}>{audit.actor}</Table.Th>
            <Table.Th w={190}>{audit.action}</Table.Th>
            <Table.Th w={140}>{audit.subject}</Table.Th>
            <Table.Th>{audit.change}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id} style={{ verticalAlign: 'top' }}>
              <Table.Td>{formatMoment(entry.at)}</Table.Td>
              <Table.Td>{entry.actor?.name ?? audit.closeout}</Table.Td>
              <Table.Td>{entry.action}</Table.Td>
              <Table.Td>
                <Subject entry={entry} />
              </Table.Td>
              <Table.Td>
                <Changes entry={entry} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Subject({ entry: { subjectType, subjectId } }: { entry: AuditEntryView }) {
  const name = `${subjectType} ${subjectId ?? ''}`;
  if (subjectId === null) return name;
  switch (subjectType) {
    case 'campaign':
      return (
        <Link to="/campaigns/$campaignId" params={{ campaignId: subjectId }}>
          {name}
        </Link>
      );
    case 'task':
      return (
        <Link to="/tasks/$taskId" params={{ taskId: subjectId }}>
          {name}
        </Link>
      );
    case 'device':
      return (
        <Link to="/devices/$deviceId" params={{ deviceId: subjectId }}>
          {name}
        </Link>
      );
    case 'notice':
      return (
        <Link to="/notices/$noticeId" params={{ noticeId: subjectId }}>
          {name}
        </Link>
      );
    default:
      return name;
  }
}

function Changes({ entry }: { entry: AuditEntryView }) {
  return (
    <Spoiler maxHeight={66} showLabel={audit.details} hideLabel="–">
      {changesOf(entry.old, entry.new).map(({ field, old, fresh }) => (
        <Text size="sm" key={field}>
          {field}:{' '}
          {old !== null && (
            <Text span c="dimmed" td="line-through" size="sm">
              {old}
            </Text>
          )}{' '}
          {fresh !== null && (
            <Text span size="sm">
              {fresh}
            </Text>
          )}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        {audit.hash} <Code>{entry.hash.slice(0, 16)}</Code>
      </Text>
    </Spoiler>
  );
}
