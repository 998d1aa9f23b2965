// The API and the worker as they run, on free ports, for benches.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
export const built = (path) => import(join(root, 'dist', path));

/** Makes an administrator and signs in; gives ask(method, path, init). */
export async function signIn(client, base) {
  const { hashPassword } = await built('libs/domain/src/identity/index.js');
  await client.query(
    `INSERT INTO app_user (email, name, role, password_hash, all_sites, created_at, updated_at)
     VALUES ('bench@example.org', 'Bench', 'administrator', $1, true, now(), now())`,
    [await hashPassword('bench-password')],
  );
  const answer = await fetch(`${base}sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bench@example.org', password: 'bench-password' }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return async (method, path, init = {}) => {
    const response = await fetch(base + path, { ...init, method, headers: { ...init.headers, cookie } });
    if (!response.ok)
      throw new Error(`${method} ${path} answers ${response.status}: ${await response.text()}`);
    return response.json();
  };
}

export async function start(name, env) {
  const child = spawn(process.execPath, [join(root, `dist/apps/${name}/src/main.js`)], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await Promise.race([
    once(child, 'message'),
    once(child, 'close').then(() => Promise.reject(new Error(`the ${name} did not start`))),
  ]);
  return {
    name,
    pid: child.pid,
    stop: async () => {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
