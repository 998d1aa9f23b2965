import { Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ReminderView } from '#contracts/reminders';
import { texts as shared } from '#web/texts';
import {
  type Column,
  Failure,
  formatMoment,
  Link,
  LoadingRows,
  Nothing,
  usePages,
  VirtualTable,
  FilterBar,
  usedOf,
} from '#web/ui';
import { ReminderStateBadge } from '#web/features/reminders';
import { tasks as taskTexts } from '../../texts/en/campaign-work';
import { reminders as texts } from '../../texts/en/reminders';
import { campaignPeople } from './campaigns.queries';
import { Choice } from './filter-fields';
import type { CampaignSearch } from './search';
import { useChanges } from './use-changes';
import { useFilters } from './use-filters';
import type { TabProps } from './tab-props';

/** Every e-mail owed or sent about this campaign; each opens as it was sent. */
export function RemindersTab({ campaign, progress }: TabProps) {
  const { filters, change } = useFilters<CampaignSearch>();
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const pages = usePages<ReminderView>({
    key: ['reminders', 'campaign', campaign.id],
    path: 'reminders',
    query: {
      campaign: campaign.id,
      state: filters.state,
      kind: filters.kind,
      person: filters.person,
      limit: 100,
    },
  });
  useChanges(progress?.revision, pages.rows.length, pages.refetch);
  const people = useQuery(campaignPeople(campaign.id));
  const columns = useMemo(() => columnsOf(phone), [phone]);
  return (
    <Stack gap="sm">
      <FilterBar label={texts.label} used={usedOf(filters.state, filters.kind, filters.person)}>
        <Choice
          label={texts.state}
          any={texts.anyState}
          options={texts.states}
          value={filters.state}
          onChange={(state) => change({ state })}
        />
        <Choice
          label={texts.kind}
          any={texts.anyKind}
          options={texts.kinds}
          value={filters.kind}
          onChange={(kind) => change({ kind })}
        />
        <Choice
          label={texts.person}
          any={taskTexts.anybody}
          options={(people.data?.items ?? []).map(({ person }) => [person.id, person.name] as const)}
          value={filters.person}
          onChange={(person) => change({ person })}
        />
      </FilterBar>
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
          rowKey={({ id }) => id}
          more={pages.more}
          rowHeight={phone ? 72 : 44}
        />
      )}
    </Stack>
  );
}

function columnsOf(phone: boolean): Column<ReminderView>[] {
  const link = (row: ReminderView) => (
    <Link to="/reminders/$reminderId" params={{ reminderId: row.id }} preload={false}>
      {row.subject ?? `${texts.kinds[row.kind]}, ${texts.noSubject}`}
    </Link>
  );
  const state: Column<ReminderView> = {
    key: 'state',
    label: texts.state,
    width: phone ? '116px' : '140px',
    cell: (row) => <ReminderStateBadge state={row.state} />,
  };
  const when = ({ sentAt, createdAt }: ReminderView) => formatMoment(sentAt ?? createdAt);
  if (phone) {
    return [
      {
        key: 'subject',
        label: texts.subject,
        width: 'minmax(170px, 1fr)',
        cell: (row) => (
          <>
            {link(row)}
            <Text size="xs" c="dimmed" truncate>
              {row.person.name} · {when(row)}
            </Text>
          </>
        ),
      },
      state,
    ];
  }
  return [
    { key: 'subject', label: texts.subject, width: 'minmax(240px, 2.4fr)', cell: link },
    {
      key: 'person',
      label: texts.person,
      width: 'minmax(130px, 1fr)',
      cell: (row) => row.person.name,
    },
    { key: 'kind', label: texts.kind, width: '150px', cell: (row) => texts.kinds[row.kind] },
    state,
    { key: 'when', label: texts.when, width: '190px', cell: when },
  ];
}
