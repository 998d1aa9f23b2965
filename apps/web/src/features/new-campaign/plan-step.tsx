import { Button, Group, Paper, Radio, Select, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import type { PlanView } from '#contracts/plans';
import { type KeptPlan, PlanAdjuster, PlanReader, plansQuery, planVersionsQuery } from '#web/features/plans';
import { Failure, formatMoment, Loading, LoadingRows, QueryView, useKept } from '#web/ui';
import { plans as texts } from '../../texts/en/plans';
import { useAdjustPlan, usePatchDraft } from './new-campaign.queries';

/** What will be done: a plan is picked, read, and adjusted where this campaign needs it. */
export function PlanStep({ campaign }: { campaign: CampaignView }) {
  const plans = useQuery(plansQuery);
  const patch = usePatchDraft(campaign.id);
  return (
    <Stack gap="md">
      <QueryView query={plans}>
        {({ items }) => (
          <Radio.Group
            label={texts.choosePlan}
            value={campaign.planKey}
            onChange={(planKey) => patch.mutate({ planKey })}
          >
            <Stack gap="xs" mt="xs">
              {items.map(({ key, title, definition }) => (
                <Radio
                  key={key}
                  value={key}
                  label={`${title} (${texts.stepCount(definition.steps.length)})`}
                  description={definition.summary}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
      </QueryView>
      {patch.error !== null && <Failure error={patch.error} />}
      <ChosenPlan campaign={campaign} />
    </Stack>
  );
}

function ChosenPlan({ campaign }: { campaign: CampaignView }) {
  const versions = useQuery(planVersionsQuery(campaign.planKey));
  const patch = usePatchDraft(campaign.id);
  return (
    <QueryView query={versions} rows={6}>
      {({ items }) => {
        const known = items.filter(({ key }) => key === campaign.planKey);
        const pinned = known.find(({ version }) => version === campaign.planVersion);
        return (
          <Stack gap="md">
            {known.length > 1 && (
              <Select
                label={texts.version}
                maw={360}
                allowDeselect={false}
                data={known.map(({ version, createdAt }, at) => ({
                  value: String(version),
                  label: `${texts.versionOf(version, formatMoment(createdAt))}${at === 0 ? ` (${texts.newest})` : ''}`,
                }))}
                value={String(campaign.planVersion)}
                onChange={(version) =>
                  version !== null &&
                  patch.mutate({ planKey: campaign.planKey, planVersion: Number(version) })
                }
              />
            )}
            {patch.error !== null && <Failure error={patch.error} />}
            {pinned === undefined ? (
              <Loading />
            ) : (
              <Suspense fallback={<LoadingRows rows={6} />}>
                <PinnedPlan key={pinned.id} campaign={campaign} plan={pinned} />
              </Suspense>
            )}
          </Stack>
        );
      }}
    </QueryView>
  );
}

function PinnedPlan({ campaign, plan }: { campaign: CampaignView; plan: PlanView }) {
  const { loaded, keep, forget } = useKept<KeptPlan>(`plan-${campaign.id}`);
  const [editing, setEditing] = useState(false);
  const adjust = useAdjustPlan(campaign.id);
  if (loaded === undefined) return <Loading />;
  const kept =
    loaded !== null && loaded.value.key === plan.key && loaded.value.version === plan.version
      ? loaded.value
      : null;
  if (editing || kept !== null) {
    return (
      <PlanAdjuster
        plan={plan}
        kept={kept}
        onChange={keep}
        save={{ run: adjust.mutateAsync, busy: adjust.isPending, error: adjust.error }}
        onEnd={async () => {
          await forget();
          setEditing(false);
        }}
      />
    );
  }
  return (
    <Paper p={0}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{texts.read}</Title>
        <Button variant="default" size="xs" onClick={() => setEditing(true)}>
          {texts.adjust}
        </Button>
      </Group>
      {plan.definition.summary !== '' && (
        <Text size="sm" mb="sm">
          {plan.definition.summary}
        </Text>
      )}
      <PlanReader plan={plan.definition} recallClass={campaign.class ?? 'none'} />
    </Paper>
  );
}
