import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, client, type Client, createUser, sqlClient, startApp, waitFor } from '../support/index.js';

// Uploads that end too early, stand still, or lose their sender: said by hand, since no client does that on purpose.

let app: App;
let risk: Client;
let token: string;

beforeAll(async () => {
  app = await startApp({ worker: false, env: { UPLOAD_IDLE_SECONDS: '2' } });
  risk = await client(app, await createUser(sqlClient(app.databaseUrl), { role: 'risk-manager' }));
  token = (await risk.post<{ token: string }>('tokens', { name: 'uploads' })).body.token;
});
afterAll(() => app.stop());

const BOUNDARY = 'boundary-of-ours';
const FORM = `multipart/form-data; boundary=${BOUNDARY}`;
const PART = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="fleet.csv"\r\nContent-Type: text/csv\r\n\r\nasset_tag,site\nA-1,North\n`;

interface Said {
  status: number;
  code: string | undefined;
  type: string | undefined;
}

/**
 * Sends the pieces as a chunked body. `then`: 'end' closes the body, 'silence' leaves it open, 'leave' cuts the
 * connection. Gives the answer, or null when the connection ended without one.
 */
function send(
  path: string,
  contentType: string,
  pieces: string[],
  then: 'end' | 'silence' | 'leave',
  bearer = token,
) {
  return new Promise<Said | null>((resolve) => {
    const { hostname, port } = new URL(app.baseUrl);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => (text += piece));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      const status = /^HTTP\/1\.1 (\d+)/.exec(head)?.[1];
      if (status === undefined) return resolve(null);
      resolve({
        status: Number(status),
        code: /"code":"([^"]+)"/.exec(body)?.[1],
        type: /^content-type: ([^;\r]+)/im.exec(head)?.[1],
      });
    });
    socket.write(
      `POST /api/v1/${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${bearer}\r\n` +
        `Content-Type: ${contentType}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    for (const piece of pieces) socket.write(`${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`);
    if (then === 'end') socket.write('0\r\n\r\n');
    if (then === 'leave') setTimeout(() => socket.destroy(), 200);
  });
}

const kept = (): string[] => {
  try {
    return readdirSync(join(app.dataDir, 'files/imports'));
  } catch {
    return [];
  }
};

describe('a file that is sent', () => {
  const ways: Array<[string, string, string[]]> = [
    ['as a form without its end', FORM, [PART]],
    ['as a form that ends within the head of a part', FORM, [PART.slice(0, 40)]],
    ['as a form that ends within its boundary', FORM, [`${PART}\r\n--${BOUNDARY.slice(0, 5)}`]],
  ];
  it.each(ways)('%s is refused at once, and nothing of it is kept', async (_, type, pieces) => {
    const said = await send('devices/import', type, pieces, 'end');
    expect(said).toEqual({ status: 422, code: 'upload.incomplete', type: 'application/problem+json' });
    expect(kept()).toEqual([]);
  });

  it.each([...ways, ['as the body', 'text/csv', ['asset_tag,site\nA-1,']] as const])(
    '%s and then stands still is refused, and nothing of it is kept',
    async (_, type, pieces) => {
      const said = await send('devices/import', type, [...pieces], 'silence');
      expect(said).toEqual({ status: 408, code: 'upload.too-slow', type: 'application/problem+json' });
      expect(kept()).toEqual([]);
    },
  );

  it.each([...ways, ['as the body', 'text/csv', ['asset_tag,site\nA-1,']] as const])(
    '%s by somebody who goes away is not kept',
    async (_, type, pieces) => {
      expect(await send('devices/import', type, [...pieces], 'leave')).toBeNull();
      await waitFor(() => kept().length === 0, {
        what: 'the part of the file to be removed',
        timeoutMs: 3000,
      });
    },
  );
});

describe('whoever is refused before the file is read', () => {
  it.each([
    ['text/csv', ['asset_tag,site\nA-1,']],
    [FORM, [PART]],
  ] as const)('is answered at once (%s)', async (type, pieces) => {
    const said = await send('devices/import', type, [...pieces], 'silence', 'nobody');
    expect(said).toMatchObject({ status: 401, code: 'access.not-signed-in' });
    expect((await risk.get('/healthz')).status).toBe(200);
  });
});

describe('a picture that is sent', () => {
  it.each([
    ['as a form', FORM, [PART], 'end'],
    ['as a form that stands still', FORM, [PART], 'silence'],
    ['as the body that stands still', 'image/png', ['\x89PNG'], 'silence'],
  ] as const)('%s is refused', async (_, type, pieces, then) => {
    const said = await send('tasks/1/photos', type, [...pieces], then);
    expect(said?.type).toBe('application/problem+json');
    expect(said?.status).toBeGreaterThanOrEqual(400);
    expect(said?.status).toBeLessThan(500);
  });
});
