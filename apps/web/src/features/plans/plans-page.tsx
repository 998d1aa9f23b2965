import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { plansQuery } from '#web/features/new-campaign';
import { Link, Nothing, Page, QueryView } from '#web/ui';
import { plans } from '../../texts/en/administration';

/** The newest version of each plan. */
export function PlansPage() {
  const query = useQuery(plansQuery);
  return (
    <Page title={plans.title} subtitle={plans.subtitle}>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={plans.none} />
          ) : (
            <Stack>
              {items.map(({ id, title, version, definition }) => (
                <Paper key={id} withBorder p="md">
                  <Group justify="space-between">
                    <Title order={2} size="h3">
                      <Link to="/plans/$planId" params={{ planId: id }}>
                        {title}
                      </Link>
                    </Title>
                    <Text size="sm">{plans.version(version)}</Text>
                  </Group>
                  <Text size="sm">{definition.summary}</Text>
                </Paper>
              ))}
            </Stack>
          )
        }
      </QueryView>
    </Page>
  );
}
