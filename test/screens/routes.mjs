// The addresses of apps/web/src/routes, and which of them no picture shows.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pages } from './pages.mjs';

const routes = resolve(import.meta.dirname, '../../apps/web/src/routes');
/** The first only leads on to a tab; the second is there when the work at every pump is over, which is another moment. */
const WITHOUT = ['/campaigns/$campaignId', '/campaigns/$campaignId/checks/$pumpId'];

/** Every address of the web application, such as /tasks/$taskId. */
export function addresses() {
  const all = readdirSync(routes).flatMap((file) =>
    [...readFileSync(join(routes, file), 'utf8').matchAll(/\bpath: '(\/[^']*)'/g)].map(([, path]) => path),
  );
  return [...new Set(all)];
}

/** Those that no line of pages.mjs covers. */
export function routesWithoutPicture() {
  const ids = new Proxy({}, { get: () => '1' });
  const taken = pages.map(({ path }) => path(ids).split('?')[0]);
  return addresses().filter((address) => {
    const shape = new RegExp(`^${address.replaceAll(/\$\w+/g, '[^/]+')}$`);
    return !WITHOUT.includes(address) && !taken.some((path) => shape.test(path));
  });
}
