import { Button, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { OverviewCampaign } from '#contracts/campaign-overview';
import { Burndown, PercentBar, progressOf } from '#web/features/campaigns';
import { ClassBadge, formatDayOf, formatNumber, Link, ToneBadge } from '#web/ui';
import { campaign as campaignTexts } from '../../texts/en/campaigns';
import { home as texts } from '../../texts/en/home';
import classes from './campaign-card.module.css';
import { InSight } from './in-sight';

/** What ends a campaign is no further away than what is late. */
const PARTS = ['communications', 'replies', 'closeout'] as const;

/** One campaign on Home: what is late, where, whose, and whether it keeps to its plan. */
export function CampaignCard({ campaign }: { campaign: OverviewCampaign }) {
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const { id, title, owner, status, ageDays, tasks } = campaign;
  return (
    <Paper withBorder p="md" component="article" aria-labelledby={`campaign-${id}`}>
      <Stack gap="sm">
        <Group gap="sm" align="center" wrap="wrap">
          <ClassBadge recallClass={campaign.class} />
          <Title order={2} size="h3" id={`campaign-${id}`} style={{ flex: '1 1 260px' }}>
            <Link
              to="/campaigns/$campaignId/$tab"
              params={{ campaignId: id, tab: 'progress' }}
              inherit
              c="inherit"
            >
              {title}
            </Link>
          </Title>
          <Group w={{ base: '100%', sm: 280 }} wrap="nowrap">
            <PercentBar percent={campaign.percentClosed} />
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {[
            status === 'opening' ? texts.opening : texts.age(ageDays),
            texts.owner(owner.name),
            campaignTexts.closedOf(tasks.closed, tasks.total),
          ].join(' · ')}
        </Text>
        <Group gap="md">
          {PARTS.map((tab) => (
            <Link
              key={tab}
              to="/campaigns/$campaignId/$tab"
              params={{ campaignId: id, tab }}
              size="sm"
              className="thumb-link"
            >
              {campaignTexts.tabs[tab]}
            </Link>
          ))}
        </Group>
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, sm: 6, lg: 2.4 }}>
            <Numbers campaign={campaign} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6, lg: 2.8 }}>
            <Part title={texts.where}>
              <Where campaign={campaign} />
            </Part>
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6, lg: 2.8 }}>
            {/* nobody is named to a role that does not read reminders */}
            {(campaign.lateTasks === 0 || campaign.stuck.length > 0) && (
              <Part title={texts.whose}>
                <Whose campaign={campaign} />
              </Part>
            )}
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6, lg: 4 }}>
            {phone ? (
              <PhoneBurndown campaignId={id} />
            ) : (
              <Part title={texts.burndown}>
                <InSight height={175}>
                  <Burndown campaignId={id} height={120} />
                </InSight>
              </Part>
            )}
          </Grid.Col>
        </Grid>
      </Stack>
    </Paper>
  );
}

/** On a phone the drawing is loaded when it is asked for: it weighs as much as the rest of the application. */
function PhoneBurndown({ campaignId }: { campaignId: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <Stack gap="xs">
      <Button variant="default" size="sm" aria-expanded={opened} onClick={() => setOpened(!opened)}>
        {texts.burndown}
      </Button>
      {opened && <Burndown campaignId={campaignId} />}
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={4}>
      <Title order={3} size="xs" c="dimmed" tt="none">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function Numbers({
  campaign: { id, lateTasks, notLocated, tasks, devices },
}: {
  campaign: OverviewCampaign;
}) {
  const to = '/campaigns/$campaignId/$tab' as const;
  return (
    <div className={classes['numbers']}>
      <BigNumber label={texts.late} value={lateTasks} alarming>
        <Link to={to} params={{ campaignId: id, tab: 'tasks' }} search={{ due: 'late' }} inherit>
          {formatNumber(lateTasks)}
        </Link>
      </BigNumber>
      <BigNumber label={texts.notLocated} value={notLocated} alarming>
        <Link to={to} params={{ campaignId: id, tab: 'pumps' }} search={{ record: 'not-located' }} inherit>
          {formatNumber(notLocated)}
        </Link>
      </BigNumber>
      <BigNumber label={texts.open} value={tasks.open}>
        <Link to={to} params={{ campaignId: id, tab: 'tasks' }} search={{ status: 'todo' }} inherit>
          {formatNumber(tasks.open)}
        </Link>
      </BigNumber>
      <BigNumber label={texts.pumps} value={devices}>
        <Link to={to} params={{ campaignId: id, tab: 'pumps' }} inherit>
          {formatNumber(devices)}
        </Link>
      </BigNumber>
    </div>
  );
}

function BigNumber({
  label,
  value,
  alarming = false,
  children,
}: {
  label: string;
  value: number;
  alarming?: boolean;
  children: ReactNode;
}) {
  const alarm = alarming && value > 0;
  return (
    <div>
      {alarm ? (
        <ToneBadge tone="late">{label}</ToneBadge>
      ) : (
        <Text size="xs" c="dimmed" lh="20px">
          {label}
        </Text>
      )}
      <Text component="div" fz={22} fw={alarm ? 700 : 500} lh={1.2} className="tabular">
        {value === 0 ? '0' : children}
      </Text>
    </div>
  );
}

/** The sites with the most late tasks. */
function Where({ campaign: { id, lateTasks } }: { campaign: OverviewCampaign }) {
  const { data } = useQuery({ ...progressOf(id), enabled: lateTasks > 0 });
  if (lateTasks === 0) return <Text size="sm">{texts.nothingLateHere}</Text>;
  const worst = (data?.bySite ?? [])
    .filter(({ tasks }) => tasks.late > 0)
    .toSorted((a, b) => b.tasks.late - a.tasks.late)
    .slice(0, 3);
  return (
    <Rows>
      {worst.map(({ siteId, site, tasks }) => (
        <Row
          key={siteId}
          name={site}
          number={
            <Link
              to="/campaigns/$campaignId/$tab"
              params={{ campaignId: id, tab: 'tasks' }}
              search={{ site: siteId, due: 'late' }}
            >
              {texts.lateAt(tasks.late)}
            </Link>
          }
        />
      ))}
    </Rows>
  );
}

function Whose({ campaign: { id, lateTasks, stuck } }: { campaign: OverviewCampaign }) {
  if (lateTasks === 0) return <Text size="sm">{texts.nothingLateHere}</Text>;
  return (
    <Rows>
      {stuck.map(({ person, late, lastReminder }) => (
        <Row
          key={person.id}
          name={
            <>
              <Link to="/people/$personId" params={{ personId: person.id }}>
                {person.name}
              </Link>
              <Text span size="xs" c="dimmed">
                {' '}
                {lastReminder === null ? texts.notReminded : texts.reminded(formatDayOf(lastReminder.at))}
              </Text>
            </>
          }
          number={
            <Link
              to="/campaigns/$campaignId/$tab"
              params={{ campaignId: id, tab: 'tasks' }}
              search={{ assignee: person.id, due: 'late' }}
            >
              {texts.lateAt(late)}
            </Link>
          }
        />
      ))}
    </Rows>
  );
}

function Rows({ children }: { children: ReactNode }) {
  return (
    <Stack component="ul" gap={2} m={0} p={0} style={{ listStyle: 'none' }}>
      {children}
    </Stack>
  );
}

function Row({ name, number }: { name: ReactNode; number: ReactNode }) {
  return (
    <Group component="li" justify="space-between" gap="sm" wrap="nowrap" mih={26}>
      <Text size="sm" component="span">
        {name}
      </Text>
      <Text size="sm" component="span" className="tabular" style={{ whiteSpace: 'nowrap' }}>
        {number}
      </Text>
    </Group>
  );
}
