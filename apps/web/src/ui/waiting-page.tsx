import type { UseQueryResult } from '@tanstack/react-query';
import { ProblemError } from '#web/api';
import { texts } from '#web/texts';
import { Failure } from './failure';
import { LoadingRows } from './loading';
import { Page } from './page';

/** A page whose thing is not there: on its way, failed, or gone for good. `title`: what it is called until its name is known. */
export function WaitingPage({
  query,
  title,
}: {
  query: Pick<UseQueryResult, 'error' | 'refetch'>;
  title: string;
}) {
  const gone = query.error instanceof ProblemError && query.error.status === 404;
  return (
    <Page title={gone ? texts.common.notFoundTitle : title}>
      {query.error === null ? (
        <LoadingRows />
      ) : (
        <Failure
          error={query.error}
          title={gone ? texts.common.notFound : texts.common.failedLoad}
          onRetry={() => void query.refetch()}
        />
      )}
    </Page>
  );
}
