import { Box } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

/** Shows (and so loads) its content from when it first comes near the screen; until then it keeps its place. */
export function InSight({ height, children }: { height: number; children: ReactNode }) {
  const { ref, entry } = useIntersection({ rootMargin: '200px' });
  const [seen, setSeen] = useState(false);
  if (!seen && entry?.isIntersecting === true) setSeen(true);
  return (
    <Box ref={ref} mih={height}>
      {seen && children}
    </Box>
  );
}
