import { useEffect, useRef } from 'react';
import { feed, noKeys } from './wedge';

/** Listens for a plugged-in barcode scanner anywhere on the page, except in a field, which takes the keys itself. */
export function useWedge(onCode: (code: string) => void): void {
  const tell = useRef(onCode);
  useEffect(() => {
    tell.current = onCode;
  });
  useEffect(() => {
    let state = noKeys;
    const listen = (event: KeyboardEvent): void => {
      const { target } = event;
      const inField = target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (inField || event.isComposing || event.altKey || event.metaKey) return;
      const heard = feed(state, { key: event.key, ctrl: event.ctrlKey, at: event.timeStamp });
      state = heard.state;
      if (heard.scanning) {
        // a character of a barcode is no shortcut, and its Enter presses no button
        event.preventDefault();
        event.stopPropagation();
      }
      if (heard.code !== null) tell.current(heard.code);
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, []);
}
