import { Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, ScanLine } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { TaskView } from '#contracts/tasks';
import { mineQuery, useOutbox, withOutbox } from '#web/offline';
import { useMay, useMe } from '#web/session';
import { LinkButton } from '#web/ui';
import { task as texts } from '../../texts/en/task';
import { nextItem } from './round';
import { type Ended, EndedNotice } from './ended';

/** After a pump: what became of the work, and the next pump near. It takes the focus, so that Enter goes on. */
export function NextUp({
  done,
  ended,
}: {
  done: Pick<TaskView, 'device' | 'site' | 'campaignId'>;
  ended: Ended | null;
}) {
  const me = useMe();
  const may = useMay();
  const { own } = useOutbox();
  const mine = useQuery(mineQuery(me));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const next =
    mine.data === undefined ? null : nextItem(withOutbox(mine.data.tasks, own, mine.data.asOf), done);
  const first = next?.tasks[0];
  const name = next?.device?.assetTag ?? next?.device?.serialNumber ?? first?.title ?? '';
  const place = next?.device?.location ?? first?.site?.name ?? first?.campaignTitle ?? '';
  const large = { size: 'lg', fullWidth: true, rightSection: <ArrowRight size={18} aria-hidden /> } as const;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <div role="status">{ended !== null && <EndedNotice ended={ended} />}</div>
        <Title order={2} size="h3" ref={heading} tabIndex={-1}>
          {texts.nextHeading}
        </Title>
        {first === undefined || next === null ? (
          <Text>{mine.isPending ? '…' : texts.nothingNext}</Text>
        ) : (
          <>
            <Text size="sm">{texts.nextPlace(place)}</Text>
            {next.device === null ? (
              <LinkButton to="/tasks/$taskId" params={{ taskId: first.id }} {...large}>
                {texts.nextPump(name, next.tasks.length)}
              </LinkButton>
            ) : (
              <LinkButton to="/work/$deviceId" params={{ deviceId: next.device.id }} {...large}>
                {texts.nextPump(name, next.tasks.length)}
              </LinkButton>
            )}
          </>
        )}
        {may('task.complete') && (
          <LinkButton
            to="/scan"
            variant="default"
            size="lg"
            fullWidth
            leftSection={<ScanLine size={18} aria-hidden />}
          >
            {texts.scanNext}
          </LinkButton>
        )}
        <LinkButton to="/work" variant="subtle" fullWidth>
          {texts.toWork}
        </LinkButton>
      </Stack>
    </Paper>
  );
}
