import { Group, Stack, Table, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { NoticeSummary } from '#contracts/notices';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import {
  ClassBadge,
  formatDay,
  formatNumber,
  Link,
  LinkButton,
  LoadMore,
  Nothing,
  Page,
  QueryView,
  SearchField,
  ToneBadge,
  usePages,
} from '#web/ui';
import { notices as texts } from '../../texts/en/notices';
import { ImportNotices } from './import-notices';

export function NoticesPage() {
  const { q } = useSearch({ from: '/signed-in/notices' });
  const may = useMay();
  const list = usePages<NoticeSummary>({ key: ['notices', 'list'], path: 'notices', query: { search: q } });
  return (
    <Page
      title={texts.title}
      subtitle={texts.subtitle}
      actions={
        may('notice.write') && (
          <>
            <ImportNotices />
            <LinkButton to="/campaigns/new" search={{ how: 'type' }}>
              {texts.write}
            </LinkButton>
          </>
        )
      }
    >
      <SearchNotices q={q ?? ''} />
      <QueryView query={list}>
        {() =>
          list.rows.length === 0 ? (
            <Nothing
              title={q ? texts.noMatchTitle : texts.emptyTitle}
              action={
                q ? (
                  <LinkButton to="/notices" variant="default">
                    {texts.clearSearch}
                  </LinkButton>
                ) : undefined
              }
            >
              {q ? texts.noMatch : texts.empty}
            </Nothing>
          ) : (
            <Stack gap="xs">
              <NoticeTable rows={list.rows} />
              <LoadMore more={list.more} size="xs" />
            </Stack>
          )
        }
      </QueryView>
    </Page>
  );
}

function SearchNotices({ q }: { q: string }) {
  const navigate = useNavigate();
  return (
    <SearchField
      aria-label={texts.search}
      placeholder={texts.searchHint}
      maw={420}
      value={q}
      onChange={(typed) =>
        void navigate({ to: '/notices', search: typed === '' ? {} : { q: typed }, replace: true })
      }
    />
  );
}

function NoticeTable({ rows }: { rows: readonly NoticeSummary[] }) {
  return (
    <Table.ScrollContainer minWidth={320} type="native">
      <Table highlightOnHover verticalSpacing="xs" aria-label={texts.title} className="whole-words">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.notice}</Table.Th>
            <Table.Th w={130}>{texts.class}</Table.Th>
            <Table.Th visibleFrom="sm">{texts.action}</Table.Th>
            <Table.Th visibleFrom="sm">{texts.initiated}</Table.Th>
            <Table.Th visibleFrom="md">{texts.products}</Table.Th>
            <Table.Th visibleFrom="md">{texts.letters}</Table.Th>
            <Table.Th visibleFrom="md">{texts.source}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((notice) => (
            <Table.Tr key={notice.id}>
              <Table.Td>
                <Link to="/notices/$noticeId" params={{ noticeId: notice.id }} size="sm">
                  {notice.title}
                </Link>
                <Group gap="xs">
                  <Text size="xs" c="dimmed">
                    {[notice.firm, ...notice.recallNumbers.slice(0, 3)].join(' · ')}
                  </Text>
                  {notice.needsReading && <ToneBadge tone="soon">{texts.needsReading}</ToneBadge>}
                </Group>
              </Table.Td>
              <Table.Td>
                <ClassBadge recallClass={notice.class} />
              </Table.Td>
              <Table.Td visibleFrom="sm">{texts.actions[notice.action]}</Table.Td>
              <Table.Td visibleFrom="sm" className="one-line">
                {notice.initiatedOn === null ? shared.common.unknown : formatDay(notice.initiatedOn)}
              </Table.Td>
              <Table.Td visibleFrom="md">{formatNumber(notice.products)}</Table.Td>
              <Table.Td visibleFrom="md">{formatNumber(notice.communications)}</Table.Td>
              <Table.Td visibleFrom="md">
                {notice.source === null ? texts.byHand : (texts.sources[notice.source] ?? notice.source)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
