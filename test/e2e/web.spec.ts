import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { createTransport } from 'nodemailer';
import { addresses } from '../screens/routes.mjs';
import { root } from '../support/programs.js';
import {
  type App,
  type Client,
  client,
  createDevice,
  createUser,
  createWard,
  draftCampaign,
  openCampaign,
  sqlClient,
  startApp,
  waitFor,
} from '../support/index.js';

interface Message {
  id: string;
  kind: string | null;
  subject: string;
  text: string;
}

const folder = join(root, 'dist/web');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
  // the same files once more, compressed
  .filter((file) => !/\.(br|gz)$/.test(file));
const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8');
const isNamed = (file: string): boolean => file.startsWith('/assets/');
const TYPES: Record<string, RegExp> = {
  '.html': /^text\/html/,
  '.js': /^(application|text)\/javascript/,
  '.css': /^text\/css/,
  '.svg': /^image\/svg\+xml/,
  '.png': /^image\/png/,
  '.wasm': /^application\/wasm/,
  '.webmanifest': /^application\/manifest\+json/,
};

let app: App;
let nobody: Client;
let manager: Client;
let technician: Client;

beforeAll(async () => {
  app = await startApp();
  nobody = await client(app, 'nobody');
  const sql = sqlClient(app.databaseUrl);
  const ward = await createWard(sql);
  const { siteId, locationId } = ward;
  for (const serialNumber of ['2006307', '2006308'])
    await createDevice(sql, { siteId, locationId, productCode: '35700BAX2', serialNumber });
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  technician = await client(app, ward.technician);
});
afterAll(() => app?.stop());

/** What the page is served with: no script but its own files, nothing from elsewhere. */
function expectPagePolicy(answer: Response): void {
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).toMatch(/(^|; )script-src 'self' 'wasm-unsafe-eval'(;|$)/);
  for (const kind of ['connect-src', 'frame-src', 'worker-src']) {
    expect(policy).toMatch(new RegExp(`(^|; )${kind} 'self'(;|$)`));
  }
  expect(policy).not.toMatch(/http|\*/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
}

async function expectProblem(answer: Response, status: number, code: string): Promise<void> {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await answer.json()).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
}

describe('the files of the page', () => {
  it('are served as what they are, and kept only as long as they have not changed', async () => {
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      const answer = await nobody.raw('GET', file);
      expect([file, answer.status]).toEqual([file, 200]);
      expect([file, answer.headers.get('content-type')]).toEqual([
        file,
        expect.stringMatching(TYPES[extname(file)] ?? 'a known kind of file'),
      ]);
      expectPagePolicy(answer);
      const kept = answer.headers.get('cache-control') ?? '';
      // what is named after its content never changes; the rest is asked for each time
      expect([file, kept]).toEqual([file, expect.stringMatching(isNamed(file) ? /immutable/ : /max-age=0/)]);
      expect(Buffer.from(await answer.arrayBuffer()).equals(readFileSync(join(folder, file)))).toBe(true);
    }
  });

  it('are sent compressed to whoever takes that, and so are lists', async () => {
    const encoding = async (reader: Client, path: string, accepted: string) =>
      (await reader.raw('GET', path, { headers: { 'accept-encoding': accepted } })).headers.get(
        'content-encoding',
      );
    const script = files.find((file) => /^\/assets\/index-.*\.js$/.test(file)) ?? '';
    expect(await encoding(nobody, script, 'gzip, br')).toBe('br');
    expect(await encoding(nobody, '/work', 'gzip')).toBe('gzip');
    expect(await encoding(nobody, script, 'identity')).toBeNull();

    expect(await encoding(manager, '/api/v1/plans', 'gzip')).toBe('gzip');
    expect(await encoding(manager, '/api/v1/plans', 'gzip;q=0, identity')).toBeNull();
    expect(await encoding(manager, '/api/v1/me', 'gzip')).toBeNull();
    expect((await manager.get<{ items: unknown[] }>('plans')).body.items.length).toBeGreaterThan(0);
  });

  it('are answered 304 when they have not changed', async () => {
    const answer = await nobody.raw('GET', '/sw.js');
    const again = await nobody.raw('GET', '/sw.js', {
      // fetch would add "no-cache" by itself
      headers: { 'if-none-match': answer.headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
  });

  it('have no inline script and name no other host', () => {
    const html = textOf('/index.html');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/i);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});

describe('addresses', () => {
  it('of the page answer with the page, signed in or not', async () => {
    const addresses = ['/', '/campaigns', '/campaigns/new', '/campaigns/1/pumps', '/work', '/mailbox/1'];
    for (const address of addresses) {
      const answer = await nobody.raw('GET', address);
      expect([address, answer.status]).toEqual([address, 200]);
      expectPagePolicy(answer);
      expect(await answer.text()).toBe(textOf('/index.html'));
    }
  });

  it('of every route answer with the page when they are opened directly', async () => {
    for (const address of addresses()) {
      const answer = await nobody.raw('GET', address.replaceAll(/\$\w+/g, '1'));
      expect([address, answer.status]).toEqual([address, 200]);
    }
  });

  it('that nobody knows answer with a problem document, below /api and elsewhere', async () => {
    for (const address of [
      '/api/v1/nothing',
      '/api/v1/tasks/1/nothing',
      '/api/nothing',
      '/nothing',
      '/js/no.js',
    ]) {
      await expectProblem(await nobody.raw('GET', address), 404, 'route.not-found');
    }
    await expectProblem(await nobody.raw('POST', '/tasks/1'), 404, 'route.not-found');
    await expectProblem(await nobody.raw('GET', '/..%2f..%2fpackage.json'), 404, 'route.not-found');
  });

  it('that nobody knows answer a person with the page, as not found', async () => {
    const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    for (const address of ['/nothing', '/campaign/1/x?y=1', '/js/no.js', '/..%2f..%2fpackage.json']) {
      const answer = await nobody.raw('GET', address, { headers });
      expect([address, answer.status]).toEqual([address, 404]);
      expectPagePolicy(answer);
      expect(await answer.text()).toBe(textOf('/index.html'));
    }
    for (const address of ['/api', '/api/v1/nothing', '/api/v1/sign-in']) {
      await expectProblem(await nobody.raw('GET', address, { headers }), 404, 'route.not-found');
    }
  });

  it('of the API are not taken by the page', async () => {
    await expectProblem(await nobody.raw('GET', '/api/v1/tasks'), 401, 'access.not-signed-in');
    expect((await nobody.raw('GET', '/healthz')).headers.get('content-type')).toMatch(/json/);
    expect((await nobody.raw('GET', '/api/docs')).headers.get('content-type')).toMatch(/html/);
  });
});

describe('the links in e-mails', () => {
  it('all lead to the page', async () => {
    await openCampaign(manager, await draftCampaign(manager, 'corrosion'));
    const message = await waitFor(() => newest(technician, 'assignment'), { what: 'the assignment e-mail' });
    const tasks = (await technician.get<{ items: Array<{ id: string }> }>('tasks?assignee=me')).body.items;
    expect(tasks).toHaveLength(2);
    const campaignId = (await manager.get<{ items: Array<{ id: string }> }>('campaigns')).body.items[0]?.id;

    const links = [...message.text.matchAll(/https?:\/\/[^/\s,]+([^\s,]*)/g)].map((match) => match[1] || '/');
    expect([...new Set(links)].toSorted()).toEqual(
      [
        '/',
        `/campaigns/${campaignId}`,
        '/tasks?assignee=me',
        ...tasks.map(({ id }) => `/tasks/${id}`),
      ].toSorted(),
    );
    for (const link of links) {
      const answer = await nobody.raw('GET', link);
      expect([link, answer.status]).toEqual([link, 200]);
      expect(await answer.text()).toBe(textOf('/index.html'));
    }
  });
});

describe('a message shown as it looks', () => {
  const html = async (reader: Client, { id }: Message) => reader.raw('GET', `mailbox/${id}/html`);

  it('runs no script, loads nothing, has no origin, and opens its links in the whole window', async () => {
    await send({
      subject: 'From elsewhere',
      text: 'x',
      html: '<!doctype html><script>steal()</script><img src="https://x.example/pixel">',
    });
    const message = await waitFor(() => newest(manager, null), { what: 'the message' });
    const answer = await html(manager, message);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox allow-top-navigation-by-user-activation; default-src 'none';/);
    expect(policy).not.toMatch(/script|allow-same-origin|http/);
    expect(await answer.text()).toMatch(/^<!doctype html><base target="_top"><!doctype html>/);
  });

  it('is for those who may read it', async () => {
    const own = await waitFor(() => newest(technician, 'assignment'), { what: 'the assignment e-mail' });
    expect((await html(technician, own)).status).toBe(200);
    const other = await waitFor(() => newest(manager, null), { what: 'the message' });
    await expectProblem(await html(technician, other), 404, 'message.not-found');
    await expectProblem(await html(nobody, own), 401, 'access.not-signed-in');
  });

  it('says so when there is plain text alone', async () => {
    await send({ subject: 'Plain', text: 'Only words' });
    const message = await waitFor(
      async () => {
        const found = await newest(manager, null);
        return found?.subject === 'Plain' ? found : undefined;
      },
      { what: 'the plain message' },
    );
    await expectProblem(await html(manager, message), 404, 'message.no-html');
  });
});

async function newest(reader: Client, kind: string | null): Promise<Message | undefined> {
  const { items } = (await reader.get<{ items: Message[] }>('mailbox')).body;
  const found = items.find((message) => message.kind === kind);
  return found === undefined ? undefined : (await reader.get<Message>(`mailbox/${found.id}`)).body;
}

async function send(message: { subject: string; text: string; html?: string }): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: app.mailPort,
    secure: false,
    ignoreTLS: true,
  });
  try {
    await transport.sendMail({ from: 'elsewhere@example.org', to: 'somebody@example.org', ...message });
  } finally {
    transport.close();
  }
}
