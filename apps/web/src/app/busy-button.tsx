import type { ComponentProps } from 'react';

/**
 * What Mantine's buttons are made of. One that is busy cannot be pressed, but keeps the focus: a disabled one loses it, and
 * whoever goes on by keyboard would be thrown out of the dialog that has just been refused (WCAG 2.4.3).
 */
export function BusyButton({
  disabled,
  onClick,
  type = 'button',
  'data-loading': busy,
  'data-disabled': barred,
  ...button
}: ComponentProps<'button'> & { 'data-loading'?: boolean; 'data-disabled'?: boolean }) {
  const waits = busy && !barred;
  return (
    <button
      {...button}
      data-loading={busy}
      data-disabled={barred}
      type={type}
      disabled={waits ? false : disabled}
      aria-disabled={waits || undefined}
      onClick={waits ? (event) => event.preventDefault() : onClick}
    />
  );
}
