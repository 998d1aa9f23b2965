import { Alert, Group, Paper, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import type { PlanView } from '#contracts/plans';
import { CampaignStatusBadge } from '#web/features/campaigns';
import { useMay } from '#web/session';
import { formatMoment, Link, LinkButton, LoadingRows, Page, QueryView, ScrollTable } from '#web/ui';
import { plans as texts } from '../../texts/en/plans';
import { PlanReader } from './plan-reader';
import { planQuery, planUseQuery, planVersionsQuery } from './plans.queries';

/** One version of a plan, read as a person would; its other versions, and the campaigns that work by any of them. */
export function PlanPage() {
  const { planId } = useParams({ from: '/signed-in/plans/$planId' });
  const query = useQuery(planQuery(planId));
  const may = useMay();
  const plan = query.data;
  return (
    <Page
      title={plan?.title ?? texts.title}
      subtitle={
        plan && `${texts.versionOf(plan.version, formatMoment(plan.createdAt))}. ${plan.definition.summary}`
      }
      size={1200}
      actions={
        plan !== undefined &&
        may('plan.write') && (
          <>
            <LinkButton to="/plans/$planId/edit" params={{ planId: plan.id }}>
              {texts.edit}
            </LinkButton>
            <LinkButton to="/plans/new" search={{ from: plan.id }} variant="default">
              {texts.copy}
            </LinkButton>
          </>
        )
      }
    >
      <QueryView query={query} rows={8}>
        {(one) => (
          <Suspense fallback={<LoadingRows rows={8} />}>
            <Whole plan={one} />
          </Suspense>
        )}
      </QueryView>
    </Page>
  );
}

function Whole({ plan }: { plan: PlanView }) {
  const versions = useQuery(planVersionsQuery(plan.key));
  const using = useQuery(planUseQuery(plan.key));
  const newest = versions.data?.items[0];
  return (
    <>
      {newest !== undefined && newest.version !== plan.version && (
        <Alert color="gray" variant="outline" title={texts.olderThanNewest(newest.version)}>
          <Link to="/plans/$planId" params={{ planId: newest.id }}>
            {texts.toNewest}
          </Link>
        </Alert>
      )}
      <Title order={2}>{texts.read}</Title>
      <PlanReader plan={plan.definition} recallClass="none" />
      <QueryView query={versions} rows={2}>
        {({ items }) => <Versions shown={plan} versions={items} campaigns={using.data?.items ?? []} />}
      </QueryView>
      <QueryView query={using} rows={3}>
        {({ items }) => <UsedBy campaigns={items} />}
      </QueryView>
    </>
  );
}

function Versions({
  shown,
  versions,
  campaigns,
}: {
  shown: PlanView;
  versions: readonly PlanView[];
  campaigns: readonly CampaignView[];
}) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {texts.versions}
      </Title>
      <ScrollTable label={texts.versions} minWidth={420}>
        <Table aria-label={texts.versions} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.version}</Table.Th>
              <Table.Th>{texts.when}</Table.Th>
              <Table.Th>{texts.usedBy}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {versions.map(({ id, version, createdAt }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  {id === shown.id ? (
                    `${version} (${texts.thisVersion})`
                  ) : (
                    <Link
                      to="/plans/$planId"
                      params={{ planId: id }}
                      aria-label={texts.versionShort(version)}
                    >
                      {version}
                    </Link>
                  )}
                </Table.Td>
                <Table.Td>{formatMoment(createdAt)}</Table.Td>
                <Table.Td>
                  {texts.usedCount(campaigns.filter(({ planVersion }) => planVersion === version).length)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollTable>
    </Paper>
  );
}

function UsedBy({ campaigns }: { campaigns: readonly CampaignView[] }) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {texts.usedByTitle}
      </Title>
      <Text size="sm" c="dimmed">
        {campaigns.length === 0 ? texts.usedByNone : texts.usedByText}
      </Text>
      {campaigns.length > 0 && (
        <ScrollTable label={texts.usedByTitle} minWidth={420}>
          <Table aria-label={texts.usedByTitle} verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{texts.campaign}</Table.Th>
                <Table.Th>{texts.status}</Table.Th>
                <Table.Th ta="end">{texts.version}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {campaigns.map(({ id, title, status, planVersion }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Group gap="xs">
                      {status === 'draft' ? (
                        <Link to="/campaigns/$campaignId/setup" params={{ campaignId: id }}>
                          {title}
                        </Link>
                      ) : (
                        <Link to="/campaigns/$campaignId/$tab" params={{ campaignId: id, tab: 'progress' }}>
                          {title}
                        </Link>
                      )}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <CampaignStatusBadge status={status} />
                  </Table.Td>
                  <Table.Td ta="end" className="tabular">
                    {planVersion}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollTable>
      )}
    </Paper>
  );
}
