import { Group, LoadingOverlay, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Difference } from '#contracts/campaign-changes';
import { ProblemError } from '#web/api';
import { campaignQuery, noticeOf } from '#web/features/campaigns';
import { plansQuery } from '#web/features/plans';
import { HeadsUp, Link, LinkButton, Nothing, Page, QueryView, tellDone, formatDayOrMonth } from '#web/ui';
import { difference as texts, letterForm as letterTexts } from '../../texts/en/letters';
import { ApplyLetterButton } from './apply-letter';
import { Applying } from './campaign-news';
import { DifferenceNumbers } from './difference-numbers';
import { DifferencePumps } from './difference-pumps';
import type { DifferenceSearch } from './difference-search';
import { DifferenceTables } from './difference-tables';
import { differenceQuery, newsQuery, useRefreshed, useRunning } from './letters.queries';

/** What a later letter would do to a campaign: seen first, then applied. */
export function DifferencePage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/difference' });
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/difference' });
  const campaign = useQuery(campaignQuery(campaignId));
  const news = useQuery(newsQuery(campaignId));
  const [begun, setBegun] = useState<string | null>(null);
  const running = begun ?? news.data?.applying[0]?.changeId ?? null;
  const difference = useQuery({
    ...differenceQuery(campaignId, {
      communication: search.letter,
      planKey: search.planKey,
      planVersion: search.planVersion === undefined ? undefined : Number(search.planVersion),
    }),
    enabled: news.data !== undefined && running === null,
    placeholderData: keepPreviousData,
  });
  const { error } = difference;
  const none =
    error instanceof ProblemError && ['campaign.no-letter', 'campaign.letter-in-force'].includes(error.code);
  return (
    <Page
      title={texts.title}
      subtitle={
        campaign.data && (
          <Link to="/campaigns/$campaignId" params={{ campaignId }}>
            {campaign.data.title}
          </Link>
        )
      }
      actions={
        running === null &&
        difference.data !== undefined &&
        !none && <ApplyLetterButton campaignId={campaignId} difference={difference.data} onBegun={setBegun} />
      }
    >
      {running !== null ? (
        <OnItsWay campaignId={campaignId} changeId={running} />
      ) : none ? (
        <Nothing
          title={texts.noLetter}
          action={
            campaign.data && (
              <LinkButton
                to="/notices/$noticeId"
                params={{ noticeId: campaign.data.noticeId }}
                variant="default"
              >
                {texts.toNotice}
              </LinkButton>
            )
          }
        >
          {texts.noLetterText}
        </Nothing>
      ) : (
        <QueryView query={difference} rows={8}>
          {(data) => (
            <Stack gap="lg" pos="relative">
              <LoadingOverlay visible={difference.isPlaceholderData} />
              <Text size="sm">{texts.preview}</Text>
              <Letter
                campaignId={campaignId}
                noticeId={campaign.data?.noticeId}
                difference={data}
                search={search}
              />
              {data.empty && <HeadsUp title={texts.emptyTitle}>{texts.empty}</HeadsUp>}
              <DifferenceNumbers campaignId={campaignId} difference={data} search={search} />
              <DifferenceTables campaignId={campaignId} difference={data} search={search} />
              <DifferencePumps campaignId={campaignId} difference={data} search={search} />
            </Stack>
          )}
        </QueryView>
      )}
    </Page>
  );
}

/** While the letter is being applied, and until the campaign stands as it is afterwards. */
function OnItsWay({ campaignId, changeId }: { campaignId: string; changeId: string }) {
  const { data } = useRunning(campaignId, changeId);
  const refreshed = useRefreshed();
  const navigate = useNavigate();
  const finished = data?.finishedAt ?? null;
  useEffect(() => {
    if (finished === null) return;
    void refreshed();
    tellDone(texts.applied);
    void navigate({
      to: '/campaigns/$campaignId/$tab',
      params: { campaignId, tab: 'communications' },
      replace: true,
    });
  }, [finished, campaignId, navigate, refreshed]);
  return <Applying done={data?.done ?? 0} total={data?.total ?? 0} />;
}

/** Which letter is held against the campaign, and which steps it is to go on with. */
function Letter({
  campaignId,
  noticeId,
  difference: { communication, plan },
  search,
}: {
  campaignId: string;
  noticeId: string | undefined;
  difference: Difference;
  search: DifferenceSearch;
}) {
  const notice = useQuery({ ...noticeOf(noticeId ?? ''), enabled: noticeId !== undefined });
  const news = useQuery(newsQuery(campaignId)).data;
  const plans = useQuery(plansQuery);
  const navigate = useNavigate();
  const choose = (some: DifferenceSearch) =>
    void navigate({
      to: '.',
      search: { letter: search.letter, planKey: search.planKey, planVersion: search.planVersion, ...some },
      replace: true,
      resetScroll: false,
    });
  // those that are not in force are the newest ones
  const waiting = (notice.data?.communications ?? [])
    .toSorted((a, b) => Number(b.id) - Number(a.id))
    .slice(0, news?.letters[0]?.letters ?? 1);
  const chosenPlan = search.planKey === undefined ? '' : `${search.planKey} ${search.planVersion ?? ''}`;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h3">
            {formatDayOrMonth(communication.date)}: {communication.kind}
          </Title>
          {communication.summary !== '' && (
            <Text size="sm" style={{ whiteSpace: 'pre-line' }} maw={820} lineClamp={6}>
              {communication.summary}
            </Text>
          )}
        </div>
        <Group gap="sm" align="flex-end">
          {waiting.length > 1 && (
            <Select
              label={texts.letter}
              description={texts.newestOf}
              allowDeselect={false}
              w={{ base: '100%', sm: 480 }}
              data={waiting.map(({ id, date, kind }) => ({
                value: id,
                label: `${formatDayOrMonth(date)}: ${kind}`,
              }))}
              value={communication.id}
              onChange={(letter) => letter !== null && choose({ letter })}
            />
          )}
          <Select
            label={texts.steps}
            description={texts.stepsHint}
            allowDeselect={false}
            w={{ base: '100%', sm: 480 }}
            data={[
              {
                value: '',
                label:
                  chosenPlan === ''
                    ? `${texts.byLetter}: ${letterTexts.planOf(plan.to.title, plan.to.version)}`
                    : texts.byLetter,
              },
              ...(plans.data?.items ?? []).map(({ key, version, title }) => ({
                value: `${key} ${version}`,
                label: letterTexts.planOf(title, version),
              })),
            ]}
            value={chosenPlan}
            onChange={(value) => {
              const [planKey, planVersion] = (value ?? '').split(' ');
              choose(planKey ? { planKey, planVersion } : { planKey: undefined, planVersion: undefined });
            }}
          />
        </Group>
      </Stack>
    </Paper>
  );
}
