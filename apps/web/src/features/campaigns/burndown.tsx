import { Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { CampaignBurndown } from '#contracts/campaign-progress';
import { formatDay, QueryView, ToneBadge } from '#web/ui';
import { burndown as texts } from '../../texts/en/campaigns';
import { burndownQuery } from './campaigns.queries';
import { behindPlan } from './words';

/** The drawing is the heaviest thing of the application: it is loaded when the first one comes in sight. */
const Chart = lazy(async () => ({ default: (await import('./burndown-chart')).BurndownChart }));
const Figures = lazy(async () => ({ default: (await import('./burndown-figures')).BurndownFigures }));

/** Planned against actual, per day: drawn, and the same figures as a table. */
export function Burndown({ campaignId, height = 160 }: { campaignId: string; height?: number }) {
  const query = useQuery(burndownQuery(campaignId));
  const [wanted, setWanted] = useState(false);
  const [opened, setOpened] = useState(false);
  const open = () => {
    setWanted(true);
    setOpened(true);
  };
  return (
    <QueryView query={query} rows={3}>
      {(data) =>
        data.points.length === 0 ? (
          <Text size="sm" c="dimmed">
            {texts.none}
          </Text>
        ) : (
          <Stack gap={4}>
            <Behind data={data} />
            <Box mih={height} role="img" aria-label={spoken(data)}>
              <Suspense fallback={<Skeleton height={height} />}>
                <Chart data={data} height={height} />
              </Suspense>
            </Box>
            <Group className="no-print">
              <Button size="compact-sm" variant="default" onClick={open}>
                {texts.asTable}
              </Button>
            </Group>
            {wanted && (
              <Suspense>
                <Figures data={data} opened={opened} onClose={() => setOpened(false)} />
              </Suspense>
            )}
          </Stack>
        )
      }
    </QueryView>
  );
}

function Behind({ data }: { data: CampaignBurndown }) {
  const behind = behindPlan(data);
  if (behind === null) return null;
  return (
    <Group gap="xs">
      {behind > 0 ? (
        <ToneBadge tone="late">{texts.behind(behind)}</ToneBadge>
      ) : (
        <ToneBadge tone="done">{behind === 0 ? texts.onPlan : texts.ahead(-behind)}</ToneBadge>
      )}
    </Group>
  );
}

function spoken({ points, today, lastDueOn }: CampaignBurndown): string {
  const now = points.find(({ day }) => day === today) ?? points.at(-1);
  return texts.picture(now?.open ?? 0, now?.planned ?? 0, lastDueOn === null ? '' : formatDay(lastDueOn));
}
