import { Button, Group, Paper, SegmentedControl, Stack, Title } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Nothing, QueryView } from '#web/ui';
import { burndown as burndownTexts, matrix as texts } from '../../texts/en/campaigns';
import { Burndown } from './burndown';
import { matrixQuery } from './campaigns.queries';
import { MatrixTable } from './matrix-table';
import type { CampaignSearch } from './search';
import { useFilters } from './use-filters';
import type { TabProps } from './tab-props';

/** How far the campaign is: site by step as a heat map that reads as a table, and its burn-down. */
export function ProgressTab({ campaign }: TabProps) {
  const { filters, change } = useFilters<CampaignSearch>();
  const sort = filters.sort === 'name' ? 'name' : 'worst';
  const matrix = useQuery(matrixQuery(campaign.id, sort));
  if (campaign.status === 'draft') return <Nothing title={texts.noTasks}>{texts.noTasksWhy}</Nothing>;
  return (
    <Stack gap="lg">
      <Stack gap="xs" component="section" aria-label={texts.title}>
        <Group justify="space-between">
          <Title order={2}>{texts.title}</Title>
          <SegmentedControl
            size="xs"
            aria-label={texts.sort}
            value={sort}
            onChange={(value) => change({ sort: value === 'name' ? 'name' : null })}
            data={[
              { value: 'worst', label: texts.worst },
              { value: 'name', label: texts.byName },
            ]}
          />
        </Group>
        <QueryView query={matrix} rows={8}>
          {(data) =>
            data.steps.length === 0 ? (
              <Nothing title={texts.noTasks}>{texts.noTasksWhy}</Nothing>
            ) : (
              <MatrixTable campaignId={campaign.id} matrix={data} />
            )
          }
        </QueryView>
      </Stack>
      <BurndownSection campaignId={campaign.id} />
    </Stack>
  );
}

/** On a phone it is loaded when it is asked for. */
function BurndownSection({ campaignId }: { campaignId: string }) {
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <Paper withBorder p="md" component="section" aria-label={burndownTexts.title}>
      <Stack gap="xs">
        <Title order={2}>{burndownTexts.title}</Title>
        {phone && (
          <Button variant="default" w="fit-content" onClick={toggle} aria-expanded={opened}>
            {opened ? burndownTexts.hide : burndownTexts.show}
          </Button>
        )}
        {(!phone || opened) && <Burndown campaignId={campaignId} height={220} />}
      </Stack>
    </Paper>
  );
}
