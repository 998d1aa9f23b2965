/**
 * Calls `work` every so many milliseconds while the page is looked at, until it is left. A failure is told to `onState`
 * as false, the next success as true.
 */
export function keepFresh(page, everyMs, work, onState = () => {}) {
  let busy = false;
  const run = async () => {
    if (busy || document.hidden) return;
    busy = true;
    try {
      await work();
      onState(true);
    } catch {
      if (!page.left) onState(false);
    }
    busy = false;
  };
  const onSight = () => void (document.hidden || run());
  document.addEventListener('visibilitychange', onSight);
  const timer = setInterval(() => void run(), everyMs);
  page.onLeave(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', onSight);
  });
}

/**
 * Follows the progress of a campaign by server-sent events, while the page is looked at, until it is left. A browser
 * keeps six connections to one server, and each stream holds one: pages follow few campaigns, and hidden ones none.
 */
export function followProgress(page, campaignId, onProgress, onState = () => {}) {
  let source = null;
  const stop = () => {
    source?.close();
    source = null;
  };
  const start = () => {
    if (source !== null || document.hidden) return;
    source = new EventSource(`/api/v1/campaigns/${campaignId}/events`);
    source.addEventListener('progress', (event) => {
      onState(true);
      onProgress(JSON.parse(event.data));
    });
    source.addEventListener('error', () => onState(false));
  };
  // EventSource comes back by itself after a broken line, but not after a refusal.
  const retry = setInterval(() => {
    if (source?.readyState === EventSource.CLOSED) {
      stop();
      start();
    }
  }, 10_000);
  const onSight = () => (document.hidden ? stop() : start());
  document.addEventListener('visibilitychange', onSight);
  start();
  page.onLeave(() => {
    clearInterval(retry);
    document.removeEventListener('visibilitychange', onSight);
    stop();
  });
}
