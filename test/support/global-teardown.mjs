// Stops what the run started, and fails the run when a test left a program behind.
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
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  if (leaked.length > 0) throw new Error(`Tests left programs running: ${leaked.join('; ')}`);
}
