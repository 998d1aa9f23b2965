import { useCallback, useEffect, useRef } from 'react';

/**
 * Whether the form is still on the screen. A dialog can be closed while its deed is on the way; what comes of the deed then
 * has to be said elsewhere.
 */
export function useStillThere(): () => boolean {
  const there = useRef(false);
  useEffect(() => {
    there.current = true;
    return () => {
      there.current = false;
    };
  }, []);
  return useCallback(() => there.current, []);
}
