/** How long an orderly end may take once the parent is gone. */
const PATIENCE_MS = 15_000;

export interface Parent {
  /** Tells the parent that this program does its work now. */
  ready(): void;
}

/**
 * Ties a program to the launcher that started it (CLOSEOUT_SUPERVISED, set by the launcher and by the tests): when the
 * launcher dies, however suddenly, its channel closes and the program ends in an orderly way. A program that runs by
 * itself, in a container for instance, has no such channel and lives on its own.
 */
export function withParent(supervised: boolean): Parent {
  if (!supervised || process.send === undefined) return { ready: () => undefined };
  const end = (): void => {
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  };
  if (process.connected) process.once('disconnect', end);
  else end();
  return {
    ready: () => {
      if (process.connected) process.send?.('ready');
    },
  };
}
