import { queryOptions } from '@tanstack/react-query';
import type { InviteAnswer } from '#contracts/account-links';
import type { Page } from '#contracts/common';
import type { CreateUser, PatchUser, UserView } from '#contracts/identity';
import type { SetLeave } from '#contracts/leave';
import { type Query, request } from '#web/api';
import { sought } from '../../routes/search';

export const peopleKey = ['people'] as const;

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: [...peopleKey, 'one', id],
    queryFn: ({ signal }) => request<UserView>('GET', `users/${id}`, { signal }),
  });

/** The first people that fit, for a picker. */
export const findPeople = (query: Query) =>
  queryOptions({
    queryKey: [...peopleKey, 'find', query],
    queryFn: ({ signal }) =>
      request<Page<UserView>>('GET', 'users', {
        query: { active: 'true', limit: 30, ...query, q: sought(query['q']) },
        signal,
      }),
    staleTime: 30_000,
  });

export const createPerson = (body: CreateUser) => request<UserView>('POST', 'users', { body });
export const patchPerson = (id: string, body: PatchUser) =>
  request<UserView>('PATCH', `users/${id}`, { body });
export const setPersonLeave = (id: string, leave: SetLeave | null) =>
  request<UserView>('PUT', `users/${id}/leave`, { body: { leave } });
export const invitePerson = (id: string) => request<InviteAnswer>('POST', `users/${id}/invite`);
