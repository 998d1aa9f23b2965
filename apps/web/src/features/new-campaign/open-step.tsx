import { Alert, Button, DataList, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { CampaignView, SameNotice } from '#contracts/campaigns';
import { ProblemError } from '#web/api';
import { PersonSelect } from '#web/features/people';
import { Failure, Link, LinkButton, QueryView, tellDone } from '#web/ui';
import { setup as texts } from '../../texts/en/setup';
import { AlreadyAnswered } from './already-answered';
import { groupGaps } from './gap-groups';
import { previewQuery, recipientsQuery, useOpenDraft, usePatchDraft } from './new-campaign.queries';

/** The whole campaign on one screen, and the one button that begins it. */
export function OpenStep({ campaign }: { campaign: CampaignView }) {
  const preview = useQuery(previewQuery(campaign.id));
  const recipients = useQuery(recipientsQuery(campaign.id));
  const open = useOpenDraft(campaign.id);
  const gaps = groupGaps(preview.data?.gaps ?? []);
  const to = { to: '/campaigns/$campaignId/setup', params: { campaignId: campaign.id } } as const;
  return (
    <Stack gap="md">
      <div>
        <Title order={2}>{texts.openTitle}</Title>
        <Text size="sm" c="dimmed">
          {texts.openText}
        </Text>
      </div>
      <Paper withBorder p="md">
        <QueryView query={preview} rows={5}>
          {(found) => (
            <Facts
              rows={[
                [
                  texts.summaryNotice,
                  <Link key="notice" {...to} search={{ step: 'notice' }} size="sm">
                    {campaign.noticeTitle}
                  </Link>,
                ],
                [
                  texts.summaryPumps,
                  <Link key="pumps" {...to} search={{ step: 'preview' }} size="sm">
                    {texts.pumpsSummary(found.affected, found.possiblyAffected)}
                  </Link>,
                ],
                [
                  texts.summarySites,
                  campaign.siteIds === null ? texts.allSites : texts.someSites(campaign.siteIds.length),
                ],
                [
                  texts.summaryPlan,
                  <Link key="plan" {...to} search={{ step: 'plan' }} size="sm">
                    {texts.planVersion(campaign.planTitle, campaign.planVersion)}
                  </Link>,
                ],
                [
                  texts.summaryPeople,
                  recipients.data && (
                    <Link key="people" {...to} search={{ step: 'people' }} size="sm">
                      {texts.people(recipients.data.people)}, {texts.tasks(recipients.data.tasks)}
                    </Link>
                  ),
                ],
              ]}
            />
          )}
        </QueryView>
      </Paper>
      <Naming key={`${campaign.title} ${campaign.owner.id}`} campaign={campaign} />
      <AlreadyAnswered campaigns={preview.data?.sameNotice ?? []} />
      {gaps.length > 0 && (
        <Alert color="red" variant="outline" title={texts.gapsLeft(gaps.length)}>
          <LinkButton {...to} search={{ step: 'people' }} variant="default" size="xs">
            {texts.mendGaps}
          </LinkButton>
        </Alert>
      )}
      {open.error !== null && <Refused campaignId={campaign.id} error={open.error} />}
      <Group justify="flex-end">
        <Button size="md" loading={open.isPending} onClick={() => open.mutate()}>
          {texts.openNow}
        </Button>
      </Group>
    </Stack>
  );
}

function Facts({ rows }: { rows: Array<[string, ReactNode]> }) {
  return (
    <DataList labelWidth="8rem">
      {rows.map(([label, value]) =>
        value === undefined || value === null ? null : (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue>{value}</DataList.ItemValue>
          </DataList.Item>
        ),
      )}
    </DataList>
  );
}

/** Whom the picker offers. */
const managers = { role: 'risk-manager' };

/** Title and owner stand in every e-mail, so they are said before the opening; each is saved when the field is left. */
function Naming({ campaign }: { campaign: CampaignView }) {
  const patch = usePatchDraft(campaign.id);
  const [title, setTitle] = useState(campaign.title);
  const save = (change: { title?: string; ownerId?: string }) =>
    patch.mutate(change, { onSuccess: () => tellDone(texts.factsSaved) });
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <TextInput
          label={texts.campaignTitle}
          maxLength={300}
          required
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          onBlur={() =>
            title.trim() !== '' && title.trim() !== campaign.title && save({ title: title.trim() })
          }
        />
        <PersonSelect
          label={texts.owner}
          maw={420}
          {...managers}
          clearable={false}
          value={campaign.owner.id}
          onChange={(id) => id !== null && id !== campaign.owner.id && save({ ownerId: id })}
        />
        {patch.error !== null && <Failure error={patch.error} />}
      </Stack>
    </Paper>
  );
}

const wayOut: Record<string, 'people' | 'preview' | 'open'> = {
  'campaign.nobody-to-do-it': 'people',
  'campaign.nothing-affected': 'preview',
  'campaign.notice-already-open': 'preview',
};

function Refused({ campaignId, error }: { campaignId: string; error: unknown }) {
  const code = error instanceof ProblemError ? error.code : '';
  const step = wayOut[code];
  const other =
    error instanceof ProblemError ? (error.extra['campaign'] as SameNotice | undefined) : undefined;
  return (
    <Stack gap="xs">
      <Failure error={error} title={texts.refused} />
      {texts.advice[code] !== undefined && (
        <Group gap="sm">
          <Text size="sm">{texts.advice[code]}</Text>
          {other !== undefined && (
            <LinkButton
              to="/campaigns/$campaignId"
              params={{ campaignId: other.id }}
              variant="default"
              size="xs"
            >
              {texts.otherCampaign(other.title)}
            </LinkButton>
          )}
          {step !== undefined && (
            <LinkButton
              to="/campaigns/$campaignId/setup"
              params={{ campaignId }}
              search={{ step }}
              variant="default"
              size="xs"
            >
              {texts.steps[step]}
            </LinkButton>
          )}
        </Group>
      )}
    </Stack>
  );
}
