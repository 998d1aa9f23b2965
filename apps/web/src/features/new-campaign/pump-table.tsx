import { Button, Group, SegmentedControl, Select, Stack, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignDevice } from '#contracts/matching';
import { type Verdict, verdictValues } from '#contracts/notices';
import { type Column, LinkButton, Nothing, QueryView, SearchField, usePages, VirtualTable } from '#web/ui';
import { VerdictBadge } from '#web/features/devices';
import { pumpName } from './pump-name';
import type { SetupSearch } from './setup-search';
import { setup as texts } from '../../texts/en/setup';
import { ExplanationDrawer } from './explanation-drawer';
import type { CampaignPreview } from './new-campaign.queries';

/** The pumps of the preview, by verdict and site, each with the reason for its verdict. */
export function PumpTable({ campaignId, preview }: { campaignId: string; preview: CampaignPreview }) {
  const { site, q, product, missing, doubtful, ...search } = useSearch({
    from: '/signed-in/campaigns/$campaignId/setup',
  });
  const verdict = search.verdict ?? firstVerdict(preview);
  const [asked, ask] = useState<CampaignDevice | null>(null);
  const list = usePages<CampaignDevice>({
    key: ['drafts', campaignId, 'devices'],
    path: `campaigns/${campaignId}/devices`,
    query: {
      verdict: verdict === 'all' ? undefined : verdict,
      site,
      product,
      missing,
      doubtful,
      q,
      limit: 200,
    },
  });
  const narrow = useMediaQuery('(max-width: 48em)') ?? false;
  return (
    <Stack gap="sm" id="pumps" style={{ scrollMarginTop: 64 }}>
      <Title order={2}>{texts.table}</Title>
      <Filters campaignId={campaignId} preview={preview} />
      <QueryView query={list}>
        {() =>
          list.rows.length === 0 ? (
            <Nothing
              title={texts.noPumpsTitle}
              action={
                <LinkButton
                  to="/campaigns/$campaignId/setup"
                  params={{ campaignId }}
                  search={{ step: 'preview', verdict: 'all' }}
                  variant="default"
                >
                  {texts.showAll}
                </LinkButton>
              }
            >
              {texts.noPumps}
            </Nothing>
          ) : (
            <VirtualTable
              label={texts.table}
              columns={narrow ? shortColumns(ask) : columns(ask)}
              rows={list.rows}
              rowKey={({ id }) => id}
              more={list.more}
              rowHeight={narrow ? 52 : 40}
              height="60dvh"
            />
          )
        }
      </QueryView>
      <ExplanationDrawer campaignId={campaignId} device={asked} onClose={() => ask(null)} />
    </Stack>
  );
}

/** What a person looks at first: whatever is affected, else possibly; the whole fleet only when nothing is. */
const firstVerdict = ({ affected, possiblyAffected }: CampaignPreview): Verdict | 'all' =>
  affected > 0 ? 'affected' : possiblyAffected > 0 ? 'possibly-affected' : 'all';

type Ask = (device: CampaignDevice) => void;
const whyColumn = (ask: Ask): Column<CampaignDevice> => ({
  key: 'why',
  label: texts.explanation,
  width: '90px',
  cell: (device) => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={texts.whyPump(pumpName(device))}
      onClick={() => ask(device)}
    >
      {texts.why}
    </Button>
  ),
});
const verdictColumn: Column<CampaignDevice> = {
  key: 'verdict',
  label: texts.verdict,
  width: '165px',
  cell: ({ verdict }) => <VerdictBadge verdict={verdict} />,
};
const columns = (ask: Ask): Array<Column<CampaignDevice>> => [
  { key: 'tag', label: texts.assetTag, width: '110px', cell: ({ assetTag }) => assetTag ?? '–' },
  { key: 'serial', label: texts.serial, width: '120px', cell: ({ serialNumber }) => serialNumber ?? '–' },
  { key: 'code', label: texts.code, width: '110px', cell: ({ productCode }) => productCode ?? '–' },
  {
    key: 'version',
    label: texts.version,
    width: '90px',
    cell: ({ softwareVersion }) => softwareVersion ?? '–',
  },
  { key: 'site', label: texts.site, width: 'minmax(120px, 1fr)', cell: ({ site }) => site },
  {
    key: 'location',
    label: texts.location,
    width: 'minmax(100px, 1fr)',
    cell: ({ location }) => location ?? '–',
  },
  verdictColumn,
  {
    key: 'missing',
    label: texts.lacks,
    width: 'minmax(110px, 1fr)',
    cell: ({ missing, doubtful = [] }) =>
      [...missing, ...doubtful].map((fact) => texts.facts[fact] ?? fact).join(', '),
  },
  whyColumn(ask),
];
/** On a phone: which pump, its verdict, and why. The rest is in the explanation. */
const shortColumns = (ask: Ask): Array<Column<CampaignDevice>> => [
  { key: 'tag', label: texts.assetTag, width: 'minmax(70px, 1fr)', cell: pumpName },
  { ...verdictColumn, width: '160px' },
  { ...whyColumn(ask), label: texts.why, width: '64px' },
];

function Filters({ campaignId, preview }: { campaignId: string; preview: CampaignPreview }) {
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/setup' });
  const navigate = useNavigate();
  const set = (change: { [K in keyof SetupSearch]?: SetupSearch[K] | undefined }) =>
    void navigate({
      to: '/campaigns/$campaignId/setup',
      params: { campaignId },
      search: given({ ...search, ...change }),
      replace: true,
      resetScroll: false,
    });
  const facts = (['missing', 'doubtful'] as const).flatMap((kind) =>
    (kind === 'missing' ? preview.missingFacts : preview.doubtfulFacts).map(({ fact }) => ({
      value: `${kind} ${fact}`,
      label: texts.factFilter[kind](texts.facts[fact] ?? fact),
    })),
  );
  return (
    <Group gap="sm" align="flex-end">
      <SegmentedControl
        aria-label={texts.verdict}
        orientation="horizontal"
        size="xs"
        data={[
          { value: 'all', label: texts.allVerdicts },
          ...verdictValues.map((value) => ({ value, label: texts.verdicts[value] ?? value })),
        ]}
        value={search.verdict ?? firstVerdict(preview)}
        onChange={(verdict) => set({ verdict: verdict as Verdict | 'all' })}
      />
      <Select
        aria-label={texts.site}
        size="xs"
        placeholder={texts.anySite}
        searchable
        clearable
        limit={50}
        data={preview.bySite.map(({ siteId, site }) => ({ value: siteId, label: site }))}
        value={search.site ?? null}
        onChange={(site) => set({ site: site ?? undefined })}
      />
      {preview.byProduct.length > 1 && (
        <Select
          aria-label={texts.product}
          size="xs"
          placeholder={texts.anyProduct}
          searchable
          clearable
          limit={50}
          data={preview.byProduct.map(({ productId, position, name }) => ({
            value: productId,
            label: texts.productN(position, name),
          }))}
          value={search.product ?? null}
          onChange={(product) => set({ product: product ?? undefined })}
        />
      )}
      {facts.length > 0 && (
        <Select
          aria-label={texts.fact}
          size="xs"
          placeholder={texts.anyFact}
          clearable
          data={facts}
          value={
            search.missing !== undefined
              ? `missing ${search.missing}`
              : search.doubtful !== undefined
                ? `doubtful ${search.doubtful}`
                : null
          }
          onChange={(value) => {
            const [kind, fact] = value?.split(' ') ?? [];
            set({
              verdict: value === null ? search.verdict : 'possibly-affected',
              missing: kind === 'missing' ? fact : undefined,
              doubtful: kind === 'doubtful' ? fact : undefined,
            });
          }}
        />
      )}
      <SearchField
        size="xs"
        aria-label={texts.findPump}
        placeholder={texts.findPump}
        value={search.q ?? ''}
        onChange={(q) => set({ q: q || undefined })}
      />
    </Group>
  );
}

const given = (search: { [K in keyof SetupSearch]?: SetupSearch[K] | undefined }): SetupSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as SetupSearch;
