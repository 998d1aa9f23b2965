// npm test: every check in turn, each with its time. Stops at the first that fails. The last line counts the tests.
// Further arguments go to Jest: npm test -- test/e2e/tasks.spec.ts
// npm runs it before this one, but not where install scripts are switched off.
import './setup.cjs';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'closeout-results-'));
const results = join(folder, 'results.json');
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
const steps = [
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
  { name: 'tests', args: [...jest, ...process.argv.slice(2)] },
];

function sources(...more) {
  return ['apps', 'libs', 'migrations', ...more];
}

/** Runs one step and says how long it took; what it wrote is shown when it fails, and always for the tests. */
function run({ name, args }) {
  const startedAt = performance.now();
  const loud = name === 'tests';
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
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

function count() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(results, 'utf8'),
    );
    // A file that could not even be loaded has no tests of its own, and failed all the same.
    const broken = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length;
    return {
      passed: numPassedTests,
      failed: numFailedTests + broken,
      skipped: numPendingTests + numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

const startedAt = performance.now();
const failedStep = steps.find((step) => !run(step));
const { passed, failed, skipped } = count();
rmSync(folder, { recursive: true, force: true });
console.log(
  `${failedStep === undefined ? 'everything passed' : `failed at: ${failedStep.name}`}  ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failedStep === undefined && failed === 0 ? 0 : 1);
