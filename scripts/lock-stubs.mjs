// After every change of package-lock.json: names the optional packages of other systems that the registry at hand does
// not have, without which "npm ci" refuses the lock file. Also checks that the lock names no host.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;

/** Where Node would find `name` from the package at `from`; undefined when nowhere. */
function find(from, name) {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

/** What a platform package runs on, read from its name: @swc/core-linux-arm64-gnu. */
function platformOf(name) {
  const systems = [
    'darwin',
    'linux',
    'win32',
    'freebsd',
    'android',
    'openharmony',
    'aix',
    'netbsd',
    'openbsd',
    'sunos',
  ];
  const machines = [
    'x64',
    'arm64',
    'arm',
    'ia32',
    'ppc64',
    's390x',
    'riscv64',
    'wasm32',
    'loong64',
    'mips64el',
  ];
  const words = name.split(/[-/_]/);
  const os = words.includes('windows') ? 'win32' : systems.find((system) => words.includes(system));
  const cpu = machines.find((machine) => words.includes(machine));
  return { ...(os === undefined ? {} : { os: [os] }), ...(cpu === undefined ? {} : { cpu: [cpu] }) };
}

const added = [];
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (find(path, name) !== undefined) continue;
    const version = /\d+\.\d+\.\d+[^\s|]*/.exec(range)?.[0];
    if (version === undefined) throw new Error(`${path}: no version can be read from ${name}@${range}`);
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      optional: true,
      ...(entry.dev ? { dev: true } : {}),
    };
    added.push(`${name}@${version}`);
  }
}
for (const [path, entry] of Object.entries(packages)) {
  if (entry.resolved !== undefined && /^https?:/.test(entry.resolved)) delete packages[path].resolved;
}
if (added.length > 0) {
  const [own, ...others] = Object.entries(packages);
  lock.packages = Object.fromEntries([own, ...others.toSorted(([a], [b]) => a.localeCompare(b, 'en'))]);
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'Nothing was missing.' : `Added: ${added.join(', ')}`);
