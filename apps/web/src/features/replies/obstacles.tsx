import { Table, Text } from '@mantine/core';
import type { ReplyDetail } from '#contracts/replies';
import { Link, ScrollTable } from '#web/ui';
import { reasons, reply as texts } from '../../texts/en/replies';

/** Where the pumps stand that keep the reply back; what is unclear leads here. */
export const OBSTACLES = 'obstacles';

/** The pumps that have no place in the count, unclear ones first; each leads to its record and to its tasks. */
export function Obstacles({ reply: { campaignId, obstacles, now } }: { reply: ReplyDetail }) {
  if (obstacles.length === 0) return null;
  const left = now.total.unplaced + now.total.stillOpen;
  return (
    <div id={OBSTACLES} style={{ scrollMarginTop: 64 }}>
      <ScrollTable label={texts.obstacles} minWidth={520} mah={360}>
        <Table aria-label={texts.obstacles} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.pump}</Table.Th>
              <Table.Th>{texts.code}</Table.Th>
              <Table.Th>{texts.why}</Table.Th>
              <Table.Th>{texts.tasks}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {obstacles.map(({ deviceId, assetTag, serialNumber, productCode, reason, detail }) => (
              <Table.Tr key={deviceId}>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>
                  <Link to="/devices/$deviceId" params={{ deviceId }}>
                    {assetTag ?? serialNumber ?? deviceId}
                  </Link>
                </Table.Td>
                <Table.Td>{productCode}</Table.Td>
                <Table.Td>
                  <b>{reasons[reason] ?? reason}.</b> {detail}
                </Table.Td>
                <Table.Td>
                  <Link
                    to="/campaigns/$campaignId/$tab"
                    params={{ campaignId, tab: 'pumps' }}
                    search={{ q: assetTag ?? serialNumber ?? undefined, pump: deviceId } as never}
                    aria-label={`${texts.itsTasks}: ${assetTag ?? serialNumber ?? deviceId}`}
                  >
                    {texts.itsTasks}
                  </Link>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollTable>
      {left > obstacles.length && <Text size="sm">{texts.obstaclesMore(left)}</Text>}
    </div>
  );
}
