import { Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useRef, useState } from 'react';
import { texts } from '#web/texts';
import { Failure } from './failure';
import { tellFailure } from './told';

/** A button whose deed is asked about first; the dialog stays open, with the reason, when it was refused. Whoever closed it meanwhile is told all the same. */
export function ConfirmButton({
  label,
  title,
  question,
  confirm,
  onConfirm,
  canConfirm = true,
  keep = texts.common.cancel,
  'data-dialog': dialog,
  ...button
}: {
  label: ReactNode;
  title: string;
  /** what will happen, and any field that the deed needs */
  question: ReactNode;
  confirm: string;
  onConfirm: () => Promise<unknown>;
  canConfirm?: boolean;
  /** what not doing it is called, where "Cancel" could be mistaken for the deed */
  keep?: string;
  /** its name in the list of dialogs that axe has to see (test/support/looked-at.mjs) */
  'data-dialog': string;
} & Omit<ButtonProps, 'onClick' | 'children'>) {
  const [opened, { open, close }] = useDisclosure(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const looking = useRef(false);
  const show = () => {
    looking.current = true;
    setError(null);
    open();
  };
  const leave = () => {
    looking.current = false;
    close();
  };
  const act = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      leave();
    } catch (caught) {
      if (looking.current) setError(caught);
      else tellFailure(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button {...button} onClick={show}>
        {label}
      </Button>
      <Modal
        data-dialog={dialog}
        opened={opened}
        onClose={leave}
        title={title}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <Stack>
          {typeof question === 'string' ? <Text size="sm">{question}</Text> : question}
          {error !== null && <Failure error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {keep}
            </Button>
            <Button
              loading={busy}
              disabled={!canConfirm}
              onClick={() => void act()}
              {...(button.color ? { color: button.color } : {})}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
