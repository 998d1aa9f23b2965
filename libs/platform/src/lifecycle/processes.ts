import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A TCP port of the loopback address that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a process; empty when it is gone, only waits to be reaped, or cannot be read. */
export function commandOf(pid: number): string {
  if (process.platform === 'win32') return '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return process.platform === 'linux' ? '' : ps('command', pid);
  }
}

/** Tells a process from a later one with the same number: when it was started. Empty when it is gone. */
export function markOf(pid: number): string {
  if (process.platform === 'win32') return isAlive(pid) ? 'alive' : '';
  if (process.platform !== 'linux') return ps('lstart', pid);
  const found = statOf(pid);
  if (found === undefined || found.state === 'Z') return '';
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${found.startedAt}`;
}

/** The number of the process that started this one; 0 when it cannot be told. */
export function parentOf(pid: number): number {
  if (process.platform === 'win32') return 0;
  if (process.platform !== 'linux') return Number(ps('ppid', pid));
  return Number(statOf(pid)?.parent ?? 0);
}

function statOf(pid: number): { state: string; parent: string; startedAt: string } | undefined {
  try {
    // The second field is the name in parentheses, which may hold spaces; the third is the state.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state: fields[0] ?? '', parent: fields[1] ?? '0', startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function ps(column: string, pid: number): string {
  return (spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '').trim();
}

/** Asks again every few milliseconds until there is an answer; undefined when the time is over. */
export async function waitUntil<T>(
  ask: () => T | undefined | false,
  timeoutMs: number,
): Promise<T | undefined> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() >= end) return undefined;
    await pause(5);
  }
}
