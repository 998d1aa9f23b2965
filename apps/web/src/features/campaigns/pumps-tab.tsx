import { Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CampaignDevice } from '#contracts/matching';
import { VerdictBadge } from '#web/features/devices';
import { noticeQuery } from '#web/features/notices';
import { texts as shared } from '#web/texts';
import {
  type Column,
  Failure,
  FilterBar,
  formatNumber,
  Link,
  LoadingRows,
  Nothing,
  Place,
  SearchField,
  ToneBadge,
  usedOf,
  usePages,
  VirtualTable,
} from '#web/ui';
import { pumps as texts } from '../../texts/en/campaigns';
import { campaignKey } from './campaigns.queries';
import { Choice } from './filter-fields';
import { PumpDrawer } from './pump-drawer';
import { recordName } from './pump-words';
import type { CampaignSearch } from './search';
import { Changes, useChanges } from './use-changes';
import { useFilters } from './use-filters';
import type { TabProps } from './tab-props';

/** many rows a page: whoever scrolls through tens of thousands is served by fewer, larger answers */
const PAGE = 500;

/** The pumps of the campaign: tens of thousands, page by page, only those in sight drawn. */
export function PumpsTab({ campaign, progress }: TabProps) {
  const { filters, change } = useFilters<CampaignSearch>();
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const pages = usePages<CampaignDevice>({
    key: [...campaignKey(campaign.id), 'devices'],
    path: `campaigns/${campaign.id}/devices`,
    query: {
      q: filters.q,
      verdict: filters.verdict,
      product: filters.product,
      missing: filters.missing,
      site: filters.site,
      status: filters.record,
      state: filters.state,
      limit: PAGE,
    },
  });
  const changes = useChanges(progress?.revision, pages.rows.length, pages.refetch);
  const products = useQuery(noticeQuery(campaign.noticeId)).data?.affectedProducts ?? [];
  const columns = useMemo(() => columnsOf(campaign.id, phone ?? false), [campaign.id, phone]);
  return (
    <Stack gap="sm">
      <FilterBar
        label={texts.label}
        used={usedOf(
          filters.verdict,
          filters.product,
          filters.missing,
          filters.site,
          filters.record,
          filters.state,
        )}
        search={<SearchField label={texts.search} value={filters.q ?? ''} onChange={(q) => change({ q })} />}
      >
        <Choice
          label={texts.verdict}
          any={texts.anyVerdict}
          options={texts.verdicts}
          value={filters.verdict}
          onChange={(verdict) => change({ verdict })}
        />
        {products.length > 1 && (
          <Choice
            label={texts.product}
            any={texts.anyProduct}
            options={products.map(({ id, position, name }) => [id, texts.productN(position, name)] as const)}
            value={filters.product}
            onChange={(product) => change({ product })}
          />
        )}
        <Choice
          label={texts.missingFact}
          any={texts.anyFact}
          options={texts.facts}
          value={filters.missing}
          onChange={(missing) => change({ missing })}
        />
        <Choice
          label={texts.site}
          any={texts.anySite}
          options={(progress?.bySite ?? []).map(({ siteId, site }) => [siteId, site] as const)}
          value={filters.site}
          onChange={(site) => change({ site })}
        />
        <Choice
          label={texts.record}
          any={texts.anyRecord}
          options={texts.records}
          value={filters.record}
          onChange={(record) => change({ record })}
        />
        <Choice
          label={texts.state}
          any={texts.anyState}
          options={texts.states}
          value={filters.state}
          onChange={(state) => change({ state })}
        />
      </FilterBar>
      <Changes {...changes} />
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows rows={8} />}
      {pages.data !== undefined &&
        pages.rows.length === 0 &&
        (campaign.status === 'draft' ? (
          <Nothing title={texts.notYetTitle}>{texts.notYet}</Nothing>
        ) : (
          <Nothing title={texts.noneTitle}>{texts.none}</Nothing>
        ))}
      {pages.rows.length > 0 && (
        <>
          <Text size="xs" c="dimmed" role="status">
            {texts.loaded(pages.rows.length, pages.more !== null)}
          </Text>
          <VirtualTable
            label={texts.label}
            columns={columns}
            rows={pages.rows}
            rowKey={({ id }) => id}
            more={pages.more}
            rowHeight={phone ? 92 : 52}
          />
        </>
      )}
      <PumpDrawer
        campaignId={campaign.id}
        pump={pages.rows.find(({ id }) => id === filters.pump)}
        deviceId={filters.pump}
        onClose={() => change({ pump: null })}
      />
    </Stack>
  );
}

function columnsOf(campaignId: string, phone: boolean): Column<CampaignDevice>[] {
  const pump: Column<CampaignDevice> = {
    key: 'pump',
    label: texts.pump,
    width: phone ? 'minmax(120px, 1fr)' : 'minmax(130px, 1.2fr)',
    cell: (row) => (
      <>
        <Link
          to="/campaigns/$campaignId/$tab"
          params={{ campaignId, tab: 'pumps' }}
          search={(old) => ({ ...old, pump: row.id })}
          replace
          resetScroll={false}
          preload={false}
        >
          {row.assetTag ?? row.serialNumber ?? row.id}
        </Link>
        {phone && (
          <>
            <Text size="xs" c="dimmed" truncate>
              {row.serialNumber} · {row.site}
            </Text>
            <VerdictBadge verdict={row.verdict} />
          </>
        )}
      </>
    ),
  };
  const verdict: Column<CampaignDevice> = {
    key: 'verdict',
    label: texts.verdict,
    width: '165px',
    cell: (row) => <VerdictBadge verdict={row.verdict} />,
  };
  const tasks: Column<CampaignDevice> = {
    key: 'tasks',
    label: texts.tasks,
    width: phone ? '104px' : '110px',
    cell: (row) => <OpenTasks row={row} />,
  };
  if (phone) return [pump, tasks];
  return [
    pump,
    { key: 'serial', label: texts.serial, width: 'minmax(100px, 1fr)', cell: (row) => row.serialNumber },
    { key: 'code', label: texts.code, width: '120px', cell: (row) => row.productCode },
    { key: 'software', label: texts.software, width: '100px', cell: (row) => row.softwareVersion },
    {
      key: 'place',
      label: texts.place,
      width: 'minmax(200px, 2.4fr)',
      cell: (row) => <Place site={row.site} location={row.location} />,
    },
    verdict,
    { key: 'record', label: texts.record, width: '115px', cell: (row) => recordName(row.deviceStatus) },
    tasks,
  ];
}

function OpenTasks({ row: { openTasks, lateTasks } }: { row: CampaignDevice }) {
  if (openTasks === 0) return null;
  if (lateTasks === 0) return <span className="tabular">{formatNumber(openTasks)}</span>;
  return (
    <ToneBadge tone="late">
      {lateTasks === openTasks
        ? texts.late(lateTasks)
        : `${formatNumber(openTasks)}, ${texts.late(lateTasks)}`}
    </ToneBadge>
  );
}
