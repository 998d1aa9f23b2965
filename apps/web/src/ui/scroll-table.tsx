import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

/** The frame of a wide table: it scrolls by itself, also by the arrow keys, and the page does not. */
export function ScrollTable({
  label,
  minWidth,
  mah,
  children,
}: {
  /** what is in it, for those who get there by keyboard */
  label: string;
  minWidth: number;
  mah?: number;
  children: ReactNode;
}) {
  return (
    <Table.ScrollContainer
      type="native"
      minWidth={minWidth}
      tabIndex={0}
      role="group"
      aria-label={label}
      {...(mah === undefined ? {} : { mah, style: { overflowY: 'auto' } })}
    >
      {children}
    </Table.ScrollContainer>
  );
}
