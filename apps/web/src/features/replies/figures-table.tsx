import { Table, Text } from '@mantine/core';
import type { ReplyFigures, ReplyRow } from '#contracts/replies';
import { formatNumber, ScrollTable } from '#web/ui';
import { columns, reply as texts } from '../../texts/en/replies';

type Line = Omit<ReplyRow, 'productCode'>;
const KEYS = Object.keys(columns) as Array<keyof typeof columns>;
const ONLY_SOME: ReadonlyArray<keyof typeof columns> = ['possiblyAffected', 'stillOpen', 'unplaced'];

/** The quantities by product code (else by UDI-DI), as the reply form has them; columns of what is not done only where there is some. */
export function FiguresTable({ label, figures }: { label: string; figures: ReplyFigures }) {
  if (figures.noStock) return <Text size="sm">{texts.noStock}</Text>;
  const { rows, total } = figures;
  const possibly = ({ possiblyAffected = 0 }: Line) => possiblyAffected;
  const valueOf = (row: Line, key: keyof typeof columns) =>
    key === 'affected' ? row.affected - possibly(row) : key === 'possiblyAffected' ? possibly(row) : row[key];
  const shown = KEYS.filter((key) => !ONLY_SOME.includes(key) || valueOf(total, key) > 0);
  const cells = (row: Line) =>
    shown.map((key) => (
      <Table.Td key={key} ta="end" className="tabular" {...(key === 'affected' ? { fw: 600 } : {})}>
        {formatNumber(valueOf(row, key))}
      </Table.Td>
    ));
  return (
    <ScrollTable label={label} minWidth={760}>
      <Table aria-label={label} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.codeOrUdi}</Table.Th>
            {shown.map((key) => (
              <Table.Th key={key} ta="end">
                {columns[key]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.productCode}>
              <Table.Th scope="row" fw={400}>
                {row.productCode === '' ? texts.noCode : row.productCode}
              </Table.Th>
              {cells(row)}
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{texts.total}</Table.Th>
            {cells(total)}
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </ScrollTable>
  );
}
