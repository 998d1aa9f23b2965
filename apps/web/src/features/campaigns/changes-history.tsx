import { Button, Group, Stack, Text, Timeline, Title } from '@mantine/core';
import type { CampaignChange } from '#contracts/campaign-changes';
import { texts as shared } from '#web/texts';
import { Failure, formatMoment, LoadingRows, LoadMore, ToneBadge, usePages, withDays } from '#web/ui';
import { changes as texts } from '../../texts/en/letters';
import { campaignKey } from './campaigns.queries';

const changeKinds = ['letter', 'watch', 'reopening'] as const satisfies ReadonlyArray<CampaignChange['kind']>;
const TONES = { letter: 'info', watch: 'soon', reopening: 'late' } as const;

/** What changed a campaign since its opening, newest first: letters, pumps that turned up, reopenings. */
export function ChangesHistory({
  campaignId,
  kind,
  onKind,
}: {
  campaignId: string;
  kind: string | undefined;
  onKind: (kind: string | null) => void;
}) {
  const shown = changeKinds.find((one) => one === kind);
  const pages = usePages<CampaignChange>({
    key: [...campaignKey(campaignId), 'changes'],
    path: `campaigns/${campaignId}/changes`,
    query: { kind: shown, limit: 50 },
  });
  return (
    <Stack gap="sm" component="section" aria-labelledby="changes">
      <Group justify="space-between" gap="sm">
        <Title order={2} id="changes">
          {texts.title}
        </Title>
        <Group gap={6} role="group" aria-label={texts.filter} className="no-print">
          {[undefined, ...changeKinds].map((one) => (
            <Button
              key={one ?? 'all'}
              size="compact-sm"
              variant={one === shown ? 'filled' : 'default'}
              aria-pressed={one === shown}
              onClick={() => onKind(one ?? null)}
            >
              {one === undefined ? texts.anyKind : texts.kinds[one]}
            </Button>
          ))}
        </Group>
      </Group>
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows rows={3} />}
      {pages.data !== undefined && pages.rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {texts.none}
        </Text>
      )}
      {pages.rows.length > 0 && (
        <Timeline bulletSize={14} lineWidth={2} active={pages.rows.length}>
          {pages.rows.map((change) => (
            <Timeline.Item
              key={change.id}
              title={
                <Group gap="xs" component="span">
                  <ToneBadge tone={TONES[change.kind]}>{texts.kinds[change.kind]}</ToneBadge>
                  <Text span size="sm" fw={600}>
                    {withDays(change.reason)}
                  </Text>
                </Group>
              }
            >
              <Text size="xs" c="dimmed">
                {formatMoment(change.begunAt)} ·{' '}
                {change.by === null ? texts.bySystem : texts.by(change.by.name)}
              </Text>
              <Text size="sm">{whatItDid(change)}</Text>
              {change.kind === 'letter' && <Text size="sm">{byWhat(change)}</Text>}
            </Timeline.Item>
          ))}
        </Timeline>
      )}
      <LoadMore more={pages.more} size="xs" />
    </Stack>
  );
}

function whatItDid({ devices, tasks, finishedAt, done, total }: CampaignChange): string {
  const pumps = texts.devices(devices.added, devices.removed, devices.verdictChanged);
  const work = (Object.keys(texts.tasks) as Array<keyof typeof texts.tasks>)
    .filter((effect) => tasks[effect] > 0)
    .map((effect) => texts.tasks[effect](tasks[effect]));
  return [
    ...(finishedAt === null ? [texts.running(done, total)] : []),
    pumps === '' ? texts.noDevices : pumps,
    work.length === 0 ? texts.noTasks : work.join(', '),
  ].join('; ');
}

const byWhat = ({ scope, plan }: CampaignChange): string =>
  [
    ...(scope.from === scope.to ? [] : [texts.scope(scope.from, scope.to)]),
    texts.plan(plan.to.title, plan.to.version),
  ].join(', ');
