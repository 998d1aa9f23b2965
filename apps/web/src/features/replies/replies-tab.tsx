import { Group, NativeSelect, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import type { ReplyView } from '#contracts/replies';
import { allSitesQuery, SiteSelect } from '#web/features/sites';
import { useMay } from '#web/session';
import {
  DialogButton,
  DialogForm,
  formatDay,
  formatMoment,
  formatNumber,
  Link,
  LoadMore,
  Nothing,
  QueryView,
  ScrollTable,
  ToneBadge,
  usePages,
} from '#web/ui';
import { replies as texts } from '../../texts/en/replies';
import { Forwardings } from './forwardings';
import { createReply, repliesKey } from './replies.queries';
import { ReplyStateBadge } from './reply-state';

/** What the sites owe the firm, and to whom the notice was passed on; whoever is given one site sees that one. */
export function RepliesTab({ campaign }: { campaign: CampaignView }) {
  const { site } = useSearch({ from: '/signed-in/campaigns/$campaignId/$tab' });
  const navigate = useNavigate();
  const may = useMay();
  const sites = useQuery(allSitesQuery).data ?? [];
  const sends = may('reply.send') && campaign.status !== 'draft' && campaign.status !== 'opening';
  const pages = usePages<ReplyView>({
    key: [...repliesKey, 'campaign', campaign.id],
    path: 'replies',
    query: { campaign: campaign.id, site, limit: 200 },
  });
  const inside = campaign.siteIds === null ? sites : sites.filter(({ id }) => campaign.siteIds?.includes(id));
  return (
    <Stack gap="md">
      {inside.length > 1 && (
        <NativeSelect
          label={texts.site}
          maw={280}
          value={site ?? ''}
          data={[
            { value: '', label: texts.anySite },
            ...inside.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            void navigate({
              to: '.',
              search: (before: Record<string, unknown>) => ({ ...before, site: value || undefined }),
              replace: true,
              resetScroll: false,
            } as never)
          }
        />
      )}
      <Paper withBorder p="md" component="section" aria-label={texts.title}>
        <Stack gap="sm">
          <Group justify="space-between" gap="sm">
            <Title order={2} size="h3">
              {texts.title}
            </Title>
            {sends && (
              <DialogButton
                data-dialog="reply-add"
                label={texts.add}
                title={texts.addTitle}
                variant="default"
              >
                {(close) => <AddSite campaign={campaign} onClose={close} />}
              </DialogButton>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {texts.what}
          </Text>
          <QueryView query={pages} rows={3}>
            {() =>
              pages.rows.length === 0 ? (
                <Nothing title={texts.noneTitle}>{sends ? texts.none : texts.noneReader}</Nothing>
              ) : (
                <>
                  <List rows={pages.rows} />
                  <LoadMore more={pages.more} />
                </>
              )
            }
          </QueryView>
        </Stack>
      </Paper>
      <Forwardings campaign={campaign} maySend={sends} />
    </Stack>
  );
}

function List({ rows }: { rows: readonly ReplyView[] }) {
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  return (
    <ScrollTable label={texts.caption} minWidth={phone ? 300 : 720}>
      <Table aria-label={texts.caption} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.site}</Table.Th>
            <Table.Th>{texts.state}</Table.Th>
            {!phone && (
              <>
                <Table.Th ta="end">{texts.affected}</Table.Th>
                <Table.Th ta="end">{texts.open}</Table.Th>
                <Table.Th ta="end">{texts.noPlace}</Table.Th>
                <Table.Th>{texts.due}</Table.Th>
                <Table.Th>{texts.sent}</Table.Th>
              </>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td>
                <Link
                  to="/replies/$replyId"
                  params={{ replyId: row.id }}
                  aria-label={texts.show(row.site.name)}
                >
                  {row.site.name}
                </Link>
                {row.site.accountNumber !== null && (
                  <Text size="xs" c="dimmed">
                    {texts.account(row.site.accountNumber)}
                  </Text>
                )}
                {phone && row.dueOn !== null && (
                  <Text size="xs" c="dimmed">
                    {texts.due} {formatDay(row.dueOn)}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Group gap={4}>
                  <ReplyStateBadge state={row.state} />
                  {row.late && <ToneBadge tone="late">{texts.late}</ToneBadge>}
                </Group>
                {row.lastError !== null && <Text size="xs">{row.lastError}</Text>}
              </Table.Td>
              {!phone && (
                <>
                  <Table.Td ta="end" className="tabular">
                    {row.figures.noStock ? texts.noStock : <Affected total={row.figures.total} />}
                  </Table.Td>
                  <Table.Td ta="end" className="tabular">
                    {formatNumber(row.figures.total.stillOpen)}
                  </Table.Td>
                  <Table.Td ta="end" className="tabular">
                    {formatNumber(row.figures.total.unplaced)}
                  </Table.Td>
                  <Table.Td>{row.dueOn === null ? '' : formatDay(row.dueOn)}</Table.Td>
                  <Table.Td>{row.sentAt === null ? '' : formatMoment(row.sentAt)}</Table.Td>
                </>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

/** Affected, and possibly affected beside it: the firm is told of the first alone, and the second are to be verified. */
function Affected({ total: { affected, possiblyAffected = 0 } }: { total: ReplyView['figures']['total'] }) {
  return (
    <>
      {formatNumber(affected - possiblyAffected)}
      {possiblyAffected > 0 && (
        <Text size="xs" c="dimmed">
          {texts.possibly(possiblyAffected)}
        </Text>
      )}
    </>
  );
}

/** A site that was asked and has no pump in scope owes a reply too: it says "no stock". */
function AddSite({ campaign, onClose }: { campaign: CampaignView; onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [site, setSite] = useState<string | null>(null);
  const add = async () => {
    if (site === null) return;
    const { id } = await createReply(campaign.id, site);
    onClose();
    void queries.invalidateQueries({ queryKey: repliesKey });
    await navigate({ to: '/replies/$replyId', params: { replyId: id } });
  };
  return (
    <DialogForm confirm={texts.addConfirm} canConfirm={site !== null} onConfirm={add} onCancel={onClose}>
      <Text size="sm">{texts.addWhat}</Text>
      <SiteSelect label={texts.site} required value={site} onChange={setSite} />
    </DialogForm>
  );
}
