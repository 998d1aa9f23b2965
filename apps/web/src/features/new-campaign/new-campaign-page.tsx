import { Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { noticeQuery } from '#web/features/notices';
import { useMe } from '#web/session';
import { Failure, formatMoment, LinkButton, Loading, Page, useKept } from '#web/ui';
import { noticeForm } from '../../texts/en/notice-form';
import { setup as texts } from '../../texts/en/setup';
import { draftsQuery, useStartDraft } from './new-campaign.queries';
import { NoticeForm } from './notice-form';
import { PickNotice } from './pick-notice';
import { isStep, StepNav } from './step-nav';
import { fromNotice, isBlank, restored, type TypedNotice } from './typed-notice';

/** The first step, before there is a draft: a notice is picked or typed in. */
export function NewCampaignPage() {
  const { how, notice } = useSearch({ from: '/signed-in/campaigns/new' });
  const navigate = useNavigate();
  const typing = how === 'type';
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
      {typing ? <TypeNotice from={notice} /> : <PickNotice />}
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
              flex="none"
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

/** A form that is empty, as it was left, or begun from a notice that is there and has to be corrected. */
function TypeNotice({ from }: { from: string | undefined }) {
  const me = useMe();
  const { loaded, keep, forget } = useKept<TypedNotice>(
    from === undefined ? `notice-${me.id}` : `notice-${me.id}-from-${from}`,
  );
  const beginning = useQuery({ ...noticeQuery(from ?? ''), enabled: from !== undefined });
  const start = useStartDraft();
  const navigate = useNavigate();
  // a form that is begun anew is another form
  const [round, setRound] = useState(0);
  if (beginning.error !== null && beginning.data === undefined) return <Failure error={beginning.error} />;
  if (loaded === undefined || (from !== undefined && beginning.data === undefined)) return <Loading />;
  const found = loaded !== null && !isBlank(loaded.value) ? loaded : null;
  return (
    <>
      {found !== null && (
        <Text size="sm" role="status">
          {noticeForm.found(formatMoment(found.at))}
        </Text>
      )}
      <NoticeForm
        key={round}
        typed={
          found === null
            ? beginning.data === undefined
              ? null
              : fromNotice(beginning.data)
            : restored(found.value)
        }
        onType={keep}
        onStartAnew={async () => {
          await forget();
          setRound((n) => n + 1);
        }}
        onSubmit={async (notice) => {
          const draft = await start.mutateAsync({ notice });
          await forget();
          // the form is empty now: the way back leads past it
          await navigate({
            to: '/campaigns/$campaignId/setup',
            params: { campaignId: draft.id },
            search: { step: 'preview' },
            replace: true,
          });
        }}
      />
    </>
  );
}
