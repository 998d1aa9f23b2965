import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '#web/session';
import { formatMoment, Link, LinkButton, Nothing, Page, QueryView } from '#web/ui';
import { plans as texts } from '../../texts/en/plans';
import { plansQuery } from './plans.queries';

/** The newest version of each plan. */
export function PlansPage() {
  const query = useQuery(plansQuery);
  const may = useMay();
  const make = may('plan.write') && <LinkButton to="/plans/new">{texts.newPlan}</LinkButton>;
  return (
    <Page title={texts.title} subtitle={texts.subtitle} actions={make}>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={texts.none} action={make}>
              {texts.noneText}
            </Nothing>
          ) : (
            <Stack>
              {items.map(({ id, title, version, createdAt, definition }) => (
                <Paper key={id} withBorder p="md">
                  <Group justify="space-between" gap="xs">
                    <Title order={2} size="h3">
                      <Link to="/plans/$planId" params={{ planId: id }}>
                        {title}
                      </Link>
                    </Title>
                    <Text size="sm" c="dimmed">
                      {[
                        texts.versionOf(version, formatMoment(createdAt)),
                        texts.stepCount(definition.steps.length),
                      ].join(' · ')}
                    </Text>
                  </Group>
                  <Text size="sm">{definition.summary}</Text>
                  {may('plan.write') && (
                    <Group gap="xs" mt="xs" className="no-print">
                      <LinkButton
                        to="/plans/$planId/edit"
                        params={{ planId: id }}
                        variant="default"
                        size="xs"
                        aria-label={`${texts.edit}: ${title}`}
                      >
                        {texts.edit}
                      </LinkButton>
                      <LinkButton
                        to="/plans/new"
                        search={{ from: id }}
                        variant="default"
                        size="xs"
                        aria-label={`${texts.copy}: ${title}`}
                      >
                        {texts.copy}
                      </LinkButton>
                    </Group>
                  )}
                </Paper>
              ))}
            </Stack>
          )
        }
      </QueryView>
    </Page>
  );
}
