import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/**
 * The filters in the address, and how to change some of them; null takes one away. A change does not make a new entry of
 * the history: Back leads to the page before, not through each letter that was typed.
 */
export function useFilters<Search extends Record<string, string | undefined>>(): {
  filters: Search;
  change: (some: { [Key in keyof Search]?: Search[Key] | null }) => void;
} {
  const filters = useSearch({ strict: false }) as unknown as Search;
  const navigate = useNavigate();
  const change = useCallback(
    (some: Record<string, string | null | undefined>) => {
      const next = (old: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries({ ...old, ...some }).filter(
            ([, value]) => value !== null && value !== undefined && value !== '',
          ),
        );
      void navigate({ to: '.', search: next as never, replace: true, resetScroll: false });
    },
    [navigate],
  );
  return { filters, change };
}
