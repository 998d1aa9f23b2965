import { Group, Table, Text, VisuallyHidden } from '@mantine/core';
import { AlertTriangle, Check } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import type { CampaignMatrix } from '#contracts/campaign-progress';
import { formatNumber, Link } from '#web/ui';
import { matrix as texts } from '../../texts/en/campaigns';
import classes from './matrix.module.css';
import type { CampaignSearch } from './search';
import { cellTone, type Counts } from './words';

type Steps = CampaignMatrix['steps'];

/** Sites down, steps across: each cell says how much is closed and how much is late, and leads to its tasks. */
export function MatrixTable({ campaignId, matrix }: { campaignId: string; matrix: CampaignMatrix }) {
  const { steps, sites, own, tasks } = matrix;
  return (
    <>
      <Legend />
      <Table.ScrollContainer
        minWidth={steps.length * 110 + 240}
        scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      >
        <Table className={classes['table'] ?? ''} withRowBorders={false}>
          <caption>
            <VisuallyHidden>{texts.caption}</VisuallyHidden>
          </caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col" className={classes['site'] ?? ''}>
                {texts.site}
              </Table.Th>
              <Table.Th scope="col" className={classes['step'] ?? ''}>
                {texts.all}
              </Table.Th>
              {steps.map(({ stepKey, title }) => (
                <Table.Th key={stepKey} scope="col" className={classes['step'] ?? ''}>
                  {title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Row
              campaignId={campaignId}
              steps={steps}
              name={texts.total}
              whole={tasks}
              cells={steps.map((step) => step.tasks)}
              strong
            />
            {sites.map(({ siteId, site, devices, tasks: whole, cells }) => (
              <Row
                key={siteId}
                campaignId={campaignId}
                steps={steps}
                siteId={siteId}
                name={site}
                devices={devices}
                whole={whole}
                cells={cells}
              />
            ))}
            {own !== null && (
              <Row
                campaignId={campaignId}
                steps={steps}
                own
                name={texts.own}
                whole={own.tasks}
                cells={own.cells}
              />
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

interface RowProps {
  campaignId: string;
  steps: Steps;
  /** absent: all sites, or the campaign's own tasks */
  siteId?: string;
  /** the campaign's own tasks, which are found by their steps: these have no others */
  own?: boolean;
  name: string;
  devices?: number;
  whole: Counts;
  cells: ReadonlyArray<Counts | null>;
  strong?: boolean;
}

/** Drawn anew only when its own numbers change: a hundred sites move one by one. */
const Row = memo(function Row(props: RowProps) {
  const { campaignId, steps, siteId, own = false, name, devices, whole, cells, strong } = props;
  const site = siteId === undefined ? {} : { site: siteId };
  const ownSteps = steps.filter((_, at) => cells[at] !== null);
  const onlyStep = ownSteps.length === 1 ? ownSteps[0] : undefined;
  const ofWhole = !own ? site : onlyStep === undefined ? null : { step: onlyStep.stepKey };
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes['site'] ?? ''} {...(strong ? { fw: 700 } : {})}>
        {name}
        {devices !== undefined && siteId !== undefined && (
          <Text size="xs" component="div">
            <Link
              to="/campaigns/$campaignId/$tab"
              params={{ campaignId, tab: 'pumps' }}
              search={{ site: siteId }}
            >
              {`${formatNumber(devices)} ${texts.pumps}`}
            </Link>
          </Text>
        )}
      </Table.Th>
      <Cell campaignId={campaignId} search={ofWhole} counts={whole} about={name} />
      {steps.map((step, at) => (
        <Cell
          key={step.stepKey}
          campaignId={campaignId}
          search={{ ...site, step: step.stepKey }}
          counts={cells[at] ?? null}
          about={`${name}, ${step.title}`}
        />
      ))}
    </Table.Tr>
  );
});

function Cell({
  campaignId,
  search,
  counts,
  about,
}: {
  campaignId: string;
  /** the filter that shows the tasks of this cell; null: there is none */
  search: CampaignSearch | null;
  counts: Counts | null;
  about: string;
}) {
  if (counts === null || counts.total === 0) {
    return (
      <Table.Td>
        <VisuallyHidden>{texts.nothingHere}</VisuallyHidden>
      </Table.Td>
    );
  }
  const { tone } = cellTone(counts);
  const share = (tone === 'late' ? counts.late : counts.open) / counts.total;
  const strength = { '--strength': `${tone === 'done' ? 16 : Math.round(8 + 22 * share)}%` };
  const to = { to: '/campaigns/$campaignId/$tab', params: { campaignId, tab: 'tasks' } } as const;
  const closed = `${formatNumber(counts.closed)} / ${formatNumber(counts.total)}`;
  return (
    <Table.Td className={`${classes['cell']} tabular`} data-tone={tone} style={strength as CSSProperties}>
      {search === null ? (
        closed
      ) : (
        <Link {...to} search={search} underline="hover" preload={false}>
          {tone === 'done' && <Check size={13} aria-hidden />}
          {closed}
          <VisuallyHidden>{` ${texts.closed}: ${about}`}</VisuallyHidden>
        </Link>
      )}
      {counts.late > 0 && search !== null && (
        <Link {...to} search={{ ...search, due: 'late' }} fw={700} underline="hover" preload={false}>
          <AlertTriangle size={13} aria-hidden />
          {`${formatNumber(counts.late)} ${texts.late}`}
          <VisuallyHidden>{`: ${about}`}</VisuallyHidden>
        </Link>
      )}
    </Table.Td>
  );
}

function Legend() {
  const sample = (tone: string, label: string) => (
    <Text size="xs" component="span">
      <span
        className={`${classes['sample']} ${classes['cell']}`}
        data-tone={tone}
        style={{ '--strength': '24%' } as CSSProperties}
        aria-hidden
      />{' '}
      {label}
    </Text>
  );
  return (
    <Group gap="md">
      <Text size="xs" component="span">
        {texts.legend}
      </Text>
      {sample('late', texts.legendLate)}
      {sample('open', texts.legendOpen)}
      {sample('done', texts.legendDone)}
    </Group>
  );
}
