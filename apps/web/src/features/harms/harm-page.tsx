import { Anchor, DataList, Group, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { HarmView } from '#contracts/harms';
import { apiPath } from '#web/api';
import { useMay } from '#web/session';
import { formatDay, formatMoment, Link, Page, Section, WaitingPage } from '#web/ui';
import { harm as texts, harmEvents, recipients } from '../../texts/en/harms';
import { DaysLeft, HarmStateBadge } from './harm-badges';
import { DecideButton, RecordButton } from './harm-deeds';
import { HarmDetails } from './harm-details';
import { harmQuery } from './harms.queries';

/** One report: what happened, how long there is to decide and report it, and what was decided and reported. */
export function HarmPage() {
  const { harmId } = useParams({ from: '/signed-in/harms/$harmId' });
  const query = useQuery(harmQuery(harmId));
  if (query.data !== undefined) return <Loaded key={harmId} harm={query.data} />;
  return <WaitingPage query={query} title={texts.crumb} />;
}

function Loaded({ harm }: { harm: HarmView }) {
  const decides = useMay()('harm.decide');
  const { id, state, workDaysLeft, decisions, reports, owedTo } = harm;
  return (
    <Page
      title={texts.title(id)}
      subtitle={
        <Group gap="xs">
          <HarmStateBadge state={state} />
          <DaysLeft state={state} workDaysLeft={workDaysLeft} />
          <Link to="/harms">{texts.all}</Link>
        </Group>
      }
      size={900}
    >
      <Section title={texts.what}>
        <Text style={{ whiteSpace: 'pre-line' }}>{harm.what}</Text>
        <Facts harm={harm} />
      </Section>
      <Section title={texts.decisions} actions={decides && <DecideButton harm={harm} />}>
        {decisions.length === 0 && <Text size="sm">{texts.none}</Text>}
        {decisions.toReversed().map(({ event, reason, decidedAt, decidedBy }, n) => (
          <div key={decidedAt}>
            <Text size="sm" fw={600}>
              {harmEvents[event]}
              {n > 0 && ` (${texts.earlier})`}
            </Text>
            <Text size="sm">{reason}</Text>
            <Text size="xs" c="dimmed">
              {texts.decided(decidedBy.name, formatMoment(decidedAt))}
            </Text>
          </div>
        ))}
      </Section>
      {decisions.length > 0 && (
        <Section title={texts.reports} actions={decides && owedTo.length > 0 && <RecordButton harm={harm} />}>
          {owedTo.length > 0 && (
            <Text size="sm" fw={600}>
              {texts.owed(owedTo.map((to) => recipients[to]).join(', '))}
            </Text>
          )}
          {reports.length === 0 ? (
            <Text size="sm">{owedTo.length === 0 ? texts.noneOwed : texts.noReports}</Text>
          ) : (
            <List size="sm">
              {reports.map(({ to, sentOn, reference, recordedBy }) => (
                <List.Item key={`${to} ${reference}`}>
                  {texts.reported(recipients[to], formatDay(sentOn), reference)} · {recordedBy.name}
                </List.Item>
              ))}
            </List>
          )}
        </Section>
      )}
      <Section
        title={texts.details}
        actions={
          <Anchor
            href={apiPath(`harms/${id}/3500a.pdf`)}
            target="_blank"
            rel="noreferrer"
            underline="always"
            size="sm"
          >
            {texts.sheet}
          </Anchor>
        }
      >
        <HarmDetails harm={harm} readOnly={!decides} />
      </Section>
    </Page>
  );
}

function Facts({ harm }: { harm: HarmView }) {
  const facts: Array<[string, ReactNode]> = [
    [texts.aware, formatMoment(harm.awareAt)],
    [texts.due, formatDay(harm.dueOn)],
    [texts.by, `${harm.reportedBy.name}, ${formatMoment(harm.createdAt)}`],
    [
      texts.pump,
      harm.device === null ? null : (
        <Link to="/devices/$deviceId" params={{ deviceId: harm.device.id }}>
          {harm.device.assetTag ?? harm.device.serialNumber ?? harm.device.id}
        </Link>
      ),
    ],
    [texts.site, harm.site?.name ?? null],
    [
      texts.campaign,
      <Link key="c" to="/campaigns/$campaignId" params={{ campaignId: harm.campaignId }}>
        {harm.campaignTitle}
      </Link>,
    ],
    [
      texts.task,
      <Link key="t" to="/tasks/$taskId" params={{ taskId: harm.taskId }}>
        {texts.openTask}
      </Link>,
    ],
  ];
  return (
    <DataList size="sm" labelWidth="min(180px, 42%)">
      {facts
        .filter(([, value]) => value !== null)
        .map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
    </DataList>
  );
}
