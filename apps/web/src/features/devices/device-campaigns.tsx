import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeviceHistoryEntry } from '#contracts/device-history';
import { texts as shared } from '#web/texts';
import { formatMoment, Link, QueryView } from '#web/ui';
import { pumps } from '../../texts/en/campaigns';
import { devices as texts, verdictLabels } from '../../texts/en/devices';
import classes from './devices.module.css';
import { Explanation } from './explanation';
import { historyQuery } from './history.queries';
import { VerdictBadge } from './verdict-badge';

type Decided = DeviceHistoryEntry &
  Pick<{ [K in 'campaign' | 'verdict']: NonNullable<DeviceHistoryEntry[K]> }, 'campaign' | 'verdict'>;
const isDecided = (entry: DeviceHistoryEntry): entry is Decided =>
  entry.campaign !== null && entry.verdict !== null;

const facts: Record<string, string> = pumps.facts;

/** What each campaign decided about the pump, and why; the clauses are one tap away. */
export function DeviceCampaigns({ deviceId }: { deviceId: string }) {
  const query = useInfiniteQuery(historyQuery(deviceId, { kind: 'verdict' }, 100));
  const [explained, setExplained] = useState<{ id: string; title: string } | null>(null);
  return (
    <>
      <QueryView query={query} rows={2}>
        {({ pages }) => {
          const entries = pages.flatMap(({ items }) => items).filter(isDecided);
          if (entries.length === 0) {
            return (
              <Text size="sm" c="dimmed">
                {texts.noCampaigns}
              </Text>
            );
          }
          return (
            <ul className={classes['rows']}>
              {entries.map((entry) => (
                <li key={entry.id}>
                  <div className={classes['row']}>
                    <Stack gap={2}>
                      <Link to="/campaigns/$campaignId" params={{ campaignId: entry.campaign.id }} fw={600}>
                        {entry.campaign.title}
                      </Link>
                      <Text size="sm">{entry.verdict.reasonNow}</Text>
                      {entry.verdict.missing.length > 0 && (
                        <Text size="sm" c="dimmed">
                          {texts.missing(entry.verdict.missing.map((fact) => facts[fact] ?? fact).join(', '))}
                        </Text>
                      )}
                      {entry.verdict.now !== entry.verdict.decided && (
                        <Text size="sm" fw={600}>
                          {texts.nowVerdict(verdictLabels[entry.verdict.now])}
                        </Text>
                      )}
                      <Text size="xs" c="dimmed">
                        {texts.decided} {formatMoment(entry.at)}
                      </Text>
                    </Stack>
                    <Group gap="xs" className={classes['end'] ?? ''}>
                      <VerdictBadge verdict={entry.verdict.decided} />
                      <Button
                        size="xs"
                        variant="default"
                        className="no-print"
                        aria-label={texts.whyOf(entry.campaign.title)}
                        onClick={() => setExplained(entry.campaign)}
                      >
                        {texts.why}
                      </Button>
                    </Group>
                  </div>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryView>
      <Drawer
        data-dialog="device-explanation"
        opened={explained !== null}
        onClose={() => setExplained(null)}
        position="right"
        size="lg"
        title={texts.explanation}
        closeButtonProps={{ 'aria-label': shared.common.close }}
      >
        {explained !== null && (
          <Stack>
            <Text fw={600}>{explained.title}</Text>
            <Explanation campaignId={explained.id} deviceId={deviceId} />
          </Stack>
        )}
      </Drawer>
    </>
  );
}
