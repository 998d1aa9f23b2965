import { Modal, Table } from '@mantine/core';
import type { CampaignBurndown } from '#contracts/campaign-progress';
import { texts as shared } from '#web/texts';
import { formatDay, formatNumber } from '#web/ui';
import { burndown as texts } from '../../texts/en/campaigns';

const number = (value: number | null) => (value === null ? '' : formatNumber(value));

/** The figures of the drawing, as a table. Loaded when it is asked for. */
export function BurndownFigures({
  data,
  opened,
  onClose,
}: {
  data: CampaignBurndown;
  opened: boolean;
  onClose: () => void;
}) {
  return (
    <Modal
      data-dialog="burndown-figures"
      opened={opened}
      onClose={onClose}
      size="xl"
      title={texts.caption}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      <Table.ScrollContainer
        minWidth={560}
        maxHeight="60dvh"
        scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      >
        <Table stickyHeader className="tabular" fz="sm" verticalSpacing={4} aria-label={texts.caption}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{texts.day}</Table.Th>
              {[texts.planned, texts.actual, texts.begun, texts.closed, texts.reopened, texts.withdrawn].map(
                (label) => (
                  <Table.Th key={label} scope="col" ta="right">
                    {label}
                  </Table.Th>
                ),
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.points.map(({ day, planned, open, begun, closed, reopened, withdrawn }) => (
              <Table.Tr key={day} {...(day === data.today ? { fw: 700, 'aria-current': 'date' } : {})}>
                <Table.Th scope="row" fw={day === data.today ? 700 : 400}>
                  {formatDay(day)}
                </Table.Th>
                {[planned, open, begun, closed, reopened, withdrawn].map((value, at) => (
                  <Table.Td key={at} ta="right">
                    {number(value)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Modal>
  );
}
