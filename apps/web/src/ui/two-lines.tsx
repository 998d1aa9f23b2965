import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** A sentence in a cell of a table with rows of one height: two lines of it, and the whole under the pointer. */
export function TwoLines({ whole, children = whole }: { whole: string; children?: ReactNode }) {
  return (
    <Text size="sm" lh={1.3} lineClamp={2} title={whole} style={{ whiteSpace: 'normal' }} component="div">
      {children}
    </Text>
  );
}
