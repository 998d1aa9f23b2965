import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  commandOf,
  FolderTakenError,
  isAlive,
  isBeating,
  markOf,
  startHeartbeat,
  takeFolderLock,
} from './index.js';

const made = mkdtempSync(join(tmpdir(), 'closeout-lifecycle-'));
afterAll(() => rmSync(made, { recursive: true }));
const folder = (): string => mkdtempSync(join(made, 'data-'));
/** above the largest number of a process anywhere */
const NO_PROCESS = 4_999_999;

describe('the lock of a data folder', () => {
  it('is held once, and again after it was let go', () => {
    const data = folder();
    const lock = takeFolderLock(data);
    expect(lock.takenOver).toBe(false);
    expect(() => takeFolderLock(data)).toThrow(FolderTakenError);
    expect(() => takeFolderLock(data)).toThrow(/already runs on the data folder .* set CLOSEOUT_DATA_DIR/);
    lock.release();
    takeFolderLock(data).release();
    expect(readdirSync(data)).toEqual([]);
  });

  it('is taken over from a launcher that was killed', () => {
    const data = folder();
    writeFileSync(join(data, 'closeout.lock'), `${NO_PROCESS} whenever`);
    const lock = takeFolderLock(data);
    expect(lock.takenOver).toBe(true);
    lock.release();
  });

  it('is taken over when its number belongs to another program by now', () => {
    const data = folder();
    writeFileSync(join(data, 'closeout.lock'), `${process.pid} an-earlier-start`);
    expect(takeFolderLock(data).takenOver).toBe(true);
    expect(readFileSync(join(data, 'closeout.lock'), 'utf8')).toBe(`${process.pid} ${markOf(process.pid)}`);
  });

  it('is taken over when the file is empty, as after a loss of power', () => {
    const data = folder();
    writeFileSync(join(data, 'closeout.lock'), '');
    expect(takeFolderLock(data).takenOver).toBe(true);
  });

  it('is not removed by one who no longer has it', () => {
    const data = folder();
    const lock = takeFolderLock(data);
    writeFileSync(join(data, 'closeout.lock'), 'somebody else');
    lock.release();
    expect(readdirSync(data)).toEqual(['closeout.lock']);
  });
});

describe('processes', () => {
  it('are known by number, command line and start', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(NO_PROCESS)).toBe(false);
    expect(commandOf(process.pid)).toContain('node');
    expect(markOf(process.pid)).toBe(markOf(process.pid));
    expect(markOf(NO_PROCESS)).toBe('');
  });
});

describe('the heartbeat', () => {
  it('is missed after half a minute', () => {
    const file = join(folder(), 'alive');
    const now = Date.now();
    expect(isBeating(file, now)).toBe(false);
    startHeartbeat(file)();
    expect(isBeating(file, now)).toBe(true);
    utimesSync(file, new Date(now - 31_000), new Date(now - 31_000));
    expect(isBeating(file, now)).toBe(false);
  });
});
