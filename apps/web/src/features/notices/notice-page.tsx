import { DataList, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { NoticeView } from '#contracts/notices';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import {
  ClassBadge,
  formatDay,
  formatMoment,
  formatPercent,
  Link,
  LinkButton,
  Page,
  QueryView,
  HeadsUp,
} from '#web/ui';
import { notices as texts } from '../../texts/en/notices';
import { AddedCodes } from './added-codes';
import { Letters } from './letters';
import { LettersToApply } from './letters-to-apply';
import { noticeCampaignsQuery, noticeQuery } from './notices.queries';
import { ProductFacts } from './product-facts';
import { SameEvent } from './same-event';
import { ScopeVersions } from './scope-versions';

export function NoticePage() {
  const { noticeId } = useParams({ from: '/signed-in/notices/$noticeId' });
  const notice = useQuery(noticeQuery(noticeId));
  const may = useMay();
  return (
    <Page
      title={notice.data?.title ?? texts.notice}
      subtitle={
        notice.data && (
          <Group gap="xs">
            <ClassBadge recallClass={notice.data.class} />
            <span>{notice.data.firm}</span>
          </Group>
        )
      }
      actions={
        may('campaign.manage') && (
          <LinkButton to="/campaigns/new" search={{ notice: noticeId }}>
            {texts.respond}
          </LinkButton>
        )
      }
    >
      <QueryView query={notice}>{(data) => <NoticeBody notice={data} />}</QueryView>
    </Page>
  );
}

function NoticeBody({ notice }: { notice: NoticeView }) {
  return (
    <Stack gap="md">
      <LettersToApply noticeId={notice.id} />
      <SameEvent notice={notice} />
      {notice.needsReading && <HeadsUp title={texts.needsReading}>{texts.needsReadingHint}</HeadsUp>}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <NoticeFacts notice={notice} />
        <Letters notice={notice} />
      </SimpleGrid>
      <CampaignsOf noticeId={notice.id} />
      <Title order={2}>{texts.productsTitle}</Title>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        {notice.affectedProducts.map((product) => (
          <ProductFacts key={product.id} product={product}>
            <AddedCodes noticeId={notice.id} product={product} />
          </ProductFacts>
        ))}
      </SimpleGrid>
      <ScopeVersions notice={notice} />
    </Stack>
  );
}

function NoticeFacts({ notice }: { notice: NoticeView }) {
  const reply = notice.replyRoute;
  const rows: Array<[string, string | null]> = [
    [texts.action, texts.actions[notice.action] ?? notice.action],
    [texts.initiated, notice.initiatedOn === null ? null : formatDay(notice.initiatedOn)],
    [texts.recallNumbers, notice.recallNumbers.join(', ') || null],
    [texts.eventNumber, notice.eventNumber],
    [
      texts.replyRoute,
      reply === null ? null : [texts.reply[reply.kind], reply.address].filter(Boolean).join(': '),
    ],
    [texts.source, notice.source === null ? texts.byHand : (texts.sources[notice.source] ?? notice.source)],
    [texts.reason, notice.reason || null],
  ];
  return (
    <Paper withBorder p="md">
      <Title order={2} mb="sm">
        {texts.facts}
      </Title>
      <DataList labelWidth="9rem">
        {rows.map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue>{value ?? shared.common.unknown}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </Paper>
  );
}

function CampaignsOf({ noticeId }: { noticeId: string }) {
  const campaigns = useQuery(noticeCampaignsQuery(noticeId));
  return (
    <Paper withBorder p="md">
      <Title order={2} mb="sm">
        {texts.campaignsTitle}
      </Title>
      <QueryView query={campaigns} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {texts.noCampaigns}
            </Text>
          ) : (
            <Table.ScrollContainer minWidth={320} type="native">
              <Table aria-label={texts.campaignsTitle}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{texts.campaign}</Table.Th>
                    <Table.Th>{texts.status}</Table.Th>
                    <Table.Th>{texts.closedShare}</Table.Th>
                    <Table.Th visibleFrom="sm">{texts.started}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map(({ id, title, status, percentClosed, createdAt }) => (
                    <Table.Tr key={id}>
                      <Table.Td>
                        <Link
                          to={status === 'draft' ? '/campaigns/$campaignId/setup' : '/campaigns/$campaignId'}
                          params={{ campaignId: id }}
                          size="sm"
                        >
                          {title}
                        </Link>
                      </Table.Td>
                      <Table.Td>{texts.campaignStatus[status]}</Table.Td>
                      <Table.Td>{status === 'draft' ? '–' : formatPercent(percentClosed)}</Table.Td>
                      <Table.Td visibleFrom="sm">{formatMoment(createdAt)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </QueryView>
    </Paper>
  );
}
