import { Modal, Stack, Table, Text } from '@mantine/core';
import type { ReplyDetail } from '#contracts/replies';
import { texts as shared } from '#web/texts';
import { DialogForm, formatNumber } from '#web/ui';
import { columns, reply as texts } from '../../texts/en/replies';

const COUNTS = Object.keys(columns) as Array<keyof typeof columns>;

/** The last look before it goes to people outside: to whom, under which subject, and with which counts. */
export function SendDialog({
  opened,
  reply,
  to,
  interim,
  onSend,
  onClose,
}: {
  opened: boolean;
  reply: ReplyDetail;
  to: string;
  interim: boolean;
  onSend: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { now, subjects } = reply;
  const rows: Array<[string, string]> = [
    [texts.sendTo, to],
    [texts.subject, interim ? subjects.interim : subjects.final],
    ...COUNTS.filter((key) => key === 'affected' || (now.total[key] ?? 0) > 0).map(
      (key): [string, string] => [columns[key], formatNumber(now.total[key] ?? 0)],
    ),
  ];
  return (
    <Modal
      data-dialog="reply-send"
      opened={opened}
      onClose={onClose}
      title={texts.sendTitle}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      <DialogForm
        confirm={texts.sendNow}
        onCancel={onClose}
        onConfirm={async () => {
          await onSend();
          onClose();
        }}
      >
        <Stack gap="xs">
          <Table aria-label={texts.sendTitle} verticalSpacing={4}>
            <Table.Tbody>
              {rows.map(([label, value]) => (
                <Table.Tr key={label}>
                  <Table.Th scope="row" fw={400}>
                    {label}
                  </Table.Th>
                  <Table.Td fw={600} style={{ overflowWrap: 'anywhere' }}>
                    {value}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Text size="sm">{texts.sendWhat}</Text>
        </Stack>
      </DialogForm>
    </Modal>
  );
}
