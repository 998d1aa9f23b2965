import { useSyncExternalStore } from 'react';

// The question that is asked before somebody leaves a phone on which work of theirs waits. One at a time.

type Answer = (leave: boolean) => void;
let asked: { unsent: number; answer: Answer } | null = null;
const listeners = new Set<() => void>();

function set(next: typeof asked): void {
  asked = next;
  for (const listener of listeners) listener();
}

/** Asks, and resolves with whether they leave nevertheless. */
export function askToLeave(unsent: number): Promise<boolean> {
  asked?.answer(false);
  return new Promise((resolve) => {
    set({
      unsent,
      answer: (leave) => {
        set(null);
        resolve(leave);
      },
    });
  });
}

export function useLeavingQuestion(): typeof asked {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );
}
