import { useCallback, useRef } from 'react';

/**
 * The Idempotency-Key of what somebody is about to do: the same while they repeat it after a lost answer, another one as
 * soon as they ask for something else, or when it has been done.
 */
export function useIntent(): { keyOf: (body: unknown) => string; done: () => void } {
  const intent = useRef<{ text: string; key: string } | null>(null);
  const keyOf = useCallback((body: unknown) => {
    const text = JSON.stringify(body);
    if (intent.current?.text !== text) intent.current = { text, key: crypto.randomUUID() };
    return intent.current.key;
  }, []);
  const done = useCallback(() => {
    intent.current = null;
  }, []);
  return { keyOf, done };
}
