import { Container, Stack, Text, Title } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { ProblemError } from '#web/api';
import { meQuery } from '#web/session';
import { texts } from '#web/texts';
import { Failure, LinkButton } from '#web/ui';
import { useQueryClient } from '@tanstack/react-query';
import { ForbiddenError } from '../routes/needs';

function DeadEnd({ title, children, ...mark }: { title: string; children: string; 'data-dead-end': string }) {
  return (
    <Container size={560} py="xl" {...mark}>
      <Stack>
        <Title order={1}>{title}</Title>
        <Text>{children}</Text>
        <LinkButton to="/" w="fit-content">
          {texts.common.toStart}
        </LinkButton>
      </Stack>
    </Container>
  );
}

export function NotFoundPage() {
  return (
    <DeadEnd data-dead-end="not-found" title={texts.common.notFoundTitle}>
      {texts.common.notFound}
    </DeadEnd>
  );
}

/** What a page that could not be shown says instead. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  const me = useQueryClient().getQueryData(meQuery.queryKey);
  if (error instanceof ForbiddenError || (error instanceof ProblemError && error.status === 403)) {
    return (
      <DeadEnd data-dead-end="forbidden" title={texts.common.forbiddenTitle}>
        {texts.common.forbidden(texts.roles[me?.role ?? ''] ?? '')}
      </DeadEnd>
    );
  }
  if (error instanceof ProblemError && error.status === 404) return <NotFoundPage />;
  // a part of the page that an update took away from the server: only the page of the new version has it
  const outdated = error instanceof TypeError && /import|module/i.test(error.message);
  return (
    <Container size={560} py="xl" data-dead-end="failed">
      <Stack>
        <Title order={1}>{texts.common.failedLoad}</Title>
        <Failure error={error} onRetry={outdated ? () => location.reload() : reset} />
      </Stack>
    </Container>
  );
}
