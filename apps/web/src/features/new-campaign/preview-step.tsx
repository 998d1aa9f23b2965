import { Group, Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link as RouterLink } from '@tanstack/react-router';
import type { CampaignView } from '#contracts/campaigns';
import type { Verdict } from '#contracts/notices';
import { NothingAffectedButton } from '#web/features/closeout';
import { AddedCodes, noticeQuery } from '#web/features/notices';
import { formatNumber, Link, Nothing, QueryView } from '#web/ui';
import { setup as texts } from '../../texts/en/setup';
import { AlreadyAnswered } from './already-answered';
import { CoveredSites } from './covered-sites';
import { NearMisses } from './near-misses';
import { type CampaignPreview, previewQuery } from './new-campaign.queries';
import { BySite, ByProduct } from './preview-tables';
import classes from './preview.module.css';
import { PumpTable } from './pump-table';

/** Which pumps the campaign will be about, and everything that could make this wrong. */
export function PreviewStep({ campaign }: { campaign: CampaignView }) {
  const preview = useQuery(previewQuery(campaign.id));
  return (
    <Stack gap="md">
      <QueryView query={preview} rows={8}>
        {(found) => (
          <Stack gap="md">
            <AlreadyAnswered campaigns={found.sameNotice} />
            <Counts id={campaign.id} preview={found} />
            {found.affected + found.possiblyAffected === 0 && (
              <Nothing title={texts.nothingTitle} action={<NothingAffectedButton campaignId={campaign.id} />}>
                {texts.nothing}
              </Nothing>
            )}
            <NearMisses noticeId={campaign.noticeId} misses={found.nearMisses} />
            <Added noticeId={campaign.noticeId} />
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <CoveredSites campaign={campaign} />
              <Missing id={campaign.id} preview={found} />
              <BySite id={campaign.id} preview={found} />
              <ByProduct id={campaign.id} preview={found} />
            </SimpleGrid>
            <PumpTable campaignId={campaign.id} preview={found} />
          </Stack>
        )}
      </QueryView>
    </Stack>
  );
}

function Counts({ id, preview }: { id: string; preview: CampaignPreview }) {
  const counts: Array<[Verdict, number, string, string]> = [
    ['affected', preview.affected, texts.affected, texts.affectedHint],
    ['possibly-affected', preview.possiblyAffected, texts.possiblyAffected, texts.possiblyHint],
    ['not-affected', preview.notAffected, texts.notAffected, texts.notHint],
  ];
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
      {counts.map(([verdict, n, label, hint]) => (
        <RouterLink
          key={verdict}
          to="/campaigns/$campaignId/setup"
          params={{ campaignId: id }}
          search={{ step: 'preview', verdict }}
          hash="pumps"
          className={classes['count']}
        >
          <Group gap="xs" align="baseline">
            <span className={classes['number']}>{formatNumber(n)}</span>
            <Text fw={600} size="sm">
              {label}
            </Text>
          </Group>
          <Text size="xs" c="dimmed">
            {hint}
          </Text>
        </RouterLink>
      ))}
    </SimpleGrid>
  );
}

function Added({ noticeId }: { noticeId: string }) {
  const notice = useQuery(noticeQuery(noticeId));
  const products = (notice.data?.affectedProducts ?? []).filter(({ addedCodes }) => addedCodes?.length > 0);
  if (products.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3" mb="xs">
        {texts.addedTitle}
      </Title>
      {products.map((product) => (
        <Stack key={product.id} gap={4}>
          <Text size="sm" fw={600}>
            {product.name}
          </Text>
          <AddedCodes noticeId={noticeId} product={product} />
        </Stack>
      ))}
    </Paper>
  );
}

/** What the records lack, and what the fleet lacks: both are work before or after the opening. */
function Missing({ id, preview }: { id: string; preview: CampaignPreview }) {
  const lists: Array<[string, CampaignPreview['missingFacts'], 'missing' | 'doubtful']> = [
    [texts.missing, preview.missingFacts, 'missing'],
    [texts.doubtful, preview.doubtfulFacts, 'doubtful'],
  ];
  const shown = lists.filter(([, facts]) => facts.length > 0);
  if (shown.length === 0 && preview.codesWithoutDevices.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        {shown.map(([title, facts, filter]) => (
          <div key={title}>
            <Title order={2} size="h3">
              {title}
            </Title>
            <Table aria-label={title} verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{texts.fact}</Table.Th>
                  <Table.Th ta="end">{texts.pumps}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {facts.map(({ fact, devices }) => (
                  <Table.Tr key={fact}>
                    <Table.Td>{texts.facts[fact]}</Table.Td>
                    <Table.Td ta="end" className="tabular">
                      <Link
                        to="/campaigns/$campaignId/setup"
                        params={{ campaignId: id }}
                        search={{ step: 'preview', verdict: 'possibly-affected', [filter]: fact }}
                        hash="pumps"
                        size="sm"
                        aria-label={texts.showRows(devices, texts.facts[fact] ?? fact)}
                      >
                        {formatNumber(devices)}
                      </Link>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        ))}
        {preview.codesWithoutDevices.length > 0 && (
          <div>
            <Title order={2} size="h3">
              {texts.without}
            </Title>
            <Text size="sm">{preview.codesWithoutDevices.join(', ')}</Text>
          </div>
        )}
      </Stack>
    </Paper>
  );
}
