const FIRST_MS = 5_000;
/** Each wait is twice the one before, up to this: a part that an update took away from the server is not asked for all day. */
const LONGEST_MS = 300_000;

/**
 * A part of the application that the page does without until it is there. A network that is away when the part is asked
 * for must not take the whole page along: it is asked for again once the network is back, or after a while. Never fails.
 * Chromium remembers a module that did not come until the page is loaded anew, so there the page goes on without it.
 */
export async function patiently<Part>(load: () => Promise<Part>): Promise<Part> {
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_MS)) {
    try {
      return await load();
    } catch {
      await backOnline(waitMs);
    }
  }
}

const backOnline = (atMostMs: number): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, atMostMs);
    addEventListener('online', go);
  });
