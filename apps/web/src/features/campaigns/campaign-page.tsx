import { Stack, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import { CampaignNewsBanner } from '#web/features/letters';
import { CloseoutTab } from '#web/features/closeout';
import { RepliesTab } from '#web/features/replies';
import { useMay } from '#web/session';
import { LoadingRows, Page, WaitingPage } from '#web/ui';
import { campaign as texts, campaigns as listTexts } from '../../texts/en/campaigns';
import { CampaignActions } from './campaign-actions';
import { CampaignHeader } from './campaign-header';
import { campaignQuery } from './campaigns.queries';
import { LiveBadge } from './live-badge';
import { useLiveCampaign } from './live';
import { type CampaignTab, tabs } from './search';
import type { TabProps } from './tab-props';
import classes from './campaign-page.module.css';
import { NotBegun } from './not-begun';

const panels: Record<CampaignTab, ComponentType<TabProps>> = {
  progress: lazy(async () => ({ default: (await import('./progress-tab')).ProgressTab })),
  pumps: lazy(async () => ({ default: (await import('./pumps-tab')).PumpsTab })),
  tasks: lazy(async () => ({ default: (await import('./tasks-tab')).TasksTab })),
  people: lazy(async () => ({ default: (await import('./people-tab')).PeopleTab })),
  reminders: lazy(async () => ({ default: (await import('./reminders-tab')).RemindersTab })),
  communications: lazy(async () => ({ default: (await import('./communications-tab')).CommunicationsTab })),
  replies: RepliesTab,
  closeout: CloseoutTab,
  audit: lazy(async () => ({ default: (await import('./audit-tab')).AuditTab })),
};
/** The action of the policy table that a tab needs; absent: everybody's. */
const needs: Partial<Record<CampaignTab, string>> = {
  people: 'reminder.read',
  reminders: 'reminder.read',
  audit: 'audit.read',
};

export function CampaignPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/$tab' });
  return <CampaignOf key={campaignId} id={campaignId} />;
}

function CampaignOf({ id }: { id: string }) {
  const campaign = useQuery(campaignQuery(id));
  if (campaign.data !== undefined) return <Loaded campaign={campaign.data} />;
  return <WaitingPage query={campaign} title={listTexts.campaign} />;
}

function Loaded({ campaign }: { campaign: CampaignView }) {
  const { tab } = useParams({ from: '/signed-in/campaigns/$campaignId/$tab' });
  const navigate = useNavigate();
  const may = useMay();
  const { progress, liveness } = useLiveCampaign(campaign.id);
  const shown = tabs.filter((name) => needs[name] === undefined || may(needs[name]));
  const current = tab as CampaignTab;
  const Panel = panels[current];
  const list = useRef<HTMLDivElement>(null);
  // on a phone the row of tabs is longer than the screen: the one that is open is in sight
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]');
    if (list.current && chosen) list.current.scrollLeft = chosen.offsetLeft - list.current.clientWidth / 3;
  }, [current]);
  return (
    <Page title={campaign.title} actions={<CampaignActions campaign={campaign} progress={progress.data} />}>
      <CampaignHeader campaign={campaign} progress={progress.data} live={<LiveBadge liveness={liveness} />} />
      <Tabs
        value={current}
        keepMounted={false}
        activateTabWithKeyboard={false}
        onChange={(to) =>
          void navigate({
            to: '/campaigns/$campaignId/$tab',
            params: { campaignId: campaign.id, tab: to ?? 'progress' },
            search: {},
            resetScroll: false,
          })
        }
      >
        <Tabs.List ref={list} aria-label={texts.tabsLabel} className={classes['tabs']} mb="md">
          {shown.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {texts.tabs[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {/* below the tabs: a phone shows them without scrolling, however much there is to say */}
        <Stack gap="sm" mb="md" className={classes['notices']}>
          <NotBegun campaign={campaign} progress={progress.data} />
          <CampaignNewsBanner campaignId={campaign.id} />
        </Stack>
        <Tabs.Panel value={current}>
          <Suspense fallback={<LoadingRows />}>
            <Panel campaign={campaign} progress={progress.data} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
