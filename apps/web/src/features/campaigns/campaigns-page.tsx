import { Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CampaignView } from '#contracts/campaigns';
import { useMay } from '#web/session';
import {
  ClassBadge,
  Failure,
  FilterBar,
  formatDayOf,
  formatNumber,
  Link,
  LinkButton,
  LoadingRows,
  LoadMore,
  Nothing,
  Page,
  SearchField,
  ToneBadge,
  usedOf,
  usePages,
} from '#web/ui';
import { texts as shared } from '#web/texts';
import { campaigns as texts } from '../../texts/en/campaigns';
import { managersQuery } from './campaigns.queries';
import { Choice } from './filter-fields';
import { PercentBar } from './percent-bar';
import type { CampaignsSearch } from './search';
import { CampaignStatusBadge } from './status-badge';
import { useFilters } from './use-filters';

/** Every campaign that touches the person's sites, newest first. */
export function CampaignsPage() {
  const may = useMay();
  const { filters } = useFilters<CampaignsSearch>();
  const pages = usePages<CampaignView>({ key: ['campaigns', 'list'], path: 'campaigns', query: filters });
  const filtered = Object.keys(filters).length > 0;
  const manager = may('campaign.manage');
  return (
    <Page
      title={texts.title}
      actions={manager && <LinkButton to="/campaigns/new">{texts.newCampaign}</LinkButton>}
    >
      <Filters />
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows />}
      {pages.data !== undefined && pages.rows.length === 0 && <Empty filtered={filtered} />}
      {pages.rows.length > 0 && <List rows={pages.rows} />}
      <LoadMore more={pages.more} />
    </Page>
  );
}

function Filters() {
  const { filters, change } = useFilters<CampaignsSearch>();
  const managers = useQuery(managersQuery);
  const owners = (managers.data?.items ?? []).map(({ id, name }) => [id, name] as const);
  return (
    <FilterBar
      label={texts.title}
      used={usedOf(filters.status, filters.class, filters.owner)}
      search={
        <SearchField
          label={texts.search}
          placeholder={texts.searchHint}
          value={filters.q ?? ''}
          onChange={(q) => change({ q })}
        />
      }
    >
      <Choice
        label={texts.status}
        any={texts.anyStatus}
        options={texts.statuses}
        value={filters.status}
        onChange={(status) => change({ status })}
      />
      <Choice
        label={texts.class}
        any={texts.anyClass}
        options={texts.classNames}
        value={filters.class}
        onChange={(recallClass) => change({ class: recallClass })}
      />
      <Choice
        label={texts.owner}
        any={texts.anyOwner}
        options={owners}
        value={filters.owner}
        onChange={(owner) => change({ owner })}
      />
    </FilterBar>
  );
}

function List({ rows }: { rows: readonly CampaignView[] }) {
  return (
    <Table.ScrollContainer minWidth={330}>
      <Table highlightOnHover verticalSpacing="xs" aria-label={texts.listLabel}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{texts.campaign}</Table.Th>
            <Table.Th scope="col" visibleFrom="sm">
              {texts.status}
            </Table.Th>
            <Table.Th scope="col" visibleFrom="sm" w={180}>
              {texts.closedShare}
            </Table.Th>
            <Table.Th scope="col" ta="right" visibleFrom="sm">
              {texts.openTasks}
            </Table.Th>
            <Table.Th scope="col" ta="right" miw={80} visibleFrom="sm">
              {texts.late}
            </Table.Th>
            <Table.Th scope="col" visibleFrom="md">
              {texts.owner}
            </Table.Th>
            <Table.Th scope="col" visibleFrom="md">
              {texts.opened}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((campaign) => (
            <Row key={campaign.id} campaign={campaign} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({
  campaign: { id, title, status, tasks, owner, openedAt, percentClosed, ...campaign },
}: {
  campaign: CampaignView;
}) {
  const may = useMay();
  const tasksTab = { to: '/campaigns/$campaignId/$tab', params: { campaignId: id, tab: 'tasks' } } as const;
  const begun = status !== 'draft';
  const standing =
    status === 'draft' && may('campaign.manage') ? (
      <LinkButton
        to="/campaigns/$campaignId/setup"
        params={{ campaignId: id }}
        size="compact-sm"
        variant="default"
        aria-label={`${texts.resume}: ${title}`}
      >
        {texts.resume}
      </LinkButton>
    ) : (
      <CampaignStatusBadge status={status} />
    );
  const late = tasks.late > 0 && (
    <ToneBadge tone="late">
      <Link {...tasksTab} search={{ due: 'late' }} inherit c="inherit">
        {formatNumber(tasks.late)}
        <Text span inherit hiddenFrom="sm">
          {` ${texts.late.toLowerCase()}`}
        </Text>
      </Link>
    </ToneBadge>
  );
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Link to="/campaigns/$campaignId/$tab" params={{ campaignId: id, tab: 'progress' }} fw={600}>
          {title}
        </Link>
        <Group gap="xs" mt={2}>
          <ClassBadge recallClass={campaign.class} />
          <Text size="xs" c="dimmed">
            {campaign.noticeTitle === title ? campaign.planTitle : campaign.noticeTitle}
          </Text>
        </Group>
        {/* beside the title there is no room for them on a phone */}
        <Group gap="xs" hiddenFrom="sm" mt={4}>
          {standing}
          {late}
        </Group>
      </Table.Th>
      <Table.Td visibleFrom="sm">{standing}</Table.Td>
      <Table.Td visibleFrom="sm">{begun && <PercentBar percent={percentClosed} size="sm" />}</Table.Td>
      <Table.Td ta="right" className="tabular" visibleFrom="sm">
        {tasks.open > 0 && (
          <Link {...tasksTab} search={{ status: 'todo' }}>
            {formatNumber(tasks.open)}
          </Link>
        )}
      </Table.Td>
      <Table.Td ta="right" className="tabular" visibleFrom="sm">
        {late}
      </Table.Td>
      <Table.Td visibleFrom="md" className="one-line">
        {owner.name}
      </Table.Td>
      <Table.Td visibleFrom="md" className="one-line">
        {openedAt !== null && formatDayOf(openedAt)}
      </Table.Td>
    </Table.Tr>
  );
}

function Empty({ filtered }: { filtered: boolean }) {
  const may = useMay();
  if (filtered) {
    return (
      <Nothing
        title={texts.noneFoundTitle}
        action={
          <LinkButton to="/campaigns" variant="default">
            {texts.clearFilters}
          </LinkButton>
        }
      >
        {texts.noneFound}
      </Nothing>
    );
  }
  return may('campaign.manage') ? (
    <Nothing
      title={texts.noneTitle}
      action={<LinkButton to="/campaigns/new">{texts.newCampaign}</LinkButton>}
    >
      {texts.none}
    </Nothing>
  ) : (
    <Nothing title={texts.noneTitle}>{texts.noneReader}</Nothing>
  );
}
