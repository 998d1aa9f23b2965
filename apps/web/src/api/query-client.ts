import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './problem';

/** A refusal stays one; only what got no answer, or a server in trouble, is asked again. */
function worthRetrying(failures: number, error: unknown): boolean {
  if (error instanceof ProblemError) return error.status >= 502 && failures < 2;
  return failures < 2;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 15_000, networkMode: 'always' },
      // a write is repeated by a person, or by the outbox of offline work, never by itself
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
