import {
  Button,
  Checkbox,
  Group,
  Modal,
  Paper,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignGap, CampaignView } from '#contracts/campaigns';
import { PersonSelect } from '#web/features/people';
import { planVersionsQuery } from '#web/features/plans';
import { allTeamsQuery } from '#web/features/sites';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import { Failure, formatNumber, LinkButton, tellDone, ToneBadge } from '#web/ui';
import { setupPlan as texts } from '../../texts/en/setup-plan';
import { type GapGroup, groupGaps } from './gap-groups';
import { useMendGap } from './new-campaign.queries';

const MOST_GAPS = 50;

/** Work that nobody would get, each with a way to mend it right here. */
export function Gaps({ campaign, gaps }: { campaign: CampaignView; gaps: readonly CampaignGap[] }) {
  const versions = useQuery(planVersionsQuery(campaign.planKey));
  const plan = versions.data?.items.find(
    ({ key, version }) => key === campaign.planKey && version === campaign.planVersion,
  );
  const titleOf = (key: string) => plan?.definition.steps.find((step) => step.key === key)?.title ?? key;
  const groups = groupGaps(gaps);
  if (groups.length === 0) {
    return (
      <div role="status">
        <ToneBadge tone="done">{texts.noGaps}</ToneBadge>
      </div>
    );
  }
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {texts.gapsTitle(groups.length)}
      </Title>
      <Text size="sm" mb="sm">
        {texts.gapsText}
      </Text>
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {groups.slice(0, MOST_GAPS).map((group) => (
          <li key={group.key}>
            <Group justify="space-between" gap="xs">
              <Stack gap={2} flex={1} miw={220}>
                <Text size="sm" fw={600}>
                  {placeOf(group)}
                </Text>
                <Text size="sm">{texts.needs[group.assignTo]}</Text>
                <Text size="xs" c="dimmed">
                  {group.steps
                    .map(({ stepKey, tasks }) => texts.gap(titleOf(stepKey), formatNumber(tasks)))
                    .join(' · ')}
                </Text>
              </Stack>
              <Mend campaignId={campaign.id} group={group} />
            </Group>
          </li>
        ))}
      </Stack>
    </Paper>
  );
}

const placeOf = ({ site, location }: Pick<GapGroup, 'site' | 'location'>): string =>
  texts.gapWhere(site ?? '', location);

function Mend({ campaignId, group }: { campaignId: string; group: GapGroup }) {
  const may = useMay();
  const { siteId, assignTo } = group;
  if (assignTo === 'risk-manager' || siteId === null) {
    return (
      <LinkButton
        size="xs"
        variant="default"
        to="/campaigns/$campaignId/setup"
        params={{ campaignId }}
        search={{ step: 'open' }}
      >
        {texts.setOwner}
      </LinkButton>
    );
  }
  if (may(assignTo === 'coverage' ? 'coverage.manage' : 'site.manage'))
    return <NameSomebody campaignId={campaignId} siteId={siteId} group={group} />;
  return (
    <Stack gap={2} align="flex-end">
      <LinkButton size="xs" variant="default" to="/sites/$siteId" params={{ siteId }}>
        {texts.toSite}
      </LinkButton>
      <Text size="xs" c="dimmed">
        {texts.askAdmin}
      </Text>
    </Stack>
  );
}

const labels: Record<string, string> = {
  coverage: texts.cover,
  'site-lead': texts.setLead,
  'nurse-educator': texts.setNurse,
};

function NameSomebody({
  campaignId,
  siteId,
  group,
}: {
  campaignId: string;
  siteId: string;
  group: GapGroup;
}) {
  const [opened, { open, close }] = useDisclosure(false);
  const label = labels[group.assignTo] ?? texts.cover;
  return (
    <>
      <Button size="xs" variant="default" onClick={open} aria-label={`${label}: ${placeOf(group)}`}>
        {label}
      </Button>
      <Modal
        data-dialog="gap-mend"
        opened={opened}
        onClose={close}
        title={group.assignTo === 'coverage' ? texts.coverTitle(placeOf(group)) : `${label}: ${group.site}`}
        closeButtonProps={{ 'aria-label': shared.common.close }}
      >
        <NameForm campaignId={campaignId} siteId={siteId} group={group} />
      </Modal>
    </>
  );
}

function NameForm({ campaignId, siteId, group }: { campaignId: string; siteId: string; group: GapGroup }) {
  const covering = group.assignTo === 'coverage';
  const [kind, setKind] = useState<'person' | 'team'>('person');
  const teams = useQuery({ ...allTeamsQuery, enabled: covering });
  const mend = useMendGap(campaignId);
  const [personId, setPersonId] = useState<string | null>(null);
  const [teamId, setTeamId] = useState<string | null>(null);
  const [whole, setWhole] = useState(group.locationId === null);
  const id = kind === 'team' ? teamId : personId;
  const save = async () => {
    if (id === null) return;
    await mend.mutateAsync(
      covering
        ? {
            siteId,
            locationId: whole ? null : group.locationId,
            userId: kind === 'person' ? id : null,
            teamId: kind === 'team' ? id : null,
          }
        : group.assignTo === 'site-lead'
          ? { siteId, leadId: id }
          : { siteId, nurseEducatorId: id },
    );
    tellDone(texts.mended);
  };
  return (
    <Stack>
      <Text size="sm">{texts.coverHint}</Text>
      {covering && (
        <SegmentedControl
          aria-label={texts.personOrTeam}
          data={[
            { value: 'person', label: texts.person },
            { value: 'team', label: texts.team },
          ]}
          value={kind}
          onChange={(value) => setKind(value as 'person' | 'team')}
        />
      )}
      {kind === 'person' ? (
        <PersonSelect label={texts.person} site={siteId} value={personId} onChange={setPersonId} />
      ) : (
        <Select
          label={texts.team}
          searchable
          data={(teams.data ?? []).map(({ id: value, name }) => ({ value, label: name }))}
          value={teamId}
          onChange={setTeamId}
        />
      )}
      {covering && group.locationId !== null && (
        <Checkbox
          label={texts.coverWhole}
          checked={whole}
          onChange={(event) => setWhole(event.currentTarget.checked)}
        />
      )}
      {mend.error !== null && <Failure error={mend.error} />}
      <Group justify="flex-end">
        <Button
          disabled={id === null}
          loading={mend.isPending}
          onClick={() => void save().catch(() => undefined)}
        >
          {texts.saveMend}
        </Button>
      </Group>
    </Stack>
  );
}
