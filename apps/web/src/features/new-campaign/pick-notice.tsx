import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { NoticeSummary, NoticeView } from '#contracts/notices';
import { noticeQuery, ProductFacts } from '#web/features/notices';
import { texts as shared } from '#web/texts';
import {
  ClassBadge,
  Failure,
  formatDay,
  Link,
  LinkButton,
  LoadMore,
  Nothing,
  QueryView,
  SearchField,
  usePages,
} from '#web/ui';
import { notices as words } from '../../texts/en/notices';
import { setup as texts } from '../../texts/en/setup';
import { useStartDraft } from './new-campaign.queries';

export function PickNotice() {
  const { notice } = useSearch({ from: '/signed-in/campaigns/new' });
  return notice === undefined ? <NoticeSearch /> : <ChosenNotice id={notice} />;
}

function NoticeSearch() {
  const { q } = useSearch({ from: '/signed-in/campaigns/new' });
  const navigate = useNavigate();
  const list = usePages<NoticeSummary>({ key: ['notices', 'list'], path: 'notices', query: { search: q } });
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {texts.pickHint}{' '}
        <Link to="/notices" size="sm">
          {words.title}
        </Link>
      </Text>
      <SearchField
        aria-label={words.search}
        placeholder={words.searchHint}
        maw={420}
        value={q ?? ''}
        onChange={(typed) =>
          void navigate({
            to: '/campaigns/new',
            search: { how: 'pick', ...(typed === '' ? {} : { q: typed }) },
            replace: true,
          })
        }
      />
      <QueryView query={list}>
        {() =>
          list.rows.length === 0 ? (
            <Nothing title={q ? words.noMatchTitle : words.emptyTitle}>
              {q ? words.noMatch : words.empty}
            </Nothing>
          ) : (
            <Table.ScrollContainer minWidth={300} type="native">
              <Table verticalSpacing="xs" aria-label={words.title}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{words.notice}</Table.Th>
                    <Table.Th visibleFrom="sm">{words.class}</Table.Th>
                    <Table.Th visibleFrom="sm">{words.initiated}</Table.Th>
                    <Table.Th>{texts.choose}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.rows.map(({ id, title, firm, class: recallClass, initiatedOn }) => (
                    <Table.Tr key={id}>
                      <Table.Td>
                        <Text size="sm">{title}</Text>
                        <Text size="xs" c="dimmed">
                          {firm}
                        </Text>
                      </Table.Td>
                      <Table.Td visibleFrom="sm">
                        <ClassBadge recallClass={recallClass} />
                      </Table.Td>
                      <Table.Td visibleFrom="sm" className="one-line">
                        {initiatedOn === null ? shared.common.unknown : formatDay(initiatedOn)}
                      </Table.Td>
                      <Table.Td>
                        <LinkButton
                          to="/campaigns/new"
                          search={{ notice: id }}
                          size="xs"
                          variant="default"
                          aria-label={`${texts.choose}: ${title}`}
                        >
                          {texts.choose}
                        </LinkButton>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              <LoadMore more={list.more} size="xs" mt="xs" />
            </Table.ScrollContainer>
          )
        }
      </QueryView>
    </Stack>
  );
}

function ChosenNotice({ id }: { id: string }) {
  const notice = useQuery(noticeQuery(id));
  const start = useStartDraft();
  const navigate = useNavigate();
  const use = async () => {
    const draft = await start.mutateAsync({ noticeId: id });
    await navigate({
      to: '/campaigns/$campaignId/setup',
      params: { campaignId: draft.id },
      search: { step: 'preview' },
    });
  };
  return (
    <Stack gap="sm">
      <QueryView query={notice}>{(data) => <NoticeInShort notice={data} />}</QueryView>
      {start.error !== null && <Failure error={start.error} />}
      <Group justify="space-between">
        <LinkButton to="/campaigns/new" search={{ how: 'pick' }} variant="default">
          {texts.otherNotice}
        </LinkButton>
        <Button
          disabled={notice.data === undefined}
          loading={start.isPending}
          onClick={() => void use().catch(() => undefined)}
        >
          {texts.useNotice}
        </Button>
      </Group>
    </Stack>
  );
}

/** What a campaign is about, on one screen: used here and in the first step of a draft. */
export function NoticeInShort({ notice }: { notice: NoticeView }) {
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Text fw={650} size="lg" component="h2" m={0}>
          {notice.title}
        </Text>
        <ClassBadge recallClass={notice.class} />
      </Group>
      <Text size="sm">
        {[notice.firm, words.actions[notice.action], ...notice.recallNumbers].join(' · ')}{' '}
        <Link to="/notices/$noticeId" params={{ noticeId: notice.id }} size="sm">
          {texts.seeNotice}
        </Link>
      </Text>
      {notice.reason !== '' && <Text size="sm">{notice.reason}</Text>}
      {notice.affectedProducts.map((product) => (
        <ProductFacts key={product.id} product={product} />
      ))}
    </Stack>
  );
}
