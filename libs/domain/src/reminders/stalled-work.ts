/**
 * Notices background work that no longer gets on: the same progress at every look for `afterMs` of real time. It
 * remembers in this process only; after a restart it begins to count anew, and the work goes on a little later.
 */
export class StalledWork {
  private seen = new Map<string, { progress: string; since: number }>();

  constructor(private readonly afterMs: number) {}

  /**
   * @param running what is under way now, by key, with a text that changes whenever it gets on
   * @param atMs real time
   * @returns the keys that have stood still long enough; each is counted anew from here
   */
  look(running: ReadonlyArray<{ key: string; progress: string }>, atMs: number): string[] {
    const stalled: string[] = [];
    const next = new Map<string, { progress: string; since: number }>();
    for (const { key, progress } of running) {
      const before = this.seen.get(key);
      const since = before?.progress === progress ? before.since : atMs;
      const overdue = atMs - since >= this.afterMs;
      if (overdue) stalled.push(key);
      next.set(key, { progress, since: overdue ? atMs : since });
    }
    this.seen = next;
    return stalled;
  }
}
