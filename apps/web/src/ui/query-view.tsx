import { Alert, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { texts } from '#web/texts';
import { Failure } from './failure';
import { formatMoment } from '#web/locale';
import { LoadingRows } from './loading';

/** The four states of anything that is loaded: on its way, failed, there, and there but no longer fresh. */
export function QueryView<T>({
  query,
  children,
  rows,
}: {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'refetch' | 'dataUpdatedAt'>;
  children: (data: T) => ReactNode;
  rows?: number;
}) {
  if (query.data !== undefined) {
    return (
      <Stack gap="sm">
        {query.error !== null && (
          <Alert role="status" color="yellow" variant="outline" p="xs">
            {texts.common.stale(formatMoment(new Date(query.dataUpdatedAt).toISOString()))}
          </Alert>
        )}
        {children(query.data)}
      </Stack>
    );
  }
  if (query.error !== null) {
    return (
      <Failure error={query.error} title={texts.common.failedLoad} onRetry={() => void query.refetch()} />
    );
  }
  return <LoadingRows {...(rows === undefined ? {} : { rows })} />;
}
