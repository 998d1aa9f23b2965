import { Button, Checkbox, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { WatchFinding } from '#contracts/campaign-changes';
import { campaignKey, campaignQuery, CampaignStatusBadge } from '#web/features/campaigns';
import { VerdictBadge } from '#web/features/devices';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import {
  type Column,
  Failure,
  formatMoment,
  Link,
  LoadingRows,
  Nothing,
  Page,
  ToneBadge,
  usePages,
  VirtualTable,
} from '#web/ui';
import { findings as texts } from '../../texts/en/letters';
import { ReopenDialog } from './reopen-dialog';

const states = ['new', 'reopened', 'all'] as const;
/** The most pumps that one reopening is asked for. */
const MOST = 10_000;

/** What the watch found in scope of a campaign that is over, and reopening it for those pumps. */
export function FindingsPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/findings' });
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/findings' });
  const state = states.find((one) => one === search.state) ?? 'new';
  const navigate = useNavigate();
  const may = useMay();
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const campaign = useQuery(campaignQuery(campaignId));
  const pages = usePages<WatchFinding>({
    key: [...campaignKey(campaignId), 'findings'],
    path: `campaigns/${campaignId}/findings`,
    query: { state: state === 'all' ? undefined : state, limit: 200 },
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [reopening, setReopening] = useState(false);
  const manager = may('campaign.manage');
  const open = useMemo(() => pages.rows.filter(({ reopenedAt }) => reopenedAt === null), [pages.rows]);
  const columns = useMemo(() => {
    const toggle = (id: string) =>
      setChosen((old) => {
        const next = new Set(old);
        if (!next.delete(id) && next.size < MOST) next.add(id);
        return next;
      });
    return columnsOf(phone, manager ? { chosen, toggle } : null);
  }, [phone, manager, chosen]);
  return (
    <Page
      title={texts.title}
      subtitle={
        <Stack gap={2}>
          <span>{texts.subtitle}</span>
          {campaign.data && (
            <Group gap="xs">
              <Link to="/campaigns/$campaignId" params={{ campaignId }}>
                {campaign.data.title}
              </Link>
              <CampaignStatusBadge status={campaign.data.status} />
            </Group>
          )}
        </Stack>
      }
    >
      <Group gap="sm" justify="space-between">
        <SegmentedControl
          aria-label={texts.state}
          value={state}
          data={states.map((value) => ({ value, label: texts.states[value] }))}
          onChange={(value) => {
            setChosen(new Set());
            void navigate({ to: '.', search: { state: value }, replace: true });
          }}
        />
        {manager && open.length > 0 && (
          <Group gap="sm" mih={36}>
            <Checkbox
              label={chosen.size === 0 ? texts.selectAll(open.length) : texts.selected(chosen.size)}
              checked={chosen.size > 0 && chosen.size >= open.length}
              indeterminate={chosen.size > 0 && chosen.size < open.length}
              onChange={() =>
                setChosen(
                  chosen.size > 0 ? new Set() : new Set(open.slice(0, MOST).map(({ device }) => device.id)),
                )
              }
            />
            <Button disabled={chosen.size === 0} onClick={() => setReopening(true)}>
              {chosen.size === 1 ? texts.reopenOne : texts.reopen}
            </Button>
          </Group>
        )}
      </Group>
      {!manager && (
        <Text size="sm" c="dimmed">
          {texts.notYours}
        </Text>
      )}
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows rows={6} />}
      {pages.data !== undefined && pages.rows.length === 0 && (
        <Nothing title={texts.noneTitle}>{state === 'new' ? texts.none : texts.noneOfState}</Nothing>
      )}
      {pages.rows.length > 0 && (
        <VirtualTable
          label={texts.title}
          columns={columns}
          rows={pages.rows}
          rowKey={({ device }) => device.id}
          more={pages.more}
          rowHeight={phone ? 96 : 44}
        />
      )}
      <ReopenDialog
        campaignId={campaignId}
        deviceIds={[...chosen]}
        opened={reopening}
        onClose={() => setReopening(false)}
        onDone={() => setChosen(new Set())}
      />
    </Page>
  );
}

const nameOf = ({ device: { id, assetTag, serialNumber } }: WatchFinding) => assetTag ?? serialNumber ?? id;

function columnsOf(
  phone: boolean,
  choice: { chosen: ReadonlySet<string>; toggle: (id: string) => void } | null,
): Column<WatchFinding>[] {
  const choose: Column<WatchFinding>[] =
    choice === null
      ? []
      : [
          {
            key: 'choose',
            label: texts.selectColumn,
            width: '56px',
            cell: (row) =>
              row.reopenedAt === null && (
                <Checkbox
                  aria-label={texts.select(nameOf(row))}
                  checked={choice.chosen.has(row.device.id)}
                  onChange={() => choice.toggle(row.device.id)}
                />
              ),
          },
        ];
  const name = (row: WatchFinding) => (
    <Link to="/devices/$deviceId" params={{ deviceId: row.device.id }} preload={false}>
      {nameOf(row)}
    </Link>
  );
  const state = ({ reopenedAt }: WatchFinding) =>
    reopenedAt === null ? (
      <ToneBadge tone="soon">{texts.isNew}</ToneBadge>
    ) : (
      <ToneBadge tone="done">{texts.reopenedOn(formatMoment(reopenedAt))}</ToneBadge>
    );
  if (phone) {
    return [
      ...choose,
      {
        key: 'pump',
        label: texts.pump,
        width: 'minmax(150px, 1fr)',
        cell: (row) => (
          <>
            {name(row)}
            <Text size="xs" truncate>
              {row.device.site}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {formatMoment(row.foundAt)}
            </Text>
          </>
        ),
      },
      {
        key: 'state',
        label: texts.stateColumn,
        width: 'minmax(120px, 0.8fr)',
        cell: (row) => (
          <>
            <div>
              <VerdictBadge verdict={row.verdict} />
            </div>
            <div>{state(row)}</div>
          </>
        ),
      },
    ];
  }
  return [
    ...choose,
    { key: 'pump', label: texts.pump, width: 'minmax(130px, 1fr)', cell: name },
    { key: 'site', label: texts.site, width: 'minmax(160px, 1.4fr)', cell: ({ device }) => device.site },
    {
      key: 'verdict',
      label: texts.verdict,
      width: 'minmax(150px, 1fr)',
      cell: ({ verdict }) => <VerdictBadge verdict={verdict} />,
    },
    {
      key: 'found',
      label: texts.found,
      width: 'minmax(170px, 1fr)',
      cell: ({ foundAt }) => formatMoment(foundAt),
    },
    { key: 'state', label: texts.stateColumn, width: 'minmax(200px, 1.2fr)', cell: state },
  ];
}
