import { useCallback, useRef } from 'react';

/**
 * The Idempotency-Key of a deed: the same for every repeat with the same body, another one as soon as the body differs.
 * So a button that is pressed again after a lost answer does its deed once.
 */
export function useIntentKey(): (body: unknown) => string {
  const last = useRef<{ said: string; key: string } | null>(null);
  return useCallback((body) => {
    const said = JSON.stringify(body) ?? '';
    if (last.current?.said !== said) last.current = { said, key: crypto.randomUUID() };
    return last.current.key;
  }, []);
}
