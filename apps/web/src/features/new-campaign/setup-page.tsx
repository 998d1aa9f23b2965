import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import { noticeQuery } from '#web/features/notices';
import { ConfirmButton, LinkButton, LoadingRows, Nothing, Page, QueryView, tellDone } from '#web/ui';
import { notices as words } from '../../texts/en/notices';
import { setup as texts } from '../../texts/en/setup';
import { draftQuery, useDiscardDraft, usePatchDraft } from './new-campaign.queries';
import { OpeningProgress } from './opening-progress';
import { NoticeInShort } from './pick-notice';
import { isStep, StepNav, type StepName, stepNames } from './step-nav';

const PreviewStep = lazy(async () => ({ default: (await import('./preview-step')).PreviewStep }));
const PlanStep = lazy(async () => ({ default: (await import('./plan-step')).PlanStep }));
const PeopleStep = lazy(async () => ({ default: (await import('./people-step')).PeopleStep }));
const OpenStep = lazy(async () => ({ default: (await import('./open-step')).OpenStep }));

/** A draft being set up: the address names the step, the draft remembers where it was left. */
export function SetupPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/setup' });
  const draft = useQuery(draftQuery(campaignId));
  return (
    <Page
      title={texts.title}
      subtitle={draft.data && texts.draftOf(draft.data.noticeTitle)}
      // far from the way on: what ends the draft is never under the thumb that goes through the steps
      actions={draft.data?.status === 'draft' ? <Discard id={campaignId} /> : undefined}
    >
      <QueryView query={draft}>{(campaign) => <Setup campaign={campaign} />}</QueryView>
    </Page>
  );
}

function Setup({ campaign }: { campaign: CampaignView }) {
  const { step } = useSearch({ from: '/signed-in/campaigns/$campaignId/setup' });
  if (campaign.status === 'opening') return <OpeningProgress campaignId={campaign.id} />;
  if (campaign.status !== 'draft') {
    return (
      <Nothing
        title={texts.over(words.campaignStatus[campaign.status] ?? campaign.status)}
        action={
          <LinkButton to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
            {texts.toCampaign}
          </LinkButton>
        }
      />
    );
  }
  if (step === undefined) {
    const left = isStep(campaign.draftStep) ? campaign.draftStep : 'preview';
    return (
      <Navigate
        to="/campaigns/$campaignId/setup"
        params={{ campaignId: campaign.id }}
        search={{ step: left }}
        replace
      />
    );
  }
  return <Draft campaign={campaign} step={step} />;
}

function Draft({ campaign, step }: { campaign: CampaignView; step: StepName }) {
  useRemembered(campaign, step);
  return (
    <Stack gap="md">
      <StepNav at={step} campaignId={campaign.id} />
      <Suspense fallback={<LoadingRows rows={8} />}>
        {step === 'notice' && <NoticeStep noticeId={campaign.noticeId} />}
        {step === 'preview' && <PreviewStep campaign={campaign} />}
        {step === 'plan' && <PlanStep campaign={campaign} />}
        {step === 'people' && <PeopleStep campaign={campaign} />}
        {step === 'open' && <OpenStep campaign={campaign} />}
      </Suspense>
      <Ways campaignId={campaign.id} step={step} />
    </Stack>
  );
}

/** The draft remembers its step on the server, so that it can be gone on with elsewhere. Failing to is no trouble. */
function useRemembered(campaign: CampaignView, step: StepName): void {
  const { mutate } = usePatchDraft(campaign.id);
  const there = campaign.draftStep === step;
  useEffect(() => {
    if (!there) mutate({ draftStep: step });
  }, [there, step, mutate]);
}

function Ways({ campaignId, step }: { campaignId: string; step: StepName }) {
  const at = stepNames.indexOf(step);
  const [before, after] = [stepNames[at - 1], stepNames[at + 1]];
  return (
    <Stack gap="xs" className="no-print">
      <Group justify="space-between">
        {before === undefined ? (
          <span />
        ) : (
          <LinkButton
            to="/campaigns/$campaignId/setup"
            params={{ campaignId }}
            search={{ step: before }}
            variant="default"
          >
            {texts.back(texts.steps[before])}
          </LinkButton>
        )}
        {after !== undefined && (
          <LinkButton to="/campaigns/$campaignId/setup" params={{ campaignId }} search={{ step: after }}>
            {texts.next(texts.steps[after])}
          </LinkButton>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {texts.leave}
      </Text>
    </Stack>
  );
}

function NoticeStep({ noticeId }: { noticeId: string }) {
  const notice = useQuery(noticeQuery(noticeId));
  return (
    <Stack gap="sm">
      <QueryView query={notice}>{(data) => <NoticeInShort notice={data} />}</QueryView>
      <Text size="sm" c="dimmed">
        {texts.noticeFixed}
      </Text>
      {notice.data?.source === null && (
        <LinkButton
          to="/campaigns/new"
          search={{ how: 'type', notice: noticeId }}
          variant="default"
          size="xs"
          w="fit-content"
        >
          {texts.correct}
        </LinkButton>
      )}
    </Stack>
  );
}

function Discard({ id }: { id: string }) {
  const discard = useDiscardDraft(id);
  const navigate = useNavigate();
  return (
    <ConfirmButton
      data-dialog="draft-discard"
      variant="default"
      size="xs"
      label={texts.discard}
      title={texts.discardTitle}
      question={texts.discardText}
      confirm={texts.discard}
      onConfirm={async () => {
        await discard.mutateAsync();
        tellDone(texts.discarded);
        await navigate({ to: '/campaigns/new' });
      }}
    />
  );
}
