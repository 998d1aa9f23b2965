import { Box, Button, Group } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { texts } from '#web/texts';

/** Filters of a list: all in a row, and on a phone behind one button, so that the rows are in sight first. */
export function FilterBar({
  label,
  search,
  used,
  children,
}: {
  label: string;
  search?: ReactNode;
  /** how many filters are in use */
  used: number;
  children: ReactNode;
}) {
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <Group gap="sm" align="flex-end" role="search" aria-label={label} className="no-print">
      {search !== undefined && <Box style={{ flex: '1 1 180px', maxWidth: 320 }}>{search}</Box>}
      {phone && (
        <Button variant="default" onClick={toggle} aria-expanded={opened}>
          {texts.common.filters(used)}
        </Button>
      )}
      {(!phone || opened) && children}
    </Group>
  );
}

/** How many of these filters are set. */
export const usedOf = (...values: Array<string | undefined>): number =>
  values.filter((value) => value !== undefined).length;
