import Dexie, { type EntityTable } from 'dexie';
import { useCallback, useEffect, useRef, useState } from 'react';

/** Words that are not on the server yet. IndexedDB, since 200,000 serial numbers are more than local storage likes. */
const store = new Dexie('closeout-typed') as Dexie & {
  typed: EntityTable<{ key: string; value: unknown; at: string }, 'key'>;
};
store.version(1).stores({ typed: 'key' });

const AFTER_MS = 400;

/**
 * What was typed under this key on this device, kept while it is typed: through a reload, a closed browser, a step back.
 * `loaded` is undefined until it has been looked up, and null when nothing is kept. A browser that keeps nothing (a
 * private window) is no reason to fail.
 */
export function useKept<T>(key: string) {
  const [loaded, setLoaded] = useState<{ value: T; at: string } | null>();
  const waiting = useRef<{ value: T } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    if (waiting.current === null) return;
    const { value } = waiting.current;
    waiting.current = null;
    void store.typed.put({ key, value, at: new Date().toISOString() }).catch(() => undefined);
  }, [key]);

  useEffect(() => {
    let wanted = true;
    setLoaded(undefined);
    store.typed
      .get(key)
      .then((found) => found as { value: T; at: string } | undefined)
      .catch(() => undefined)
      .then((found) => wanted && setLoaded(found ?? null))
      .catch(() => undefined);
    const onHide = () => document.visibilityState === 'hidden' && flush();
    document.addEventListener('visibilitychange', onHide);
    window.addEventListener('pagehide', flush);
    return () => {
      wanted = false;
      document.removeEventListener('visibilitychange', onHide);
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [key, flush]);

  const keep = useCallback(
    (value: T) => {
      waiting.current = { value };
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, AFTER_MS);
    },
    [flush],
  );
  const forget = useCallback(async () => {
    clearTimeout(timer.current);
    waiting.current = null;
    await store.typed.delete(key).catch(() => undefined);
  }, [key]);
  return { loaded, keep, forget };
}
