import { queryOptions, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { MeView, SessionView, SignIn } from '#contracts/identity';
import { NoAnswerError, ProblemError, request } from '#web/api';

/** Who was signed in last on this device: what a phone without a network goes by. Nothing secret is in it. */
const LAST_KNOWN = 'closeout-me';

function lastKnown(): MeView | null {
  try {
    return JSON.parse(localStorage.getItem(LAST_KNOWN) ?? 'null') as MeView | null;
  } catch {
    return null;
  }
}

/** Null: nobody is signed in. Without a network, whoever was signed in last. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<MeView | null> => {
    try {
      const { me } = await request<SessionView>('GET', 'session', { signal });
      remember(me);
      return me;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) {
        remember(null);
        return null;
      }
      const last = lastKnown();
      if (error instanceof NoAnswerError && last !== null) return last;
      throw error;
    }
  },
});

function remember(me: MeView | null): void {
  if (me === null) localStorage.removeItem(LAST_KNOWN);
  else localStorage.setItem(LAST_KNOWN, JSON.stringify(me));
}

/** The person signed in. Only below the routes that need one. */
export function useMe(): MeView {
  const { data } = useSuspenseQuery(meQuery);
  if (data === null) throw new Error('Nobody is signed in.');
  return data;
}

/** Whether the role has an action of the policy table (libs/domain/src/identity/access.policy.ts). */
export function useMay(): (action: string) => boolean {
  const { actions } = useMe();
  return (action) => actions.includes(action);
}

/** Signing in and out. What one person saw is forgotten before the next one looks. */
export function useSession() {
  const queries = useQueryClient();
  return {
    signIn: async (body: SignIn): Promise<MeView> => {
      const me = await request<MeView>('POST', 'sign-in', { body });
      queries.clear();
      remember(me);
      queries.setQueryData(meQuery.queryKey, me);
      return me;
    },
    signOut: async (): Promise<void> => {
      await request('POST', 'sign-out');
      remember(null);
      queries.clear();
      queries.setQueryData(meQuery.queryKey, null);
    },
  };
}
