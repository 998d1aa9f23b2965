import { useEffect, useState } from 'react';

/** Within this time after the address was opened, a phone on a slow network shows its page. */
const FIRST_SIGHT_MS = 4000;

/**
 * False while the first page is on its way: what it can be seen and used without waits, so that it does not take the
 * network from what it needs.
 */
export function useLater(): boolean {
  const [later, setLater] = useState(() => performance.now() > FIRST_SIGHT_MS);
  useEffect(() => {
    if (later) return;
    const timer = setTimeout(() => setLater(true), Math.max(0, FIRST_SIGHT_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [later]);
  return later;
}
