import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CampaignOverview } from '#contracts/campaign-overview';
import { campaignsOf, LiveBadge, sums, useLiveOverview } from '#web/features/campaigns';
import { NewsAtHome } from '#web/features/letters';
import { harmsToDo, HarmsWaiting, isOverdue } from '#web/features/harms';
import { useMay, useMe } from '#web/session';
import { formatDayOf, Link, LinkButton, Nothing, Page, QueryView, ToneBadge } from '#web/ui';
import { campaigns as campaignsTexts } from '../../texts/en/campaigns';
import { home as texts } from '../../texts/en/home';
import { CampaignCard } from './campaign-card';
import { FirstSteps } from './first-steps';

/** What is late, where and whose, worst first: readable in five seconds. */
export function HomePage() {
  const me = useMe();
  const may = useMay();
  const { overview, liveness } = useLiveOverview();
  const manager = may('campaign.manage');
  return (
    <Page
      title={texts.title}
      subtitle={overview.data !== undefined && <InAll overview={overview.data} manager={manager} />}
      actions={
        <>
          <LiveBadge liveness={liveness} />
          {manager && <LinkButton to="/campaigns/new">{texts.newCampaign}</LinkButton>}
        </>
      }
    >
      {may('harm.read') && <HarmsWaiting />}
      {me.role === 'technician' && <YourWork />}
      {manager && <NewsAtHome />}
      <QueryView query={overview} rows={6}>
        {({ items, total }) =>
          items.length === 0 ? (
            <NothingRuns />
          ) : (
            <>
              {items.map((campaign) => (
                <CampaignCard key={campaign.id} campaign={campaign} />
              ))}
              {total > items.length && (
                <Text size="sm">
                  {texts.worst(items.length, total)}{' '}
                  <Link to="/campaigns" search={{ status: 'open' }}>
                    {texts.showAll}
                  </Link>
                </Text>
              )}
            </>
          )
        }
      </QueryView>
      {manager && <Drafts />}
    </Page>
  );
}

function InAll({ overview: { items, total }, manager }: { overview: CampaignOverview; manager: boolean }) {
  const readsHarm = useMay()('harm.read');
  const drafts = useQuery({ ...campaignsOf('draft', 5), enabled: manager }).data;
  const harms = useQuery({ ...harmsToDo, enabled: readsHarm });
  if (items.length === 0) return null;
  const { late, notLocated } = sums(items);
  const overdue = (harms.data ?? []).filter(isOverdue).length;
  // as long as that is not known, nothing is said of it
  const known = !readsHarm || harms.data !== undefined;
  return (
    <Group gap="md" mt={4}>
      <Link to="/campaigns" search={{ status: 'open' }}>
        {texts.underWay(total)}
      </Link>
      {late > 0 ? (
        <ToneBadge tone="late">
          <Link to="/tasks" search={{ due: 'late' } as never} inherit c="inherit">
            {texts.lateInAll(late)}
          </Link>
        </ToneBadge>
      ) : (
        overdue === 0 && known && <ToneBadge tone="done">{texts.nothingLate}</ToneBadge>
      )}
      {overdue > 0 && (
        <ToneBadge tone="late">
          <Link to="/harms" inherit c="inherit">
            {texts.harmsOverdue(overdue)}
          </Link>
        </ToneBadge>
      )}
      {notLocated > 0 && (
        <ToneBadge tone="soon">
          <Link to="/devices" search={{ status: 'not-located' } as never} inherit c="inherit">
            {texts.notLocatedInAll(notLocated)}
          </Link>
        </ToneBadge>
      )}
      {drafts !== undefined && drafts.items.length > 0 && (
        <Link to="/campaigns" search={{ status: 'draft' }}>
          {texts.draftsLeft(drafts.items.length, drafts.nextCursor !== null)}
        </Link>
      )}
    </Group>
  );
}

/** A technician begins with what is theirs. */
function YourWork() {
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" gap="md">
        <div>
          <Title order={2} size="h3">
            {texts.workTitle}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.work}
          </Text>
        </div>
        <LinkButton to="/work" size="md">
          {texts.toWork}
        </LinkButton>
      </Group>
    </Paper>
  );
}

function Drafts() {
  const { data } = useQuery(campaignsOf('draft', 5));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h3">
            {texts.drafts}
          </Title>
          {data.nextCursor !== null && (
            <Link to="/campaigns" search={{ status: 'draft' }} size="sm">
              {texts.showAll}
            </Link>
          )}
        </Group>
        {data.items.map(({ id, title, noticeTitle, createdAt }) => (
          <Group key={id} justify="space-between" wrap="nowrap" gap="md">
            <div>
              <Text size="sm" fw={600}>
                {title}
              </Text>
              <Text size="xs" c="dimmed">
                {texts.draft(noticeTitle, formatDayOf(createdAt))}
              </Text>
            </div>
            <LinkButton
              to="/campaigns/$campaignId/setup"
              params={{ campaignId: id }}
              variant="default"
              size="xs"
              flex="none"
              aria-label={`${campaignsTexts.resume}: ${title}`}
            >
              {texts.resume}
            </LinkButton>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}

/** Nothing runs: either all is done, or this hospital is only beginning. */
function NothingRuns() {
  const may = useMay();
  const any = useQuery(campaignsOf(undefined, 1));
  const manager = may('campaign.manage');
  return (
    <QueryView query={any} rows={3}>
      {({ items }) =>
        items.length === 0 && manager ? (
          <FirstSteps />
        ) : (
          <Nothing
            title={texts.quietTitle}
            action={
              items.length > 0 && (
                <LinkButton to="/campaigns" search={{ status: 'closed' }} variant="default">
                  {texts.closedOnes}
                </LinkButton>
              )
            }
          >
            {items.length > 0 ? texts.quiet : texts.quietReader}
          </Nothing>
        )
      }
    </QueryView>
  );
}
