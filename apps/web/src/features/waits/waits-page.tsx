import { Checkbox, Group, Select, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { TaskWait } from '#contracts/campaign-changes';
import { campaignsOf } from '#web/features/campaigns';
import { texts as shared } from '#web/texts';
import {
  type Column,
  Failure,
  formatDay,
  Link,
  LinkButton,
  LoadingRows,
  Nothing,
  Page,
  ToneBadge,
  TwoLines,
  usePages,
  VirtualTable,
} from '#web/ui';
import { waits as texts } from '../../texts/en/waits';

/** Every task that waits for the firm: broken promises first, then what was asked for longest ago. */
export function WaitsPage() {
  const { campaign, chaser } = useSearch({ from: '/signed-in/waits' });
  const navigate = useNavigate();
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const campaigns = useQuery(campaignsOf('open', 100));
  const pages = usePages<TaskWait>({
    key: ['waits'],
    path: 'waits',
    query: { campaign, chaser, limit: 200 },
  });
  const columns = useMemo(() => columnsOf(phone), [phone]);
  const filter = (some: { campaign?: string | undefined; chaser?: string | undefined }) =>
    void navigate({ to: '/waits', search: { campaign, chaser, ...some }, replace: true });
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <Group gap="md" align="flex-end" className="no-print">
        <Select
          label={texts.campaign}
          data={[
            { value: '', label: texts.anyCampaign },
            ...(campaigns.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title })),
          ]}
          value={campaign ?? ''}
          allowDeselect={false}
          w={{ base: '100%', sm: 380 }}
          onChange={(value) => filter({ campaign: value === '' || value === null ? undefined : value })}
        />
        <Checkbox
          label={texts.mine}
          checked={chaser === 'me'}
          onChange={(event) => filter({ chaser: event.currentTarget.checked ? 'me' : undefined })}
        />
      </Group>
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows rows={6} />}
      {pages.data !== undefined && pages.rows.length === 0 && (
        <Nothing
          title={texts.none}
          action={
            (campaign ?? chaser) !== undefined && (
              <LinkButton to="/waits" variant="default">
                {texts.all}
              </LinkButton>
            )
          }
        >
          {texts.noneText}
        </Nothing>
      )}
      {pages.rows.length > 0 && (
        <Stack gap="xs">
          <Text size="xs" c="dimmed" role="status">
            {texts.count(pages.rows.length, pages.more !== null)}
          </Text>
          <VirtualTable
            label={texts.title}
            columns={columns}
            rows={pages.rows}
            rowKey={({ id }) => id}
            more={pages.more}
            rowHeight={phone ? 118 : 52}
          />
        </Stack>
      )}
    </Page>
  );
}

function columnsOf(phone: boolean): Column<TaskWait>[] {
  const what = (row: TaskWait) => (
    <Link to="/tasks/$taskId" params={{ taskId: row.taskId }} preload={false}>
      {texts.waitsFor(texts.for[row.for])}
    </Link>
  );
  const pump = ({ device, site }: TaskWait) =>
    device === null ? (
      (site?.name ?? '')
    ) : (
      <Link to="/devices/$deviceId" params={{ deviceId: device.id }} preload={false}>
        {device.assetTag ?? device.serialNumber ?? device.id}
      </Link>
    );
  const promise = ({ promisedOn, overdue }: TaskWait) =>
    promisedOn === null ? (
      texts.noPromise
    ) : overdue ? (
      <ToneBadge tone="late">{texts.overduePromise(formatDay(promisedOn))}</ToneBadge>
    ) : (
      formatDay(promisedOn)
    );
  const asked = ({ askedOn, ageDays }: TaskWait) => `${formatDay(askedOn)}, ${texts.age(ageDays)}`;
  const noteOf = ({ note }: TaskWait) => (note === null ? '' : <TwoLines whole={note} />);
  if (phone) {
    return [
      {
        key: 'what',
        label: texts.what,
        width: '1fr',
        cell: (row) => (
          <>
            {what(row)}
            <Text size="xs" truncate>
              {[row.device?.assetTag ?? row.device?.serialNumber, row.site?.name].filter(Boolean).join(' · ')}
            </Text>
            <Text size="xs" truncate>
              {texts.asked} {asked(row)} · {row.chaser.name}
            </Text>
            <Text size="xs" component="div">
              {promise(row)}
            </Text>
          </>
        ),
      },
    ];
  }
  return [
    { key: 'what', label: texts.what, width: 'minmax(140px, 1fr)', cell: what },
    { key: 'pump', label: texts.pump, width: 'minmax(100px, 0.7fr)', cell: pump },
    {
      key: 'site',
      label: texts.site,
      width: 'minmax(180px, 1.2fr)',
      cell: ({ site, device }) => (device === null ? '' : (site?.name ?? '')),
    },
    { key: 'asked', label: texts.asked, width: 'minmax(150px, 1fr)', cell: asked },
    { key: 'promise', label: texts.promise, width: 'minmax(150px, 1.1fr)', cell: promise },
    { key: 'chaser', label: texts.chaser, width: 'minmax(120px, 0.9fr)', cell: ({ chaser }) => chaser.name },
    { key: 'note', label: texts.note, width: 'minmax(160px, 2fr)', cell: noteOf },
  ];
}
