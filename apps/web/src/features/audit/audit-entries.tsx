import { Code, Table, Text } from '@mantine/core';
import type { AuditEntryView } from '#contracts/audit';
import { formatMoment, Link, ScrollTable } from '#web/ui';
import { audit } from '../../texts/en/administration';
import { actionWords, subjectWords } from '../../texts/en/audit-words';
import { changesOf } from './changes';

/** Entries of the audit trail as a table; what changed is told field by field. */
export function AuditEntries({ entries }: { entries: readonly AuditEntryView[] }) {
  return (
    <ScrollTable label={audit.title} minWidth={940}>
      <Table verticalSpacing="xs" className="stacks">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={200}>{audit.at}</Table.Th>
            <Table.Th w={160}>{audit.actor}</Table.Th>
            <Table.Th w={190}>{audit.action}</Table.Th>
            <Table.Th w={140}>{audit.subject}</Table.Th>
            <Table.Th>{audit.change}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id} style={{ verticalAlign: 'top' }}>
              <Table.Td className="one-line">{formatMoment(entry.at)}</Table.Td>
              <Table.Td>{entry.actor?.name ?? audit.closeout}</Table.Td>
              <Table.Td>
                <Text size="sm">{actionWords[entry.action] ?? entry.action}</Text>
                <Text size="xs" c="dimmed">
                  {entry.action}
                </Text>
              </Table.Td>
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
    </ScrollTable>
  );
}

function Subject({ entry: { subjectType, subjectId } }: { entry: AuditEntryView }) {
  const what = subjectWords[subjectType] ?? subjectType;
  const name = subjectId === null ? what : `${what} ${subjectId}`;
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

/** "draft step" for draftStep. */
const inWords = (field: string): string => field.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** Fields told at once; an entry with more keeps them folded. */
const FEW = 4;

function Changes({ entry }: { entry: AuditEntryView }) {
  const changes = changesOf(entry.old, entry.new);
  const lines = changes.map(({ field, old, fresh }) => (
    <Text size="sm" key={field}>
      {inWords(field)}:{' '}
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
  ));
  return (
    <>
      {lines.slice(0, FEW)}
      <details>
        <summary>{lines.length > FEW ? audit.furtherFields(lines.length - FEW) : audit.details}</summary>
        {lines.slice(FEW)}
        <Text size="xs" c="dimmed">
          {audit.hash} <Code>{entry.hash}</Code>
        </Text>
      </details>
    </>
  );
}
