// Builds the programs into dist/ when a source is newer than the last build. Used by start, test and the test harness.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist/.build-stamp');
const lock = join(root, 'node_modules/.build-lock');
const sources = [
  'apps',
  'libs',
  'migrations',
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
];
// What the compiler does not copy.
const asset = /\.(json|csv|hbs|html|css|svg|txt)$/;

function* files(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) yield { path, mark: `${found.mtimeMs}:${found.size}` };
  if (!found?.isDirectory()) return;
  for (const name of readdirSync(path).toSorted())
    if (name !== 'node_modules') yield* files(join(path, name));
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const { path, mark } of files(join(root, source))) {
      if (!path.endsWith('.spec.ts')) hash.update(`${path}\0${mark}\n`);
    }
  }
  return hash.digest('hex');
}

/** A part of the tree may be written by one build at a time. A lock older than two minutes belongs to a killed one. */
function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 120_000) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}

/** Once for every visitor, instead of by every visitor: the API serves what lies beside each file, by what a browser takes. */
function compress(folder) {
  for (const { path } of files(folder)) {
    if (!/\.(js|css|html|svg|wasm|webmanifest)$/.test(path)) continue;
    const content = readFileSync(path);
    if (content.length < 1024) continue;
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 9,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
    );
  }
}

function run(args, env = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  if (status !== 0) throw new Error(`The build failed.\n${stdout}${stderr}`);
}

/** Gives true when it built, false when dist/ was up to date. Throws an Error with the compiler's own words; `onBuild` is called before. */
export function buildIfStale({ force = false, onBuild = () => {} } = {}) {
  const upToDate = () => !force && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
  if (upToDate()) return false;
  takeLock();
  try {
    if (upToDate()) return false;
    onBuild();
    const built = fingerprint();
    run(['node_modules/@nestjs/cli/bin/nest.js', 'build', 'api']);
    for (const folder of ['apps/api', 'apps/worker', 'apps/launcher', 'libs', 'migrations']) {
      for (const { path } of files(join(root, folder))) {
        if (asset.test(path)) cpSync(path, join(root, 'dist', path.slice(root.length + 1)));
      }
    }
    run(['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--logLevel', 'warn'], {
      NODE_ENV: 'production',
    });
    compress(join(root, 'dist/web'));
    writeFileSync(stamp, built);
    return true;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    buildIfStale({ force: true });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
