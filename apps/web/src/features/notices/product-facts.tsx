import { Button, DataList, Modal, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { type ReactNode, useMemo, useState } from 'react';
import { codeKey } from '#contracts/codes';
import { formatNumber, ToneBadge, VirtualTable, HeadsUp } from '#web/ui';
import { texts as shared } from '#web/texts';
import { notices as texts } from '../../texts/en/notices';
import type { AffectedProduct } from './notices.queries';
import { serialsInWords, spanInWords, versionsInWords } from './notice-words';

/** One row of a notice: what it names and by what it limits. `children`: what was added to it by hand. */
export function ProductFacts({ product, children }: { product: AffectedProduct; children?: ReactNode }) {
  const rows: Array<[string, ReactNode]> = [
    [texts.codes, codesOf(product.productCodes)],
    [texts.udis, codesOf(product.udiDis)],
    [texts.serials, <Serials key="serials" product={product} />],
    [texts.manufactured, spanInWords(product.manufactured)],
    [texts.distributed, spanInWords(product.distributed)],
    [texts.software, versionsInWords(product.softwareVersions)],
    [texts.printed, codesOf(product.printedCodes ?? [])],
  ];
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Title order={3}>{product.name}</Title>
        {product.needsReading && (
          <div>
            <ToneBadge tone="soon">{texts.needsReading}</ToneBadge>
          </div>
        )}
        <DataList labelWidth="9rem">
          {rows.map(([label, value]) =>
            value === null || value === undefined || value === '' ? null : (
              <DataList.Item key={label}>
                <DataList.ItemLabel>{label}</DataList.ItemLabel>
                <DataList.ItemValue>{value}</DataList.ItemValue>
              </DataList.Item>
            ),
          )}
        </DataList>
        {product.unread && (
          <HeadsUp title={texts.unread}>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {product.unread.text}
            </Text>
            <Text size="xs" c="dimmed">
              {product.unread.reason}
            </Text>
          </HeadsUp>
        )}
        {children}
      </Stack>
    </Paper>
  );
}

const FEW_CODES = 40;
const codesOf = (codes: readonly string[]): ReactNode =>
  codes.length === 0 ? null : <Codes key={codes[0]} codes={codes} />;

/** A notice may name two thousand codes; the first ones say which they are. */
function Codes({ codes }: { codes: readonly string[] }) {
  const [all, { toggle }] = useDisclosure(false);
  if (codes.length <= FEW_CODES) return codes.join(', ');
  return (
    <>
      {(all ? codes : codes.slice(0, FEW_CODES)).join(', ')}
      <Button variant="subtle" size="compact-sm" ml="xs" onClick={toggle} aria-expanded={all}>
        {all ? texts.fewerCodes : texts.allCodes(formatNumber(codes.length))}
      </Button>
    </>
  );
}

function Serials({ product: { serialNumbers } }: { product: AffectedProduct }) {
  const [opened, { open, close }] = useDisclosure(false);
  const list = serialNumbers?.list ?? [];
  return (
    <>
      {serialsInWords(serialNumbers)}
      {list.length > 0 && (
        <Button variant="subtle" size="compact-sm" ml="xs" onClick={open}>
          {texts.lookThrough}
        </Button>
      )}
      <Modal
        data-dialog="notice-serials"
        opened={opened}
        onClose={close}
        title={texts.listTitle(formatNumber(list.length))}
        closeButtonProps={{ 'aria-label': shared.common.close }}
      >
        <SerialList list={list} />
      </Modal>
    </>
  );
}

/** A list of up to a million serial numbers, of which those in sight are drawn. */
export function SerialList({ list }: { list: readonly string[] }) {
  const [typed, setTyped] = useState('');
  const [find] = useDebouncedValue(typed, 150);
  const found = useMemo(() => {
    const key = codeKey(find);
    const rows = list.map((serial, at) => ({ at, serial }));
    return key === null ? rows : rows.filter(({ serial }) => codeKey(serial)?.includes(key));
  }, [list, find]);
  return (
    <Stack gap="xs">
      <TextInput
        label={texts.findInList}
        description={texts.foundInList(formatNumber(found.length), formatNumber(list.length))}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      <VirtualTable
        label={texts.serials}
        columns={[
          { key: 'at', label: '#', width: '80px', cell: ({ at }) => formatNumber(at + 1) },
          { key: 'serial', label: texts.serials, width: '1fr', cell: ({ serial }) => serial },
        ]}
        rows={found}
        rowKey={({ at }) => String(at)}
        more={null}
        rowHeight={34}
        height="50dvh"
      />
    </Stack>
  );
}
