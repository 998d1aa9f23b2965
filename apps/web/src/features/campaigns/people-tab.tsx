import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { CampaignPerson } from '#contracts/campaign-people';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import {
  type Column,
  Failure,
  formatDay,
  formatDayOf,
  formatNumber,
  Link,
  LoadingRows,
  Nothing,
  ToneBadge,
  TwoLines,
  usePages,
  VirtualTable,
} from '#web/ui';
import { people as texts, tasks as taskTexts } from '../../texts/en/campaign-work';
import { pumps as pumpTexts } from '../../texts/en/campaigns';
import { reminders as reminderTexts } from '../../texts/en/reminders';
import { campaignKey } from './campaigns.queries';
import { Choice } from './filter-fields';
import { RemindDialog } from './remind-dialog';
import type { CampaignSearch } from './search';
import { useFilters } from './use-filters';
import type { TabProps } from './tab-props';

/** Who has what of this campaign, and when they were last reminded; those with the most late tasks first. */
export function PeopleTab({ campaign, progress }: TabProps) {
  const { filters, change } = useFilters<CampaignSearch>();
  const may = useMay();
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const pages = usePages<CampaignPerson>({
    key: [...campaignKey(campaign.id), 'people', 'list'],
    path: `campaigns/${campaign.id}/people`,
    query: { site: filters.site, limit: 100 },
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [reminding, setReminding] = useState(false);
  const reminds = may('reminder.send') && (progress?.status ?? campaign.status) === 'open';
  const columns = useMemo(() => {
    const toggle = (id: string) =>
      setChosen((old) => {
        const next = new Set(old);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    return columnsOf(campaign.id, phone, reminds ? { chosen, toggle } : null);
  }, [campaign.id, phone, reminds, chosen]);
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end" className="no-print">
        <Choice
          label={texts.sites}
          any={pumpTexts.anySite}
          options={(progress?.bySite ?? []).map(({ siteId, site }) => [siteId, site] as const)}
          value={filters.site}
          onChange={(site) => {
            setChosen(new Set());
            change({ site });
          }}
        />
        {reminds && (
          <Button disabled={chosen.size === 0} onClick={() => setReminding(true)}>
            {chosen.size === 0 ? texts.remind : `${texts.remind}: ${taskTexts.selected(chosen.size)}`}
          </Button>
        )}
      </Group>
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows rows={8} />}
      {pages.data !== undefined && pages.rows.length === 0 && (
        <Nothing title={texts.noneTitle}>{texts.none}</Nothing>
      )}
      {pages.rows.length > 0 && (
        <VirtualTable
          label={texts.label}
          columns={columns}
          rows={pages.rows}
          rowKey={({ person }) => person.id}
          more={pages.more}
          rowHeight={phone ? 84 : 48}
        />
      )}
      <RemindDialog
        campaignId={campaign.id}
        personIds={[...chosen]}
        opened={reminding}
        onClose={() => setReminding(false)}
        onDone={() => setChosen(new Set())}
      />
    </Stack>
  );
}

function columnsOf(
  campaignId: string,
  phone: boolean,
  choice: { chosen: ReadonlySet<string>; toggle: (id: string) => void } | null,
): Column<CampaignPerson>[] {
  const tasks = (person: string, more: CampaignSearch, value: number) =>
    value === 0 ? (
      '0'
    ) : (
      <Link
        to="/campaigns/$campaignId/$tab"
        params={{ campaignId, tab: 'tasks' }}
        search={{ assignee: person, ...more }}
        preload={false}
        className="tabular"
        inherit
        c="inherit"
      >
        {formatNumber(value)}
      </Link>
    );
  const choose: Column<CampaignPerson>[] =
    choice === null
      ? []
      : [
          {
            key: 'choose',
            label: taskTexts.selectColumn,
            width: '48px',
            cell: ({ person, open }) =>
              open > 0 && (
                <Checkbox
                  aria-label={taskTexts.select(person.name)}
                  checked={choice.chosen.has(person.id)}
                  onChange={() => choice.toggle(person.id)}
                />
              ),
          },
        ];
  const name: Column<CampaignPerson> = {
    key: 'person',
    label: texts.person,
    width: phone ? 'minmax(130px, 1fr)' : 'minmax(150px, 1.4fr)',
    cell: (row) => (
      <>
        <Link to="/people/$personId" params={{ personId: row.person.id }} preload={false}>
          {row.person.name}
        </Link>{' '}
        {row.mailRefused && <ToneBadge tone="late">{texts.mailRefused}</ToneBadge>}
        {!row.active && <ToneBadge tone="soon">{texts.inactive}</ToneBadge>}
        {phone && (
          <>
            <Text size="xs" c="dimmed" truncate>
              {siteNames(row)}
            </Text>
            <Text size="xs" component="div">
              <LastReminder row={row} />
            </Text>
          </>
        )}
      </>
    ),
  };
  const late: Column<CampaignPerson> = {
    key: 'late',
    label: texts.late,
    width: phone ? '72px' : '84px',
    cell: ({ person, late: value }) =>
      value === 0 ? '0' : <ToneBadge tone="late">{tasks(person.id, { due: 'late' }, value)}</ToneBadge>,
  };
  const open: Column<CampaignPerson> = {
    key: 'open',
    label: texts.open,
    width: phone ? '44px' : '64px',
    cell: ({ person, open: value }) => tasks(person.id, { status: 'todo' }, value),
  };
  if (phone) return [...choose, name, late, open];
  return [
    ...choose,
    name,
    {
      key: 'sites',
      label: texts.sites,
      width: 'minmax(140px, 1.6fr)',
      cell: (row) => <TwoLines whole={siteNames(row)} />,
    },
    late,
    open,
    {
      key: 'closed',
      label: texts.closed,
      width: '70px',
      cell: ({ person, closed }) => tasks(person.id, { status: 'closed' }, closed),
    },
    {
      key: 'oldest',
      label: texts.oldest,
      width: '115px',
      cell: ({ oldestDueOn }) => oldestDueOn !== null && formatDay(oldestDueOn),
    },
    {
      key: 'reminder',
      label: texts.lastReminder,
      width: 'minmax(190px, 1.2fr)',
      cell: (row) => <LastReminder row={row} />,
    },
  ];
}

const siteNames = ({ sites, siteCount }: CampaignPerson): string =>
  [
    sites.map(({ name }) => name).join(', '),
    ...(siteCount > sites.length ? [texts.more(siteCount - sites.length)] : []),
  ].join(' ');

function LastReminder({ row: { lastReminder } }: { row: CampaignPerson }) {
  if (lastReminder === null) return texts.never;
  const said = `${formatDayOf(lastReminder.sentAt ?? lastReminder.createdAt)} · ${reminderTexts.states[lastReminder.state]}`;
  if (lastReminder.id === null) return said;
  return (
    <Link to="/reminders/$reminderId" params={{ reminderId: lastReminder.id }} preload={false}>
      {said}
    </Link>
  );
}
