import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { CampaignProgress } from '#contracts/campaigns';
import { apiPath } from '#web/api';
import { campaignKey, campaignQuery, overviewQuery, progressQuery, tasksKey } from './campaigns.queries';

/** live: changes come by themselves. off: they do not, and the page asks every now and then. */
export type Liveness = 'connecting' | 'live' | 'off';

/** The server ends each stream after a minute and the browser opens it again: a gap this short is none. */
const PATIENCE_MS = 6000;
/** After an answer that the browser does not repeat by itself (a 502 of a proxy, a session that ended). */
const AGAIN_MS = 10_000;
const POLL_MS = 15_000;
/** Many changes in a row are fetched once. */
const GATHER_MS = 1500;

/**
 * Listens to server-sent events while the page is in sight: a browser keeps only six connections to a host over HTTP/1.1,
 * so a window in the background must not hold one.
 */
function useEventStream(path: string, name: string, onData: (data: unknown) => void): Liveness {
  const [liveness, setLiveness] = useState<Liveness>('connecting');
  const listener = useRef(onData);
  useEffect(() => {
    listener.current = onData;
  });
  useEffect(() => {
    let source: EventSource | undefined;
    let doubt: ReturnType<typeof setTimeout> | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const drop = () => {
      source?.close();
      source = undefined;
      clearTimeout(again);
      clearTimeout(doubt);
      doubt = undefined;
    };
    const connect = () => {
      clearTimeout(again);
      source?.close();
      const stream = new EventSource(apiPath(path));
      source = stream;
      stream.addEventListener('open', () => {
        clearTimeout(doubt);
        doubt = undefined;
        setLiveness('live');
      });
      stream.addEventListener('error', () => {
        doubt ??= setTimeout(() => setLiveness('off'), PATIENCE_MS);
        if (stream.readyState === EventSource.CLOSED) again = setTimeout(connect, AGAIN_MS);
      });
      stream.addEventListener(name, (event) =>
        listener.current(JSON.parse((event as MessageEvent<string>).data)),
      );
    };
    const look = () => {
      if (document.hidden) drop();
      else if (source === undefined) connect();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      drop();
    };
  }, [path, name]);
  return liveness;
}

/** Calls back once for many calls in a row. */
function useGathered(act: () => void): () => void {
  const pending = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(pending.current), []);
  return () => {
    pending.current ??= setTimeout(() => {
      pending.current = undefined;
      act();
    }, GATHER_MS);
  };
}

const sameCounts = (a: CampaignProgress, b: CampaignProgress): boolean =>
  JSON.stringify([a.revision, a.tasks, a.devices]) === JSON.stringify([b.revision, b.tasks, b.devices]);

/** What hangs on a campaign's counts is fetched anew; long lists are only marked, so that nobody loses their place. */
function refresh(queries: QueryClient, id: string): void {
  for (const part of ['matrix', 'burndown', 'people'])
    void queries.invalidateQueries({ queryKey: [...campaignKey(id), part] });
  void queries.invalidateQueries({ queryKey: tasksKey(id), refetchType: 'none' });
  void queries.invalidateQueries({ queryKey: [...campaignKey(id), 'devices'], refetchType: 'none' });
}

/** The progress of a campaign as it is now: the bar on the wall moves when a task is closed on a phone. */
export function useLiveCampaign(id: string) {
  const queries = useQueryClient();
  const gathered = useGathered(() => refresh(queries, id));
  const liveness = useEventStream(`campaigns/${id}/events`, 'progress', (data) =>
    queries.setQueryData(progressQuery(id).queryKey, data as CampaignProgress),
  );
  const progress = useQuery({
    ...progressQuery(id),
    refetchInterval: liveness === 'off' ? POLL_MS : false,
  });
  // however it came: by the stream, or by asking
  const before = useRef<CampaignProgress | undefined>(undefined);
  useEffect(() => {
    const [last, next] = [before.current, progress.data];
    before.current = next;
    if (last === undefined || next === undefined || last === next) return;
    if (last.status !== next.status) {
      void queries.invalidateQueries({ queryKey: campaignQuery(id).queryKey });
      void queries.invalidateQueries({ queryKey: overviewQuery.queryKey });
    }
    if (!sameCounts(last, next)) gathered();
  });
  return { progress, liveness };
}

/** The campaigns that run, worst first, fetched anew whenever one of their counts changes. */
export function useLiveOverview() {
  const queries = useQueryClient();
  const known = useRef<string | null>(null);
  const gathered = useGathered(() => {
    void queries.invalidateQueries({ queryKey: overviewQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ['campaigns', 'newest'] });
  });
  const liveness = useEventStream('campaigns/events', 'overview', (data) => {
    const next = JSON.stringify(data);
    if (known.current !== null && known.current !== next) gathered();
    known.current = next;
  });
  const overview = useQuery({ ...overviewQuery, refetchInterval: liveness === 'off' ? POLL_MS : false });
  return { overview, liveness };
}
