// npm test: every check in turn, each with its time. Stops at the first that fails. The last line counts the tests.
// Further arguments go to Jest: npm test -- test/e2e/tasks.spec.ts
// npm runs it before this one, but not where install scripts are switched off.
import './setup.cjs';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'closeout-results-'));
const results = join(folder, 'results.json');
const looks = join(folder, 'looked-at');
const bin = (name) => join(root, 'node_modules', name);

const layering = ['--config', '.dependency-cruiser.cjs', ...sources()];
const jest = [
  '--experimental-vm-modules',
  '--no-warnings',
  bin('jest/bin/jest.js'),
  '--json',
  '--outputFile',
  results,
];
/** @type {Array<{ name: string, args: string[] }>} */
const checks = [
  { name: 'build', args: ['scripts/build.mjs'] },
  { name: 'type check', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.test.json'] },
  {
    name: 'type check of the web',
    args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'apps/web/tsconfig.json'],
  },
  {
    name: 'lint',
    args: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', ...sources('scripts', 'test')],
  },
  { name: 'format', args: [bin('oxfmt/bin/oxfmt'), '--check', ...sources('scripts', 'test')] },
  { name: 'layers and cycles', args: [bin('dependency-cruiser/bin/dependency-cruise.mjs'), ...layering] },
];

function sources(...more) {
  return ['apps', 'libs', 'migrations', ...more];
}

/** Runs one step and says how long it took; what it wrote is shown when it fails, and always for the tests. */
function run({ name, args }) {
  const startedAt = performance.now();
  const loud = name.startsWith('tests');
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, CLOSEOUT_LOOKED_AT: looks },
    // Jest writes its report to stderr and the results, which the file has, to stdout.
    stdio: ['ignore', 'pipe', loud ? 'inherit' : 'pipe'],
  });
  const passed = status === 0 && error === undefined;
  if (!passed && !loud) process.stdout.write(`${stdout ?? ''}${stderr ?? ''}${error ?? ''}\n`);
  console.log(
    `${passed ? 'ok    ' : 'FAILED'}  ${name}  ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  );
  return passed;
}

/** Runs Jest, and what it wrote down, file by file: nothing when it did not come that far. */
function runJest(name, ...args) {
  rmSync(results, { force: true });
  const ok = run({ name, args: [...jest, ...args] });
  if (!existsSync(results)) return { ok: false, files: [] };
  const { testResults } = JSON.parse(readFileSync(results, 'utf8'));
  const files = testResults.map(({ name, status, assertionResults: tests }) => {
    const of = (...states) => tests.filter((test) => states.includes(test.status)).length;
    return {
      name: relative(root, name),
      ok: status === 'passed',
      passed: of('passed'),
      // A file that could not even be loaded has no tests of its own, and failed all the same.
      failed: status === 'failed' && tests.length === 0 ? 1 : of('failed'),
      skipped: of('pending', 'todo'),
    };
  });
  return { ok, files };
}

/** So many files may be unsteady; more of them are no coincidence. */
const FEW = 3;

/**
 * The tests. A browser on a busy machine now and then misses a moment: files of test/browser that failed among the others
 * run once more, alone. What fails then too has failed, and what does not is named at the end.
 */
function runTests() {
  const first = runJest('tests', ...process.argv.slice(2));
  const failed = first.files.filter((file) => !file.ok).map(({ name }) => name);
  const again = failed.length <= FEW && failed.every((name) => name.startsWith('test/browser/'));
  if (first.ok || failed.length === 0 || !again) return { ...first, unsteady: [] };
  console.log(`Once more, alone: ${failed.join(', ')}`);
  const second = runJest('tests, once more', '--maxWorkers=1', '--runTestsByPath', ...failed);
  const passed = second.files.filter((file) => file.ok).map(({ name }) => name);
  return {
    ok: second.ok,
    files: [...first.files.filter((file) => file.ok), ...second.files],
    unsteady: passed,
  };
}

/** One more test when every browser spec ran and passed: that axe-core looked at every page and every dialog. */
async function lookedAtEverything({ files }) {
  const specs = readdirSync(join(root, 'test/browser')).map((file) => `test/browser/${file}`);
  if (!specs.every((spec) => files.some(({ name, ok }) => ok && name === spec))) return [];
  const { neverLookedAt } = await import('../test/support/looked-at.mjs');
  const faults = neverLookedAt(looks);
  for (const fault of faults) console.log(fault);
  const ok = faults.length === 0;
  console.log(`${ok ? 'ok    ' : 'FAILED'}  axe looked at every page and dialog`);
  return [{ name: 'looked at', ok, passed: Number(ok), failed: Number(!ok), skipped: 0 }];
}

mkdirSync(looks);
const startedAt = performance.now();
const failedCheck = checks.find((check) => !run(check));
const tests = failedCheck === undefined ? runTests() : { ok: false, files: [], unsteady: [] };
tests.files.push(...(await lookedAtEverything(tests)));
const sum = (what) => tests.files.reduce((total, file) => total + file[what], 0);
const ok = tests.ok && sum('failed') === 0;
rmSync(folder, { recursive: true, force: true });
console.log(
  `${ok ? 'everything passed' : `failed at: ${failedCheck?.name ?? 'tests'}`}  ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
);
if (tests.unsteady.length > 0)
  console.log(`passed only when run once more, alone: ${tests.unsteady.join(', ')}`);
console.log(
  `${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''}`,
);
process.exit(ok ? 0 : 1);
