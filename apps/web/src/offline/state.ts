import { useMemo, useSyncExternalStore } from 'react';
import type { MeView } from '#contracts/identity';
import { useMe } from '#web/session';
import { countItems, type OutboxCounts, type OutboxItem, partUnread } from './outbox';
import type { UnreadItem } from './readable';

/** What the screens know of the outbox; written by the runtime, which is loaded after the first page is shown. */
export interface OutboxView {
  /** false until the store has been read */
  ready: boolean;
  /** of everybody who works with this device, in the order in which they were added */
  items: readonly OutboxItem[];
  /** what another version recorded and this one cannot read; of everybody too */
  unread: readonly UnreadItem[];
  /** the server said that nobody, or somebody else, is signed in: nothing is sent until that changes */
  stopped: boolean;
  /** this device cannot keep anything (private browsing, storage full): the sentence of the browser */
  broken: string | null;
}

let view: OutboxView = { ready: false, items: [], unread: [], stopped: false, broken: null };
const listeners = new Set<() => void>();

export function showOutbox(change: Partial<OutboxView>): void {
  view = { ...view, ...change };
  for (const listener of listeners) listener();
}

/** Says whether the store has anything, without the weight of opening it. */
const KEEPS = 'closeout-keeps';
export const keepsSomething = (): boolean => localStorage.getItem(KEEPS) !== null;
export function noteKept(items: number): void {
  if (items === 0) return localStorage.removeItem(KEEPS);
  const first = !keepsSomething();
  localStorage.setItem(KEEPS, String(items));
  // whoever waited with opening the store looks again: what somebody has just closed is in sight at once
  if (first) showOutbox({});
}

export const outboxView = (): OutboxView => view;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Resolves when the view fits, or after the time given. Gives whether it fits. */
export function untilOutbox(fits: (view: OutboxView) => boolean, timeoutMs: number): Promise<boolean> {
  if (fits(view)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (found: boolean): void => {
      clearTimeout(timer);
      stop();
      resolve(found);
    };
    const timer = setTimeout(() => end(false), timeoutMs);
    const stop = subscribe(() => {
      if (fits(view)) end(true);
    });
  });
}

export interface OwnOutbox extends OutboxView {
  /** the person's own */
  own: readonly OutboxItem[];
  /** the person's own that this version cannot read, and what names nobody */
  ownUnread: readonly UnreadItem[];
  counts: OutboxCounts;
  /** how much of others waits on this device */
  others: number;
}

/** As one person sees it; of others only how much waits. */
export function ownOutbox(now: OutboxView, me: Pick<MeView, 'id' | 'name'>): OwnOutbox {
  const own = now.items.filter(({ personId }) => personId === me.id);
  const unread = partUnread(now.unread, me);
  const ofOthers = now.items.filter(({ personId }) => personId !== me.id);
  return {
    ...now,
    own,
    ownUnread: [...unread.own, ...unread.ofNobody],
    counts: countItems(own, unread.own.length, unread.ofNobody.length),
    others: countItems(ofOthers, unread.ofOthers.length).unsent,
  };
}

/** The outbox of the person signed in. */
export function useOutbox(): OwnOutbox {
  const me = useMe();
  const now = useSyncExternalStore(subscribe, outboxView);
  return useMemo(() => ownOutbox(now, me), [now, me]);
}
