import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * Words that are not on the server yet, on this device. Local storage, which is written before a page is gone; what is
 * longer than it likes (200,000 serial numbers) goes to IndexedDB.
 */
interface Kept<T> {
  value: T;
  at: string;
}
const LONG = 500_000;
const AFTER_MS = 400;

async function longStore() {
  const { default: Dexie } = await import('dexie');
  const store = new Dexie('closeout-typed');
  store.version(1).stores({ typed: 'key' });
  return store.table<{ key: string; json: string }, string>('typed');
}

const nameOf = (key: string): string => `closeout-typed-${key}`;
/** Stands in local storage for what is in IndexedDB. */
const ELSEWHERE = '-';

function write(key: string, kept: Kept<unknown>): void {
  const json = JSON.stringify(kept);
  const long = json.length > LONG;
  localStorage.setItem(nameOf(key), long ? ELSEWHERE : json);
  if (long) void longStore().then((store) => store.put({ key, json }));
}

async function read<T>(key: string): Promise<Kept<T> | null> {
  const short = localStorage.getItem(nameOf(key));
  const json = short === ELSEWHERE ? (await (await longStore()).get(key))?.json : short;
  return json === null || json === undefined ? null : (JSON.parse(json) as Kept<T>);
}

async function remove(key: string): Promise<void> {
  const elsewhere = localStorage.getItem(nameOf(key)) === ELSEWHERE;
  localStorage.removeItem(nameOf(key));
  if (elsewhere) await (await longStore()).delete(key);
}

/**
 * What was typed under this key on this device, kept while it is typed: through a reload, a closed browser, a step back.
 * `loaded` is undefined until it has been looked up, and null when nothing is kept. A browser that keeps nothing (a
 * private window) is no reason to fail.
 */
export function useKept<T>(key: string) {
  const [seen, setSeen] = useState<{ key: string; found: Kept<T> | null }>();
  const waiting = useRef<{ value: T } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    if (waiting.current === null) return;
    const { value } = waiting.current;
    waiting.current = null;
    try {
      write(key, { value, at: new Date().toISOString() });
    } catch {
      // no place on this device: the words stay on the screen
    }
  }, [key]);

  useEffect(() => {
    let wanted = true;
    read<T>(key)
      .catch(() => null)
      .then((found) => wanted && setSeen({ key, found }))
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
    setSeen({ key, found: null });
    await remove(key).catch(() => undefined);
  }, [key]);
  return { loaded: seen?.key === key ? seen.found : undefined, keep, forget };
}
