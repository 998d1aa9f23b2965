import { Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import type { CampaignDevice } from '#contracts/matching';
import { Explanation } from '#web/features/devices';
import { texts as shared } from '#web/texts';
import { formatDay, Link, LinkButton, LoadingRows, QueryView, ToneBadge } from '#web/ui';
import { pumps as texts } from '../../texts/en/campaigns';
import { pumpTasksQuery } from './campaigns.queries';
import { recordName } from './pump-words';
import { outcomeName, taskTone } from './task-words';

/** Why a pump is affected or not, clause by clause, and what is to be done with it. */
export function PumpDrawer({
  campaignId,
  deviceId,
  pump,
  onClose,
}: {
  campaignId: string;
  deviceId: string | undefined;
  /** as far as it is loaded: an address that was sent may name one that is not */
  pump: CampaignDevice | undefined;
  onClose: () => void;
}) {
  return (
    <Drawer
      data-dialog="campaign-pump"
      opened={deviceId !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={
        <Text fw={700} component="span">
          {pump === undefined ? texts.pump : (pump.assetTag ?? pump.serialNumber ?? pump.id)}
        </Text>
      }
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      {deviceId !== undefined && (
        <Stack>
          {pump !== undefined && (
            <Text size="sm">
              {[
                pump.serialNumber,
                pump.productCode,
                pump.softwareVersion,
                pump.site,
                pump.location,
                recordName(pump.deviceStatus),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          )}
          <Title order={2} size="h3">
            {texts.why}
          </Title>
          <Suspense fallback={<LoadingRows rows={4} />}>
            <Explanation campaignId={campaignId} deviceId={deviceId} />
          </Suspense>
          <PumpTasks campaignId={campaignId} deviceId={deviceId} />
          <LinkButton to="/devices/$deviceId" params={{ deviceId }} variant="default" w="fit-content">
            {texts.openPump}
          </LinkButton>
        </Stack>
      )}
    </Drawer>
  );
}

function PumpTasks({ campaignId, deviceId }: { campaignId: string; deviceId: string }) {
  const query = useQuery(pumpTasksQuery(campaignId, deviceId));
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">
        {texts.theirTasks}
      </Title>
      <QueryView query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm">{texts.noTasks}</Text>
          ) : (
            <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
              {items.map((task) => {
                const { tone, text } = taskTone(task);
                return (
                  <Group component="li" key={task.id} gap="sm">
                    <Link to="/tasks/$taskId" params={{ taskId: task.id }} size="sm">
                      {task.title}
                    </Link>
                    <ToneBadge tone={tone}>
                      {task.outcome === null ? text : outcomeName(task.outcome, task.outcomeLabels)}
                    </ToneBadge>
                    <Text size="xs" c="dimmed">
                      {task.assignee.name} · {formatDay(task.dueOn)}
                    </Text>
                  </Group>
                );
              })}
            </Stack>
          )
        }
      </QueryView>
    </Stack>
  );
}
