import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until `ask` gives something other than undefined, false or null, and gives that.
 * @throws Error with a sentence: what was waited for, how long, and the last error of `ask` if it threw
 */
export async function waitFor<T>(
  ask: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  options: { what: string; timeoutMs?: number; everyMs?: number },
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 20_000;
  const end = performance.now() + timeoutMs;
  let trouble: Error | undefined;
  for (;;) {
    try {
      const answer = await ask();
      trouble = undefined;
      if (answer !== undefined && answer !== false && answer !== null) return answer;
    } catch (error) {
      trouble = error as Error;
    }
    if (performance.now() >= end) {
      const why = trouble === undefined ? '' : ` The last attempt failed: ${trouble.message}`;
      throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${options.what}.${why}`);
    }
    await pause(options.everyMs ?? 25);
  }
}
