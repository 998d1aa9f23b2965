import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from './start-error.js';

/** How long the API of a killed launcher may take to end. */
const PREDECESSOR_MS = 8000;

/** @throws StartError when somebody listens on the port already, or we may not */
export async function assertPortFree(host: string, port: number, waitForPredecessor: boolean): Promise<void> {
  const end = performance.now() + (waitForPredecessor ? PREDECESSOR_MS : 0);
  for (;;) {
    const code = await tryPort(host, port);
    if (code === undefined) return;
    if (code === 'EADDRINUSE') {
      if (performance.now() < end) {
        await pause(100);
        continue;
      }
      throw new StartError(
        `Port ${port} is taken by another program: stop that one, or choose another port, for example PORT=${port + 1} npm start.`,
      );
    }
    if (code === 'EACCES') {
      throw new StartError(
        `Port ${port} is reserved for the administrator: choose one above 1023, for example PORT=3000 npm start.`,
      );
    }
    throw new StartError(
      `Closeout cannot listen on HOST=${host}, PORT=${port} (${code}): correct these settings.`,
    );
  }
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
