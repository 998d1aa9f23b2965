import { Group, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useMemo, useRef } from 'react';
import type { Difference, DifferenceDevice, TaskChangeEffect } from '#contracts/campaign-changes';
import { campaignKey } from '#web/features/campaigns';
import { VerdictBadge } from '#web/features/devices';
import { texts as shared } from '#web/texts';
import {
  type Column,
  Failure,
  formatNumber,
  Link,
  LoadingRows,
  Nothing,
  ToneBadge,
  usePages,
  VirtualTable,
} from '#web/ui';
import { difference as texts } from '../../texts/en/letters';
import type { DifferenceSearch } from './difference-search';

/** The pumps behind a number of the difference, or all whose verdict changes. */
export function DifferencePumps({
  campaignId,
  difference,
  search,
}: {
  campaignId: string;
  difference: Difference;
  search: DifferenceSearch;
}) {
  const { letter, planKey, planVersion, change, effect, step, site } = search;
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const pages = usePages<DifferenceDevice>({
    key: [...campaignKey(campaignId), 'difference', 'devices'],
    path: `campaigns/${campaignId}/difference/devices`,
    query: { communication: letter, planKey, planVersion, change, effect, step, site, limit: 200 },
  });
  const columns = useMemo(() => columnsOf(phone), [phone]);
  // whoever came by a number goes on from the list that it led to
  const heading = useRef<HTMLHeadingElement>(null);
  const asked = [change, effect, step, site].join('|');
  const before = useRef(asked);
  useEffect(() => {
    if (before.current === asked) return;
    before.current = asked;
    heading.current?.focus();
  }, [asked]);
  const named = [
    effect === undefined
      ? texts.listOf[(change as keyof typeof texts.listOf | undefined) ?? 'all']
      : texts.listOfEffect(texts.effects[effect as TaskChangeEffect]),
    ...(step === undefined
      ? []
      : [texts.ofStep(difference.byStep.find(({ stepKey }) => stepKey === step)?.title ?? step)]),
    ...(site === undefined
      ? []
      : [texts.atSite(difference.bySite.find(({ siteId }) => siteId === site)?.site ?? '')]),
  ].join(', ');
  return (
    <Stack gap="sm" component="section" aria-labelledby="pumps">
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h3" id="pumps" ref={heading} tabIndex={-1}>
          {named}
        </Title>
        {(change ?? effect ?? site) !== undefined && (
          <Link
            to="/campaigns/$campaignId/difference"
            params={{ campaignId }}
            search={{ letter, planKey, planVersion }}
            resetScroll={false}
            size="sm"
          >
            {texts.allChanges}
          </Link>
        )}
      </Group>
      {effect !== undefined && (
        <Text size="sm" c="dimmed">
          {texts.siteTasks}
        </Text>
      )}
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows rows={6} />}
      {pages.data !== undefined && pages.rows.length === 0 && <Nothing title={texts.noPumps} />}
      {pages.rows.length > 0 && (
        <>
          <Text size="xs" c="dimmed" role="status">
            {shared.common.rows(pages.rows.length)}
            {pages.more !== null && '+'}
          </Text>
          <VirtualTable
            label={named}
            columns={columns}
            rows={pages.rows}
            rowKey={({ id }) => id}
            more={pages.more}
            rowHeight={phone ? 92 : 44}
            height="60dvh"
          />
        </>
      )}
    </Stack>
  );
}

function columnsOf(phone: boolean): Column<DifferenceDevice>[] {
  const name = ({ id, assetTag, serialNumber }: DifferenceDevice) => (
    <Link to="/devices/$deviceId" params={{ deviceId: id }} preload={false}>
      {assetTag ?? serialNumber ?? id}
    </Link>
  );
  const change = ({ change: what }: DifferenceDevice) =>
    what === null ? (
      texts.unchanged
    ) : (
      <ToneBadge tone={what === 'added' ? 'info' : what === 'removed' ? 'neutral' : 'soon'}>
        {texts.devices[what]}
      </ToneBadge>
    );
  const to = (row: DifferenceDevice) => <VerdictBadge verdict={row.to} />;
  const tasks = (row: DifferenceDevice) =>
    `${texts.openTasks}: ${formatNumber(row.openTasks)}, ${texts.doneTasks}: ${formatNumber(row.doneTasks)}`;
  if (phone) {
    return [
      {
        key: 'pump',
        label: texts.pump,
        width: 'minmax(130px, 1fr)',
        cell: (row) => (
          <>
            {name(row)}
            <Text size="xs" truncate>
              {row.site}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {tasks(row)}
            </Text>
          </>
        ),
      },
      {
        key: 'change',
        label: texts.change,
        width: 'minmax(150px, 1fr)',
        cell: (row) => (
          <>
            <div>{change(row)}</div>
            <div>{to(row)}</div>
          </>
        ),
      },
    ];
  }
  return [
    { key: 'pump', label: texts.pump, width: 'minmax(120px, 1fr)', cell: name },
    { key: 'site', label: texts.site, width: 'minmax(150px, 1.4fr)', cell: ({ site }) => site },
    { key: 'change', label: texts.change, width: 'minmax(190px, 1.2fr)', cell: change },
    {
      key: 'from',
      label: texts.from,
      width: 'minmax(150px, 1fr)',
      cell: ({ from }) => (from === null ? texts.unknownBefore : <VerdictBadge verdict={from} />),
    },
    { key: 'to', label: texts.to, width: 'minmax(150px, 1fr)', cell: to },
    {
      key: 'open',
      label: texts.openTasks,
      width: '90px',
      cell: ({ openTasks }) => formatNumber(openTasks),
    },
    { key: 'done', label: texts.doneTasks, width: '70px', cell: ({ doneTasks }) => formatNumber(doneTasks) },
  ];
}
