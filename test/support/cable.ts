import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import type { App } from './programs.js';

/** What lies between a browser and the server, and can be pulled out. */
export interface Cable {
  /** the server as it is seen through the cable */
  baseUrl: string;
  /** Breaks every connection, and takes no new one until it is plugged in again. */
  pull: () => Promise<void>;
  plugIn: () => Promise<void>;
}

/**
 * A cable to the application: connections break in the middle, streams too, as they do when a network goes away. A
 * browser that is told to be offline would go on reading the streams that it has.
 */
export async function cableTo(app: Pick<App, 'baseUrl'>): Promise<Cable> {
  const { hostname, port } = new URL(app.baseUrl);
  const ends = new Set<Socket>();
  const server = createServer((browser) => {
    const behind = connect(Number(port), hostname);
    const pair = [browser, behind];
    for (const end of pair) {
      ends.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        ends.delete(end);
        for (const other of pair) other.destroy();
      });
    }
    browser.pipe(behind).pipe(browser);
  });
  const listen = async (at: number): Promise<void> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port: own } = server.address() as { port: number };
  return {
    baseUrl: `http://127.0.0.1:${own}`,
    pull: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const end of ends) end.destroy();
      await closed;
    },
    plugIn: () => listen(own),
  };
}
