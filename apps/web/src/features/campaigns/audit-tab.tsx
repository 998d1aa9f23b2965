import { Code, Stack, Table, Text } from '@mantine/core';
import type { AuditEntryView } from '#contracts/audit';
import { texts as shared } from '#web/texts';
import { Failure, formatMoment, Link, LoadingRows, LoadMore, Nothing, usePages } from '#web/ui';
import { actionWords } from '../../texts/en/audit-words';
import { audit as texts } from '../../texts/en/campaign-work';
import { useChanges } from './use-changes';
import type { TabProps } from './tab-props';

/** Who did what to the campaign, newest first. */
export function AuditTab({ campaign, progress }: TabProps) {
  const pages = usePages<AuditEntryView>({
    key: ['audit', 'campaign', campaign.id],
    path: 'audit',
    query: { subjectType: 'campaign', subjectId: campaign.id, limit: 100 },
  });
  useChanges(progress?.revision, pages.rows.length, pages.refetch);
  return (
    <Stack gap="sm">
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows rows={6} />}
      {pages.data !== undefined && pages.rows.length === 0 && <Nothing title={texts.noneTitle} />}
      {pages.rows.length > 0 && (
        <Table.ScrollContainer minWidth={340} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label={texts.label} verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                {[texts.when, texts.who, texts.what].map((label) => (
                  <Table.Th key={label} scope="col">
                    {label}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pages.rows.map((entry) => (
                <Table.Tr key={entry.id} style={{ verticalAlign: 'top' }}>
                  <Table.Td>{formatMoment(entry.at)}</Table.Td>
                  <Table.Td>{entry.actor?.name ?? texts.system}</Table.Td>
                  <Table.Td>
                    {actionWords[entry.action] ?? entry.action}
                    <Details entry={entry} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <LoadMore more={pages.more} />
      <Link to="/audit" size="sm">
        {texts.whole}
      </Link>
    </Stack>
  );
}

function Details({ entry }: { entry: AuditEntryView }) {
  const parts = [
    [texts.before, entry.old],
    [texts.after, entry.new],
  ].filter(([, value]) => value !== null && value !== undefined);
  if (parts.length === 0) return null;
  return (
    <details>
      <summary>
        <Text span size="xs">
          {texts.details}
        </Text>
      </summary>
      {parts.map(([name, value]) => (
        <div key={String(name)}>
          <Text size="xs" c="dimmed">
            {String(name)}
          </Text>
          <Code block style={{ whiteSpace: 'pre-wrap' }}>
            {JSON.stringify(value, null, 2)}
          </Code>
        </div>
      ))}
    </details>
  );
}
