import { Box, Button, Group, Modal, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { CampaignBurndown } from '#contracts/campaign-progress';
import { texts as shared } from '#web/texts';
import { formatDay, formatNumber, QueryView, ToneBadge } from '#web/ui';
import { burndown as texts } from '../../texts/en/campaigns';
import { burndownQuery } from './campaigns.queries';
import { behindPlan } from './words';

/** The drawing is the heaviest thing of the application: it is loaded when the first one comes in sight. */
const Chart = lazy(async () => ({ default: (await import('./burndown-chart')).BurndownChart }));

/** Planned against actual, per day: drawn, and the same figures as a table. */
export function Burndown({ campaignId, height = 160 }: { campaignId: string; height?: number }) {
  const query = useQuery(burndownQuery(campaignId));
  const [opened, { open, close }] = useDisclosure(false);
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
            <Modal
              opened={opened}
              onClose={close}
              size="xl"
              title={texts.caption}
              closeButtonProps={{ 'aria-label': shared.common.close }}
            >
              <Figures data={data} />
            </Modal>
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

function Figures({ data }: { data: CampaignBurndown }) {
  const number = (value: number | null) => (value === null ? '' : formatNumber(value));
  return (
    <Table.ScrollContainer
      minWidth={560}
      maxHeight="60dvh"
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
    >
      <Table stickyHeader className="tabular" fz="sm" verticalSpacing={4} aria-label={texts.caption}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{texts.day}</Table.Th>
            {[texts.planned, texts.actual, texts.begun, texts.closed, texts.reopened, texts.withdrawn].map(
              (label) => (
                <Table.Th key={label} scope="col" ta="right">
                  {label}
                </Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.points.map(({ day, planned, open, begun, closed, reopened, withdrawn }) => (
            <Table.Tr key={day} {...(day === data.today ? { fw: 700, 'aria-current': 'date' } : {})}>
              <Table.Th scope="row" fw={day === data.today ? 700 : 400}>
                {formatDay(day)}
              </Table.Th>
              {[planned, open, begun, closed, reopened, withdrawn].map((value, at) => (
                <Table.Td key={at} ta="right">
                  {number(value)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
