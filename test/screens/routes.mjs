// Which addresses of apps/web/src/routes no picture shows.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pages } from './pages.mjs';

const routes = resolve(import.meta.dirname, '../../apps/web/src/routes');
/** The first only leads on to a tab; the second is there when the work at every pump is over, which is another moment. */
const WITHOUT = ['/campaigns/$campaignId', '/campaigns/$campaignId/checks/$pumpId'];

/** The addresses, such as /tasks/$taskId, that no line of pages.mjs covers. */
export function routesWithoutPicture() {
  const ids = new Proxy({}, { get: () => '1' });
  const taken = pages.map(({ path }) => path(ids).split('?')[0]);
  const addresses = readdirSync(routes).flatMap((file) =>
    [...readFileSync(join(routes, file), 'utf8').matchAll(/\bpath: '(\/[^']*)'/g)].map(([, path]) => path),
  );
  return [...new Set(addresses)].filter((address) => {
    const shape = new RegExp(`^${address.replaceAll(/\$\w+/g, '[^/]+')}$`);
    return !WITHOUT.includes(address) && !taken.some((path) => shape.test(path));
  });
}
