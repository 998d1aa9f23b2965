// Stops what the run started, says how much of the audit trail was verified when the specs' databases were dropped, and
// fails the run when a test left a program behind.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export default async function teardown() {
  const { folder, server } = globalThis.closeoutTestRun;
  const leaked = [];
  const programs = join(folder, 'programs');
  for (const name of existsSync(programs) ? readdirSync(programs) : []) {
    const pid = Number(name);
    try {
      process.kill(pid, 'SIGKILL');
      leaked.push(`${readFileSync(join(programs, name), 'utf8')} (process ${pid})`);
    } catch {
      // It has ended, as it should.
    }
  }
  const chains = join(folder, 'chains');
  const verified = existsSync(chains) ? readFileSync(chains, 'utf8').trim().split('\n') : [];
  const sum = (column) => verified.reduce((total, line) => total + Number(line.split(' ')[column]), 0);
  if (verified.length > 0)
    console.error(
      `Audit trail verified at the end of ${verified.length} databases: ${sum(0)} chains, ${sum(1)} entries`,
    );
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  if (leaked.length > 0) throw new Error(`Tests left programs running: ${leaked.join('; ')}`);
}
