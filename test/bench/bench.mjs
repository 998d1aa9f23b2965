// npm run bench <name>: measures one thing, beside the floor of the same machine in the same run.
import { existsSync, readdirSync } from 'node:fs';

const name = process.argv[2] ?? '';
const script = new URL(`./${name}.bench.mjs`, import.meta.url);
if (!/^[a-z-]+$/.test(name) || !existsSync(script)) {
  const names = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.bench.mjs'))
    .map((file) => file.slice(0, -'.bench.mjs'.length));
  console.error(`Usage: npm run bench <name>. There are: ${names.join(', ')}.`);
  process.exit(1);
}
const { default: run } = await import(script.href);
await run(process.argv.slice(3));
