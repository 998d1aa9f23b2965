import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { startApp } from '../support/index.js';

it('the API ends promptly while a browser holds a connection on which it has asked nothing yet', async () => {
  const app = await startApp({ worker: false });
  const socket = connect(Number(new URL(app.baseUrl).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  // it has been accepted when a request on another connection is answered
  await fetch(`${app.baseUrl}/healthz`);
  const startedAt = performance.now();
  await app.stop();
  socket.destroy();
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
