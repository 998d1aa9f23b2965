import { Group, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { HarmView } from '#contracts/harms';
import {
  formatDay,
  formatMoment,
  Link,
  LoadMore,
  Nothing,
  Page,
  QueryView,
  ScrollTable,
  usePages,
} from '#web/ui';
import { harms as texts, harmStates } from '../../texts/en/harms';
import { DaysLeft, HarmStateBadge } from './harm-badges';
import { harmsKey } from './harms.queries';

/** Every report that a patient was or could have been harmed, newest first. */
export function HarmsPage() {
  const { state, campaign } = useSearch({ from: '/signed-in/harms' });
  const navigate = useNavigate({ from: '/harms' });
  const known = state !== undefined && state in harmStates ? state : undefined;
  const pages = usePages<HarmView>({
    key: [...harmsKey, 'list'],
    path: 'harms',
    query: { state: known, campaign, limit: 100 },
  });
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <NativeSelect
        label={texts.state}
        maw={240}
        value={known ?? ''}
        data={[
          { value: '', label: texts.anyState },
          ...Object.entries(harmStates).map(([value, label]) => ({ value, label })),
        ]}
        onChange={({ currentTarget: { value } }) =>
          void navigate({ search: (before) => ({ ...before, state: value || undefined }), replace: true })
        }
      />
      <QueryView query={pages} rows={4}>
        {() =>
          pages.rows.length === 0 ? (
            <Nothing title={texts.noneTitle}>{known === undefined ? texts.none : texts.noneFound}</Nothing>
          ) : (
            <Stack gap="sm">
              <List rows={pages.rows} />
              <LoadMore more={pages.more} />
            </Stack>
          )
        }
      </QueryView>
    </Page>
  );
}

const pumpOf = ({ device }: HarmView): string => device?.assetTag ?? device?.serialNumber ?? '';

function List({ rows }: { rows: readonly HarmView[] }) {
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  return (
    <ScrollTable label={texts.caption} minWidth={phone ? 300 : 620}>
      <Table aria-label={texts.caption} verticalSpacing={6} className="whole-words">
        <Table.Thead>
          <Table.Tr>
            {(phone
              ? [texts.report, texts.state]
              : [texts.report, texts.state, texts.due, texts.pump, texts.site, texts.aware]
            ).map((label) => (
              <Table.Th key={label}>{label}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td>
                <Link to="/harms/$harmId" params={{ harmId: row.id }}>
                  {texts.show(row.id)}
                </Link>
                <Text size="xs" c="dimmed">
                  {[row.campaignTitle, phone ? pumpOf(row) : null, phone ? row.site?.name : null]
                    .filter(Boolean)
                    .join(', ')}
                </Text>
              </Table.Td>
              <Table.Td>
                <Group gap={4}>
                  <HarmStateBadge state={row.state} />
                  <DaysLeft state={row.state} workDaysLeft={row.workDaysLeft} />
                </Group>
              </Table.Td>
              {!phone && (
                <>
                  <Table.Td className="one-line">{formatDay(row.dueOn)}</Table.Td>
                  <Table.Td className="one-line">{pumpOf(row)}</Table.Td>
                  <Table.Td>{row.site?.name ?? ''}</Table.Td>
                  <Table.Td className="one-line">{formatMoment(row.awareAt)}</Table.Td>
                </>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}
