import { Button, type ButtonProps, Modal, type ModalProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, Suspense } from 'react';
import { texts } from '#web/texts';
import { LoadingRows } from './loading';

/** A button that opens a dialog; what is in it begins anew each time. `children` gets how to close it. */
export function DialogButton({
  label,
  title,
  size = 'md',
  children,
  'data-dialog': dialog,
  ...button
}: {
  label: ReactNode;
  title: string;
  /** of the dialog */
  size?: ModalProps['size'];
  children: (close: () => void) => ReactNode;
  'aria-label'?: string;
  buttonSize?: ButtonProps['size'];
  /** its name in the list of dialogs that axe has to see (test/support/looked-at.mjs) */
  'data-dialog': string;
} & Omit<ButtonProps, 'onClick' | 'children' | 'size'>) {
  const [opened, { open, close }] = useDisclosure(false);
  const { buttonSize, ...rest } = button;
  return (
    <>
      <Button {...rest} {...(buttonSize === undefined ? {} : { size: buttonSize })} onClick={open}>
        {label}
      </Button>
      <Modal
        data-dialog={dialog}
        opened={opened}
        onClose={close}
        title={title}
        {...(size === undefined ? {} : { size })}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <Suspense fallback={<LoadingRows rows={3} />}>{opened && children(close)}</Suspense>
      </Modal>
    </>
  );
}
