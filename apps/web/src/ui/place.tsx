import { Text } from '@mantine/core';

/** A place in a narrow column: its site, and below it where in the site, so that neither is cut. */
export function Place({ site, location }: { site: string; location: string | null | undefined }) {
  return (
    <>
      <Text size="sm" lh={1.3} truncate>
        {site}
      </Text>
      {location && (
        <Text size="xs" c="dimmed" lh={1.3} truncate>
          {location}
        </Text>
      )}
    </>
  );
}
