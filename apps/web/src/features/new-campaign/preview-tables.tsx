import { Paper, Table, Text, Title } from '@mantine/core';
import type { Verdict } from '#contracts/notices';
import { formatNumber, Link, ToneBadge } from '#web/ui';
import { notices as words } from '../../texts/en/notices';
import { setup as texts } from '../../texts/en/setup';
import type { CampaignPreview } from './new-campaign.queries';

const MOST_SITES = 200;

/** Every count leads to its pumps in the table below. */
export function BySite({ id, preview }: { id: string; preview: CampaignPreview }) {
  const sites = preview.bySite
    .filter(({ affected, possiblyAffected }) => affected + possiblyAffected > 0)
    .toSorted((a, b) => b.affected - a.affected || b.possiblyAffected - a.possiblyAffected);
  const cell = (siteId: string, site: string, verdict: Verdict, n: number) => (
    <Table.Td ta="end" className="tabular">
      {n === 0 ? (
        0
      ) : (
        <Link
          to="/campaigns/$campaignId/setup"
          params={{ campaignId: id }}
          search={{ step: 'preview', verdict, site: siteId }}
          hash="pumps"
          size="sm"
          aria-label={texts.showRows(n, `${texts.verdicts[verdict]}, ${site}`)}
        >
          {formatNumber(n)}
        </Link>
      )}
    </Table.Td>
  );
  if (sites.length === 0) return null;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {texts.bySite}
      </Title>
      <Table.ScrollContainer minWidth={280} mah={340} type="native" tabIndex={0} className="whole-words">
        <Table aria-label={texts.bySite} verticalSpacing={4} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.site}</Table.Th>
              <Table.Th ta="end">{texts.affected}</Table.Th>
              <Table.Th ta="end">{texts.possiblyAffected}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sites.slice(0, MOST_SITES).map(({ siteId, site, affected, possiblyAffected }) => (
              <Table.Tr key={siteId}>
                <Table.Td>{site}</Table.Td>
                {cell(siteId, site, 'affected', affected)}
                {cell(siteId, site, 'possibly-affected', possiblyAffected)}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

export function ByProduct({ preview }: { preview: CampaignPreview }) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {texts.byProduct}
      </Title>
      <Table.ScrollContainer minWidth={280} mah={340} type="native" tabIndex={0} className="whole-words">
        <Table aria-label={texts.byProduct} verticalSpacing={4} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.product}</Table.Th>
              <Table.Th ta="end">{texts.affected}</Table.Th>
              <Table.Th ta="end">{texts.possiblyAffected}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.byProduct.map(({ productId, name, affected, possiblyAffected, needsReading }) => (
              <Table.Tr key={productId}>
                <Table.Td>
                  <Text size="sm">{name}</Text>
                  {needsReading && <ToneBadge tone="soon">{words.needsReading}</ToneBadge>}
                </Table.Td>
                <Table.Td ta="end" className="tabular">
                  {formatNumber(affected)}
                </Table.Td>
                <Table.Td ta="end" className="tabular">
                  {formatNumber(possiblyAffected)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
