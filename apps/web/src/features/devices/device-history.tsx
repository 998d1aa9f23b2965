import { Group, NativeSelect, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { LoadMore, moreOf, QueryView } from '#web/ui';
import { devices as texts, historyLabels } from '../../texts/en/devices';
import classes from './devices.module.css';
import type { DeviceSearch } from './history-search';
import { HistoryEntry } from './history-entry';
import { historyQuery } from './history.queries';

/** Everything that happened to the pump, newest first. What is shown stands in the address. */
export function DeviceHistory({ deviceId }: { deviceId: string }) {
  const search = useSearch({ from: '/signed-in/devices/$deviceId' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(historyQuery(deviceId, search));
  // each campaign that has to do with the pump decided about it once
  const decided = useInfiniteQuery(historyQuery(deviceId, { kind: 'verdict' }, 100));
  const campaigns = new Map(
    (decided.data?.pages ?? []).flatMap(({ items }) =>
      items.flatMap(({ campaign }) => (campaign === null ? [] : [[campaign.id, campaign.title] as const])),
    ),
  );
  const show = (more: { [K in keyof DeviceSearch]?: string }) =>
    void navigate({
      to: '/devices/$deviceId',
      params: { deviceId },
      search: Object.fromEntries(Object.entries({ ...search, ...more }).filter(([, value]) => value !== '')),
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <Group gap="xs" className="no-print">
        <NativeSelect
          label={texts.historyFilter}
          value={search.kind ?? ''}
          onChange={(event) => show({ kind: event.currentTarget.value })}
          data={[
            { value: '', label: texts.everything },
            ...Object.entries(historyLabels).map(([value, label]) => ({ value, label })),
          ]}
        />
        {campaigns.size > 1 && (
          <NativeSelect
            label={texts.campaign}
            value={search.campaign ?? ''}
            onChange={(event) => show({ campaign: event.currentTarget.value })}
            data={[
              { value: '', label: texts.allCampaigns },
              ...[...campaigns].map(([value, label]) => ({ value, label })),
            ]}
            maw="100%"
          />
        )}
      </Group>
      <QueryView query={query} rows={6}>
        {({ pages }) => {
          const entries = pages.flatMap(({ items }) => items);
          if (entries.length === 0) {
            return (
              <Text size="sm" c="dimmed">
                {Object.keys(search).length > 0 ? texts.noHistoryKind : texts.noHistory}
              </Text>
            );
          }
          return (
            <ol className={classes['rows']}>
              {entries.map((entry) => (
                <li key={entry.id}>
                  <HistoryEntry entry={entry} />
                </li>
              ))}
            </ol>
          );
        }}
      </QueryView>
      <LoadMore more={moreOf(query)} />
    </>
  );
}
