import { Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '#web/session';
import { formatMoment, LinkButton, Loading, Page } from '#web/ui';
import { noticeForm } from '../../texts/en/notice-form';
import { setup as texts } from '../../texts/en/setup';
import { useKept } from './kept';
import { draftsQuery, useStartDraft } from './new-campaign.queries';
import { NoticeForm } from './notice-form';
import { PickNotice } from './pick-notice';
import { isStep, StepNav } from './step-nav';
import { isBlank, type TypedNotice } from './typed-notice';

/** The first step, before there is a draft: a notice is picked or typed in. */
export function NewCampaignPage() {
  const { how, notice } = useSearch({ from: '/signed-in/campaigns/new' });
  const navigate = useNavigate();
  const typing = how === 'type' && notice === undefined;
  return (
    <Page title={texts.title}>
      <StepNav at="notice" />
      <Drafts />
      <SegmentedControl
        aria-label={texts.how}
        w="fit-content"
        data={[
          { value: 'pick', label: texts.pick },
          { value: 'type', label: texts.type },
        ]}
        value={typing ? 'type' : 'pick'}
        onChange={(value) =>
          void navigate({ to: '/campaigns/new', search: { how: value as 'pick' | 'type' } })
        }
      />
      {typing ? <TypeNotice /> : <PickNotice />}
    </Page>
  );
}

/** What was begun before, here or on another device. */
function Drafts() {
  const drafts = useQuery(draftsQuery);
  const items = drafts.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Paper withBorder p="sm">
      <Title order={2} size="h3" mb="xs">
        {texts.drafts}
      </Title>
      <Stack gap="xs">
        {items.map(({ id, title, draftStep, createdAt }) => (
          <Group key={id} justify="space-between" wrap="nowrap">
            <div>
              <Text size="sm">{title}</Text>
              <Text size="xs" c="dimmed">
                {isStep(draftStep)
                  ? texts.draftAt(texts.steps[draftStep], formatMoment(createdAt))
                  : texts.begun(formatMoment(createdAt))}
              </Text>
            </div>
            <LinkButton
              to="/campaigns/$campaignId/setup"
              params={{ campaignId: id }}
              size="xs"
              variant="default"
              aria-label={`${texts.goOn}: ${title}`}
            >
              {texts.goOn}
            </LinkButton>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}

function TypeNotice() {
  const me = useMe();
  const { loaded, keep, forget } = useKept<TypedNotice>(`notice-${me.id}`);
  const start = useStartDraft();
  const navigate = useNavigate();
  // a form that is begun anew is another form
  const [round, setRound] = useState(0);
  if (loaded === undefined) return <Loading />;
  const found = round === 0 && loaded !== null && !isBlank(loaded.value) ? loaded : null;
  return (
    <>
      {found !== null && (
        <Text size="sm" role="status">
          {noticeForm.found(formatMoment(found.at))}
        </Text>
      )}
      <NoticeForm
        key={round}
        typed={found?.value ?? null}
        onType={keep}
        onStartAnew={async () => {
          await forget();
          setRound((n) => n + 1);
        }}
        onSubmit={async (notice) => {
          const draft = await start.mutateAsync({ notice });
          await forget();
          await navigate({
            to: '/campaigns/$campaignId/setup',
            params: { campaignId: draft.id },
            search: { step: 'preview' },
          });
        }}
      />
    </>
  );
}
