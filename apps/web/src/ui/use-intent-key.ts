import { useCallback, useRef } from 'react';

/**
 * The Idempotency-Key of what a person wants: the same for every try of the same content, so that a repeat after a lost
 * answer happens once; another one as soon as the content differs, or after `done()`.
 */
export function useIntentKey(): { keyOf: (content: unknown) => string; done: () => void } {
  const last = useRef<{ content: string; key: string } | null>(null);
  const keyOf = useCallback((content: unknown) => {
    const text = JSON.stringify(content);
    if (last.current?.content !== text) last.current = { content: text, key: crypto.randomUUID() };
    return last.current.key;
  }, []);
  const done = useCallback(() => {
    last.current = null;
  }, []);
  return { keyOf, done };
}
