import { useQueryClient } from '@tanstack/react-query';
import type { HarmView } from '#contracts/harms';
import { ProblemError } from '#web/api';
import { harmQuery, harmsKey } from './harms.queries';

/** After a change the page shows the record as it is; also where somebody else was faster (harm.stale). */
export function useHarmChange(id: string) {
  const queries = useQueryClient();
  return async (changing: Promise<HarmView>): Promise<HarmView> => {
    try {
      const harm = await changing;
      queries.setQueryData(harmQuery(id).queryKey, harm);
      void queries.invalidateQueries({ queryKey: harmsKey });
      return harm;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'harm.stale')
        queries.setQueryData(harmQuery(id).queryKey, error.extra['harm'] as HarmView);
      throw error;
    }
  };
}
