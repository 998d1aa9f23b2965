import { Group, Select, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { NoticeScopes, NoticeView } from '#contracts/notices';
import { QueryView, ScrollTable, ToneBadge, formatDayOrMonth } from '#web/ui';
import { noticeLetters as texts } from '../../texts/en/letters';
import { notices as words } from '../../texts/en/notices';
import { type ComparedProduct, compareScopes } from './compare-scopes';
import { serialsInWords, spanInWords, versionsInWords } from './notice-words';
import { scopesQuery } from './notices.queries';

const TONES = { added: 'info', changed: 'soon', removed: 'neutral', same: 'done' } as const;

/** The versions of what a notice is about, two of them side by side. Nothing while there is only one. */
export function ScopeVersions({ notice }: { notice: NoticeView }) {
  const scopes = useQuery({ ...scopesQuery(notice.id), enabled: notice.scopeVersion > 1 });
  if (notice.scopeVersion < 2) return null;
  return (
    <Stack gap="sm" component="section" aria-labelledby="versions">
      <div>
        <Title order={2} id="versions">
          {texts.versionsTitle}
        </Title>
        <Text size="sm" c="dimmed">
          {texts.versionsHint}
        </Text>
      </div>
      <QueryView query={scopes}>{({ items }) => <SideBySide notice={notice} items={items} />}</QueryView>
    </Stack>
  );
}

function SideBySide({ notice, items }: { notice: NoticeView; items: NoticeScopes['items'] }) {
  const search = useSearch({ from: '/signed-in/notices/$noticeId' });
  const navigate = useNavigate();
  const of = (version: string | undefined) => items.find((item) => String(item.version) === version);
  const after = of(search.to) ?? items.at(-1);
  const before = of(search.from) ?? items.findLast(({ version }) => version < (after?.version ?? 0));
  if (after === undefined || before === undefined) return null;
  const options = items.map(({ version, communicationId }) => ({
    value: String(version),
    label: texts.version(version, letterName(notice, communicationId)),
  }));
  const choose = (some: { from?: string; to?: string }) =>
    void navigate({
      to: '.',
      search: { from: String(before.version), to: String(after.version), ...some },
      replace: true,
      resetScroll: false,
    });
  const rows = compareScopes(before.affectedProducts, after.affectedProducts);
  return (
    <>
      <Group gap="sm" align="flex-end">
        <Select
          label={texts.older}
          data={options}
          value={String(before.version)}
          allowDeselect={false}
          w={{ base: '100%', sm: 320 }}
          onChange={(from) => from !== null && choose({ from })}
        />
        <Select
          label={texts.newer}
          data={options}
          value={String(after.version)}
          allowDeselect={false}
          w={{ base: '100%', sm: 320 }}
          onChange={(to) => to !== null && choose({ to })}
        />
      </Group>
      {rows.every(({ change }) => change === 'same') && <Text size="sm">{texts.nothingDiffers}</Text>}
      <ScrollTable label={texts.versionsTitle} minWidth={640}>
        <Table aria-label={texts.versionsTitle} layout="fixed" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="24%">{texts.product}</Table.Th>
              {[before, after].map(({ version, communicationId }, at) => (
                <Table.Th key={at}>{texts.version(version, letterName(notice, communicationId))}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row, at) => (
              <Table.Tr key={`${row.name} ${at}`}>
                <Table.Th scope="row" style={{ verticalAlign: 'top', fontWeight: 600 }}>
                  {row.name}
                  <div>
                    <ToneBadge tone={TONES[row.change]}>{texts[row.change]}</ToneBadge>
                  </div>
                </Table.Th>
                <Side product={row.before} other={row.after} />
                <Side product={row.after} other={row.before} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollTable>
    </>
  );
}

function letterName(notice: NoticeView, communicationId: string | null): string {
  const letter = notice.communications.find(({ id }) => id === communicationId);
  return letter === undefined ? texts.asEntered : `${formatDayOrMonth(letter.date)}, ${letter.kind}`;
}

type Product = NonNullable<ComparedProduct['before']>;

/** What one version says of a product; where the other says something else it is set in bold. */
function Side({ product, other }: { product: Product | null; other: Product | null }) {
  if (product === null) return <Table.Td c="dimmed">{texts.notIn}</Table.Td>;
  const theirs = other === null ? null : new Map(factsOf(other));
  return (
    <Table.Td style={{ verticalAlign: 'top', overflowWrap: 'anywhere' }}>
      {factsOf(product).map(([label, value]) => (
        <Text size="sm" key={label} fw={theirs !== null && theirs.get(label) !== value ? 700 : 400}>
          {label}: {value}
        </Text>
      ))}
    </Table.Td>
  );
}

const FEW = 12;
const listed = (codes: readonly string[]): string | null =>
  codes.length === 0
    ? null
    : `${codes.slice(0, FEW).join(', ')}${codes.length > FEW ? ` + ${codes.length - FEW}` : ''}`;

const factsOf = (product: Product): Array<[string, string]> =>
  (
    [
      [words.codes, listed(product.productCodes)],
      [words.udis, listed(product.udiDis)],
      [words.added, listed(product.addedCodes.map(({ productCode, udiDi }) => productCode ?? udiDi ?? ''))],
      [words.serials, serialsInWords(product.serialNumbers)],
      [words.manufactured, spanInWords(product.manufactured)],
      [words.distributed, spanInWords(product.distributed)],
      [words.software, versionsInWords(product.softwareVersions)],
    ] as Array<[string, string | null]>
  ).filter((row): row is [string, string] => row[1] !== null);
