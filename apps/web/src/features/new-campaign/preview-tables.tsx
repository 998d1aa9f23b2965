import { Paper, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Verdict } from '#contracts/notices';
import { formatNumber, Link, ScrollTable, ToneBadge } from '#web/ui';
import { notices as words } from '../../texts/en/notices';
import { setup as texts } from '../../texts/en/setup';
import type { CampaignPreview } from './new-campaign.queries';
import type { SetupSearch } from './setup-search';

const MOST_SITES = 200;

export function BySite({ id, preview }: { id: string; preview: CampaignPreview }) {
  const sites = preview.bySite
    .filter(({ affected, possiblyAffected }) => affected + possiblyAffected > 0)
    .toSorted((a, b) => b.affected - a.affected || b.possiblyAffected - a.possiblyAffected);
  if (sites.length === 0) return null;
  const rows = sites
    .slice(0, MOST_SITES)
    .map((one) => ({ ...one, key: one.siteId, name: one.site, only: { site: one.siteId } }));
  return <CountTable id={id} title={texts.bySite} head={texts.site} rows={rows} />;
}

export function ByProduct({ id, preview }: { id: string; preview: CampaignPreview }) {
  const rows = preview.byProduct.map((one) => ({
    ...one,
    key: one.productId,
    only: { product: one.productId },
    sign: one.needsReading && <ToneBadge tone="soon">{words.needsReading}</ToneBadge>,
  }));
  return <CountTable id={id} title={texts.byProduct} head={texts.product} rows={rows} />;
}

interface CountRow {
  key: string;
  name: string;
  sign?: ReactNode;
  affected: number;
  possiblyAffected: number;
  /** what of the address shows its pumps alone */
  only: SetupSearch;
}

/** Every count leads to its pumps in the table below. */
function CountTable({
  id,
  title,
  head,
  rows,
}: {
  id: string;
  title: string;
  head: string;
  rows: readonly CountRow[];
}) {
  const cell = ({ name, only }: CountRow, verdict: Verdict, n: number) => (
    <Table.Td ta="end" className="tabular">
      {n === 0 ? (
        0
      ) : (
        <Link
          to="/campaigns/$campaignId/setup"
          params={{ campaignId: id }}
          search={{ step: 'preview', verdict, ...only }}
          hash="pumps"
          size="sm"
          aria-label={texts.showRows(n, `${texts.verdicts[verdict]}, ${name}`)}
        >
          {formatNumber(n)}
        </Link>
      )}
    </Table.Td>
  );
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {title}
      </Title>
      <div className="whole-words">
        <ScrollTable label={title} minWidth={280} mah={340}>
          <Table aria-label={title} verticalSpacing={4} stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{head}</Table.Th>
                <Table.Th ta="end">{texts.affected}</Table.Th>
                <Table.Th ta="end">{texts.possiblyAffected}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.key}>
                  <Table.Td>
                    <Text size="sm">{row.name}</Text>
                    {row.sign}
                  </Table.Td>
                  {cell(row, 'affected', row.affected)}
                  {cell(row, 'possibly-affected', row.possiblyAffected)}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollTable>
      </div>
    </Paper>
  );
}
